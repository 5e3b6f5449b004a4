import type { Signature } from "../model/ids.ts";
import type { Step } from "../model/pipeline.ts";
import type { Reason } from "../model/reason.ts";
import type { Content, ObjectStore } from "../ports/files.ts";
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
  /** It is older than the step's cache allows; with its age in milliseconds. */
  readonly expired: { readonly trace: Trace; readonly age: number } | null;
  /** What it was seen to depend on is not as it was. */
  readonly changes: readonly Reason[];
};

/** A trace that serves, with all of its signature. */
export type FoundTrace = {
  readonly trace: Trace;
  readonly all: readonly Trace[];
  /** Ports whose bytes the library no longer holds. */
  readonly lost: readonly string[];
};

const none: readonly never[] = [];

/**
 * The newest trace of a signature that serves: its outputs are held, and what it was seen to depend on is as it was. Where
 * none is held whole, the newest of those of which something is lost.
 */
export async function findTrace(
  ports: TracePorts,
  step: Step,
  signature: Signature,
  starts: readonly PythonStart[],
): Promise<FoundTrace | NoTrace> {
  const longest = step.cache.kind === "ttl" ? step.cache.milliseconds : Number.POSITIVE_INFINITY;
  // Asked for only where it counts: a plan that rests on the time is soon another one.
  const now = step.cache.kind === "ttl" ? ports.now() : 0;
  let lacking: Trace | null = null;
  let expired: NoTrace["expired"] = null;
  let changes: NoTrace["changes"] = [];
  const all = ports.traces.of(signature);
  for (const trace of all) {
    const age = now - trace.made;
    const isHeld = Object.values(trace.outputs).every(ports.objects.has);
    if (!isHeld && lacking !== null) continue;
    if (age >= longest) expired ??= { trace, age };
    else {
      const found = await changesOf(ports, starts, trace.discovered);
      if (found.length > 0) {
        if (changes.length === 0) changes = found;
      } else if (isHeld) return { trace, all, lost: none };
      else lacking = trace;
    }
  }
  if (lacking === null) return { trace: null, expired, changes };
  const { outputs } = lacking;
  const lost = Object.keys(outputs).filter((port) => !ports.objects.has(outputs[port] as Content));
  return { trace: lacking, all, lost };
}
