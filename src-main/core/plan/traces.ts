import type { Signature } from "../model/ids.ts";
import type { Step } from "../model/pipeline.ts";
import type { Reason } from "../model/reason.ts";
import type { ObjectStore } from "../ports/files.ts";
import type { PythonStart } from "../ports/python-environment.ts";
import type { Trace, TraceSource } from "../ports/traces.ts";
import { changesOf, type DiscoveryPorts } from "./discovered.ts";

export type TracePorts = DiscoveryPorts & {
  readonly traces: TraceSource;
  readonly objects: ObjectStore;
  readonly now: () => number;
};

/** Why none of the traces of a signature serves; the newest of each kind. */
export type NoTrace = {
  readonly trace: null;
  /** The library no longer holds all that it made. */
  readonly lost: Trace | null;
  /** It is older than the step's cache allows; with its age in milliseconds. */
  readonly expired: { readonly trace: Trace; readonly age: number } | null;
  /** What it was seen to depend on is not as it was. */
  readonly changes: readonly Reason[];
};

/**
 * The newest trace of a signature that serves: its outputs are held, and what it was seen to depend on is as it was. With it all
 * of that signature.
 */
export async function findTrace(
  ports: TracePorts,
  step: Step,
  signature: Signature,
  starts: readonly PythonStart[],
): Promise<{ readonly trace: Trace; readonly all: readonly Trace[] } | NoTrace> {
  const longest = step.cache.kind === "ttl" ? step.cache.milliseconds : Number.POSITIVE_INFINITY;
  // Asked for only where it counts: a plan that rests on the time is soon another one.
  const now = step.cache.kind === "ttl" ? ports.now() : 0;
  let lost: NoTrace["lost"] = null;
  let expired: NoTrace["expired"] = null;
  let changes: NoTrace["changes"] = [];
  const all = ports.traces.of(signature);
  for (const trace of all) {
    const age = now - trace.made;
    if (!Object.values(trace.outputs).every(ports.objects.has)) lost ??= trace;
    else if (age >= longest) expired ??= { trace, age };
    else {
      const found = await changesOf(ports, starts, trace.discovered);
      if (found.length === 0) return { trace, all };
      if (changes.length === 0) changes = found;
    }
  }
  return { trace: null, lost, expired, changes };
}
