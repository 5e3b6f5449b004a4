import { canonicalJson } from "../base/json.ts";
import type { Value } from "../base/value.ts";
import type { Digest } from "../model/ids.ts";
import type { StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { WorkspaceFiles } from "../ports/files.ts";
import type { PythonEnvironments, PythonStart } from "../ports/python-environment.ts";
import type { Discovered } from "../ports/traces.ts";
import { packageText } from "./package-text.ts";
import { reason } from "./reasons.ts";

export type DiscoveryPorts = {
  readonly files: WorkspaceFiles;
  readonly environments: PythonEnvironments;
};

/** What has changed since a step was seen to depend on these; empty: its result may serve. */
export async function changesOf(
  ports: DiscoveryPorts,
  starts: readonly PythonStart[],
  discovered: readonly Discovered[],
): Promise<readonly Reason[]> {
  const changes: Reason[] = [];
  for (const before of discovered) {
    const now = await lookAgain(ports, starts, before);
    if (now === null || canonicalJson(before) !== canonicalJson(now)) changes.push(changeReason(before, now));
  }
  return changes;
}

/** The same things as they are now. One that cannot be read stays as it was, and so holds for nobody. */
export const rediscovered = (
  ports: DiscoveryPorts,
  starts: readonly PythonStart[],
  discovered: readonly Discovered[],
): Promise<readonly Discovered[]> =>
  Promise.all(discovered.map(async (before) => (await lookAgain(ports, starts, before)) ?? before));

/** Null when it is there and cannot be read. */
async function lookAgain(
  ports: DiscoveryPorts,
  starts: readonly PythonStart[],
  before: Discovered,
): Promise<Discovered | null> {
  if (before.kind === "distribution") {
    const { name } = before;
    return { kind: "distribution", name, version: await installedVersion(ports, starts, name) };
  }
  const { path } = before;
  if (before.kind === "there")
    return { kind: (await ports.files.python.kindOf(path)) === null ? "absent" : "there", path };
  if (before.kind === "listing") {
    const names = await ports.files.listing(path, before.except);
    if (names !== null) return { ...before, digest: names };
  }
  const content = await ports.files.content(path, { type: "file", ignore: null });
  if (content.ok)
    return content.value === null
      ? { kind: "absent", path }
      : { kind: "file", path, digest: content.value.digest };
  const names = await ports.files.listing(path, []);
  return names === null ? null : { kind: "listing", path, digest: names, except: [] };
}

/** Of the first Python that has the distribution, the one that its programs find first. */
async function installedVersion(
  { environments }: DiscoveryPorts,
  starts: readonly PythonStart[],
  name: string,
): Promise<string | null> {
  for (const start of starts) {
    const environment = await environments.find(start);
    const found = environment?.folders
      .flatMap(({ distributions }) => distributions)
      .find((distribution) => distribution.name === name);
    if (found !== undefined) return found.version;
  }
  return null;
}

function changeReason(before: Discovered, now: Discovered | null): Reason {
  if (before.kind === "distribution") {
    const to = now?.kind === "distribution" ? now.version : null;
    return undeclared(before.name, before.version, to, packageText(before.name, before.version, to));
  }
  const { path } = before;
  const to = now === null ? null : digestOf(now);
  const text =
    now === null
      ? `Undeclared input cannot be read: ${path}`
      : before.kind === "absent"
        ? `Undeclared input appeared: ${path}`
        : now.kind === "absent"
          ? `Undeclared input gone: ${path}`
          : before.kind === "listing" && now.kind === "listing"
            ? `Undeclared input changed: the names in ${path}`
            : `Undeclared input changed: ${path}`;
  return undeclared(path, digestOf(before), to, text);
}

const undeclared = (subject: string, from: Value, to: Value, text: string): Reason =>
  reason("undeclared-input-changed", subject, from, to, text);

const digestOf = (found: Discovered): Digest | null =>
  found.kind === "file" || found.kind === "listing" ? found.digest : null;

/** More reads than these are told as a number. */
const mostTold = 5;

/** What a step was seen to read and does not declare. Packages are left out: people do not declare them. */
export function undeclaredNotes(discovered: readonly Discovered[]): StepNote[] {
  if (discovered.length === 0) return [];
  const files = discovered.filter(({ kind }) => kind === "file");
  const others = discovered.filter(({ kind }) => kind !== "file" && kind !== "distribution");
  return [
    ...told(files, (path) => `It read ${path}, which it does not declare; it counts`, "read", "files"),
    ...told(
      others,
      (path, kind) =>
        kind === "absent"
          ? `It looked for ${path} and did not find it; that counts`
          : kind === "there"
            ? `It looked whether ${path} is there; that counts`
            : `It read the names in ${path}, which it does not declare; they count`,
      "looked at",
      "other places",
    ),
  ];
}

function told(
  found: readonly Discovered[],
  textOf: (path: string, kind: Discovered["kind"]) => string,
  verb: string,
  what: string,
): StepNote[] {
  const note = (subject: string, text: string): StepNote => ({ kind: "undeclared", subject, text });
  const named = found.flatMap((one) => (one.kind === "distribution" ? [] : [one]));
  const [first] = named;
  if (first === undefined || named.length <= mostTold)
    return named.map(({ path, kind }) => note(path, textOf(path, kind)));
  return [
    note(
      first.path,
      `It ${verb} ${named.length} ${what} that it does not declare, such as ${first.path}; they count`,
    ),
  ];
}
