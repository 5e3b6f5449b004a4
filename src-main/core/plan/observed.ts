import { byCodeUnit } from "../base/json.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import type { StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { Sha256, WorkspaceFiles } from "../ports/files.ts";
import type { Distribution, PythonEnvironments, PythonStart } from "../ports/python-environment.ts";
import type { Discovered } from "../ports/traces.ts";
import type { Decision } from "./decide.ts";
import { undeclaredNotes } from "./discovered.ts";
import { listingDigest } from "./listing-digest.ts";
import type { ObservedLog, SeenState } from "./observed-log.ts";
import { reason } from "./reasons.ts";
import { datasetPlaces, madeNames } from "./step-places.ts";

/** A place's state now; times as in `SeenState`. `born` is when it was made, as far as the file system knows. */
export type StateNow = Omit<SeenState, "changed"> & { readonly born: number };

export type ObservedPorts = {
  readonly files: WorkspaceFiles;
  readonly sha256: Sha256;
  /** State of a file by its absolute path, links followed; null when nothing is there. */
  readonly stateOf: (path: string) => StateNow | null;
  readonly environments: PythonEnvironments;
};

/** The execution that was watched. */
export type WatchedStep = {
  readonly pipeline: Pipeline;
  readonly step: Step;
  readonly decision: Pick<Decision, "code" | "fingerprint" | "signature">;
  /** When its first process was started, by the file system's clock, in nanoseconds. */
  readonly started: number;
  /** Absolute paths of folders whose files are Signet's own, where they lie in the workspace. */
  readonly staging: readonly string[];
};

export type ObservedReads = {
  readonly discovered: readonly Discovered[];
  readonly voided: readonly Reason[];
  readonly notes: readonly StepNote[];
};

/** Programs that Python's own and common libraries start to learn about the machine, not about the user's files. */
const harmless: ReadonlySet<string> = new Set(
  "arch getconf gcc hostname ldconfig ld ldd locale lscpu nproc nvidia-smi stty sysctl system_profiler tty uname ver who whoami".split(
    " ",
  ),
);

/**
 * What an execution was seen to depend on beyond what it declares and what its fingerprint has: files, absences, lists
 * of names and packages, as they are now. What it read of another step's outputs, or what changed since it was read,
 * voids its result. What could not be watched is noted.
 */
export async function observedReads(
  ports: ObservedPorts,
  watched: WatchedStep,
  log: ObservedLog,
): Promise<ObservedReads> {
  const { pipeline, step, decision } = watched;
  const inside = pipeline.workspace === "/" ? "/" : `${pipeline.workspace}/`;
  const places = datasetPlaces(pipeline);
  const inputs = new Set(step.inputs.map(({ dataset }) => dataset));
  const code = new Set([...Object.keys(decision.code.files), ...decision.code.loaded]);
  const isStaged = (path: string) =>
    watched.staging.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const discovered: Discovered[] = [];
  const voided = new Map<string, Reason>();

  /** The path in the workspace of what is not declared and so counts by being read; else null. */
  const undeclared = (path: string): string | null => {
    if (!path.startsWith(inside) || isStaged(path)) return null;
    const relative = path.slice(inside.length);
    if (pipeline.foreign?.paramFiles.includes(relative) === true) return null;
    const datasets = places(relative);
    return datasets.some(({ name, maker }) => inputs.has(name) || maker === step.name) ? null : relative;
  };
  /** Whether it is another step's output, which then voids the result. */
  const isOthers = (path: string): boolean => {
    const made = places(path).find(({ maker }) => maker !== null);
    if (made !== undefined)
      voided.set(`of ${made.name}`, othersReason(pipeline, path, made.name, made.maker));
    return made !== undefined;
  };
  const change = (path: string) => voided.set(path, changedReason(path));
  const staged = step.outputs
    .filter(({ port }) => !step.inPlace.includes(port))
    .map(({ dataset }) => dataset);

  for (const [absolute, seen] of log.reads) {
    const path = undeclared(absolute);
    if (path === null && seen !== null && seen.changed < watched.started) {
      const relative = absolute.slice(inside.length);
      const own = isStaged(absolute) ? undefined : places(relative).find(({ name }) => staged.includes(name));
      if (own !== undefined) voided.set(`of ${own.name}`, ownReason(relative, own.name));
    }
    if (path === null || code.has(path) || isOthers(path)) continue;
    const now = ports.stateOf(absolute);
    if (isUnchanged(now, seen, watched.started)) {
      const content = await ports.files.content(path, { type: "file", ignore: null });
      if (content.ok && content.value !== null)
        discovered.push({ kind: "file", path, digest: content.value.digest });
      else change(path);
    } else if (!isMadeByStep(step, log, now, seen, watched.started)) change(path);
  }
  for (const absolute of log.absent) {
    const path = undeclared(absolute);
    if (path === null || (log.written.has(absolute) && ports.stateOf(absolute) !== null)) continue;
    // A folder that Signet makes for what steps make.
    if (madeNames(pipeline, path, step, decision.signature).length === 0)
      discovered.push({ kind: "absent", path });
  }
  for (const absolute of log.there) {
    const path = undeclared(absolute);
    const isKnown = path === null || code.has(path) || log.reads.has(absolute);
    if (!isKnown && places(path).length === 0) discovered.push({ kind: "there", path });
  }
  for (const [absolute, names] of log.listed) {
    const path = absolute === pipeline.workspace ? "" : undeclared(absolute);
    if (path === null || (path !== "" && isOthers(path))) continue;
    const written = [...log.written].filter((made) => made.slice(0, made.lastIndexOf("/")) === absolute);
    const except = [
      ...new Set([
        ...madeNames(pipeline, path, step, decision.signature),
        ...written.map((made) => made.slice(absolute.length + 1)),
      ]),
    ].sort(byCodeUnit);
    const place = path === "" ? "." : path;
    // The names that it saw: what came or went later, it has not taken into account.
    const digest =
      names === null ? await ports.files.listing(place, except) : listingDigest(names, except, ports.sha256);
    if (digest !== null) discovered.push({ kind: "listing", path: place, digest, except });
  }
  discovered.sort((a, b) => byCodeUnit(keyOf(a), keyOf(b)));
  discovered.push(...(await packagesOf(ports, watched, log)));
  return {
    discovered,
    voided: [...voided.values()],
    notes: [...undeclaredNotes(discovered), ...gapNotes(decision, log)],
  };
}

/** Whether a file is as it was when it was read; one that was loaded as a module must not have changed since the start. */
function isUnchanged(now: StateNow | null, seen: SeenState | null, started: number): boolean {
  if (now === null) return false;
  if (seen === null) return now.mtime < started;
  return now.mtime === seen.mtime && now.size === seen.size && now.inode === seen.inode;
}

/**
 * Whether a file that is gone or different came from programs of the step that nobody could watch: it was not there
 * before. Where all of them were watched, somebody else made it.
 */
function isMadeByStep(
  step: Step,
  { children, starts }: ObservedLog,
  now: StateNow | null,
  seen: SeenState | null,
  started: number,
): boolean {
  const isAllWatched = step.command.kind !== "shell" && starts > 0 && children.size === 0;
  // What nobody touched since the start was there before, even if another file has taken its place since.
  if (isAllWatched || seen === null || seen.changed < started) return false;
  return now === null || now.born >= started;
}

/** The packages that it loaded and that its code does not mention. */
async function packagesOf(
  { environments }: ObservedPorts,
  { decision }: WatchedStep,
  log: ObservedLog,
): Promise<Discovered[]> {
  const known = decision.fingerprint.python?.distributions ?? {};
  const found = new Map<string, string>();
  for (const module of log.imports) {
    const distribution = await distributionOf(environments, decision.code.starts, module);
    if (distribution !== null && !Object.hasOwn(known, distribution.name))
      found.set(distribution.name, distribution.version);
  }
  return [...found]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, version]) => ({ kind: "distribution", name, version }));
}

/** The installed distribution that a module belongs to; null when none does. */
async function distributionOf(
  environments: PythonEnvironments,
  starts: readonly PythonStart[],
  module: string,
): Promise<Distribution | null> {
  const isOf = ({ modules }: Distribution) =>
    modules.some((owned) => module === owned || module.startsWith(`${owned}.`));
  for (const start of starts) {
    const environment = await environments.find(start);
    const found = environment?.folders.flatMap(({ distributions }) => distributions).find(isOf);
    if (found !== undefined) return found;
  }
  return null;
}

/** What the step did unseen, beside starting no Python at all, which its plan says already. */
function gapNotes({ code }: WatchedStep["decision"], log: ObservedLog): StepNote[] {
  const note = (subject: string | null, text: string): StepNote => ({ kind: "unobserved", subject, text });
  const notes: StepNote[] = [];
  if (log.starts === 0 && code.starts.length > 0)
    notes.push(
      note(
        null,
        "Its Python could not be watched (started with -I, -E, -S or a PYTHONPATH without $PYTHONPATH?): declare all that it reads",
      ),
    );
  const programs = [...log.children].filter((name) => !harmless.has(name.slice(name.lastIndexOf("/") + 1)));
  if (programs.length > 0)
    notes.push(
      note(
        programs[0] ?? null,
        `What it started cannot be watched: ${listed(programs)}; declare what these read`,
      ),
    );
  for (const text of log.broken.slice(0, 3)) notes.push(note(null, `Not all it read was seen: ${text}`));
  return notes;
}

const listed = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(", ") : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;

function othersReason(pipeline: Pipeline, path: string, dataset: string, maker: string | null): Reason {
  const step = pipeline.steps.find(({ name }) => name === maker);
  // All items of a `foreach` are read by the name that its step calls its output.
  const name =
    step?.item == null
      ? dataset
      : (step.outputs.find((output) => output.dataset === dataset)?.port ?? dataset);
  const text = `Read ${path}, an output of ${step?.base ?? maker}, without declaring it: add ${name} to its inputs`;
  return reason("undeclared-input-changed", dataset, null, null, text);
}

function ownReason(path: string, dataset: string): Reason {
  const text = `Read ${path}, which an earlier run of it made: another run would find something else there`;
  return reason("undeclared-input-changed", dataset, null, null, text);
}

/** Something of the user's that changed under a step, so that nobody can say what it saw. */
export const changedReason = (subject: string): Reason =>
  reason(
    "changed-while-running",
    subject,
    null,
    null,
    `${subject} changed while the step ran, so its result will not be reused (if the step writes it, declare it as an output)`,
  );

const keyOf = (found: Discovered): string =>
  found.kind === "distribution" ? found.name : `${found.path} ${found.kind}`;
