/**
 * A file's state when a program opened it. `mtime` is when its bytes and `changed` when anything about it changed last,
 * in nanoseconds, rounded to what a number holds.
 */
export type SeenState = {
  readonly mtime: number;
  readonly changed: number;
  readonly size: number;
  readonly inode: number;
};

/** What the Python programs of one execution were seen to do. Paths are absolute and in the workspace. */
export type ObservedLog = {
  /** How many Python processes could be watched. */
  readonly starts: number;
  /** Files that were opened for reading or loaded as modules before the step itself wrote them; null: state unknown. */
  readonly reads: ReadonlyMap<string, SeenState | null>;
  /** Looked for and not found. */
  readonly absent: ReadonlySet<string>;
  /** Files that were looked for and found, whatever is in them. */
  readonly there: ReadonlySet<string>;
  /** Folders whose names were read, with these; null: not told. */
  readonly listed: ReadonlyMap<string, readonly string[] | null>;
  /** What the step made, changed or removed. */
  readonly written: ReadonlySet<string>;
  /** Modules from elsewhere than the workspace. */
  readonly imports: ReadonlySet<string>;
  /** Programs that it started and that cannot be watched. */
  readonly children: ReadonlySet<string>;
  /** What kept the observation from being whole. */
  readonly broken: readonly string[];
};

/** Builds a log from its lines, in their order. Never fails: a line that makes no sense is noted in `broken`. */
export function observedLog(): { readonly add: (line: string) => void; readonly log: () => ObservedLog } {
  const reads = new Map<string, SeenState | null>();
  const absent = new Set<string>();
  const there = new Set<string>();
  const listed = new Map<string, readonly string[] | null>();
  /** As they were before the step appended to them: what it reads of them afterwards was partly there. */
  const appended = new Map<string, SeenState | null>();
  const written = new Set<string>();
  const imports = new Set<string>();
  const children = new Set<string>();
  const broken = new Set<string>();
  let starts = 0;
  let unreadable = 0;

  /** Whether the step wrote it before, or made a folder that it lies in. */
  const isOwn = (path: string): boolean => {
    if (written.size === 0) return false;
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1))
      if (written.has(path.slice(0, end))) return true;
    return false;
  };

  const take = (line: Line): boolean => {
    const { t: kind, p: path } = line;
    if (kind === "start") {
      starts += 1;
      return true;
    }
    if (kind === "child") return typeof line.a === "string" && children.add(line.a) !== null;
    if (kind === "broken") return broken.add(String(line.e)) !== null;
    if (kind === "import") return typeof line.n === "string" && imports.add(line.n) !== null;
    if (typeof path !== "string") return false;
    if (kind === "write") written.add(path);
    else if (isOwn(path)) return isKind(kind);
    else if (kind === "append") {
      if (!appended.has(path)) appended.set(path, stateOf(line));
    } else if (kind === "read" || kind === "module") {
      const seen = appended.get(path) ?? stateOf(line);
      if ((reads.get(path) ?? null) === null) reads.set(path, seen);
    } else if (kind === "absent") absent.add(path);
    else if (kind === "there") there.add(path);
    else if (kind === "list") {
      if ((listed.get(path) ?? null) === null) listed.set(path, namesOf(line));
    } else return false;
    return true;
  };

  return {
    add: (line) => {
      if (line === "") return;
      const parsed = parseLine(line);
      if (parsed === null || !take(parsed)) unreadable += 1;
    },
    log: () => ({
      starts,
      reads,
      absent,
      there,
      listed,
      written,
      imports,
      children,
      broken: unreadable === 0 ? [...broken] : [...broken, `${unreadable} of its lines cannot be read`],
    }),
  };
}

type Line = { readonly [key: string]: unknown };

function parseLine(line: string): Line | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null ? (parsed as Line) : null;
  } catch {
    // Two processes' lines may be torn into each other on a network file system, or the last one be cut by a kill.
    return null;
  }
}

const isKind = (kind: unknown): boolean =>
  typeof kind === "string" && ["append", "read", "module", "absent", "there", "list"].includes(kind);

const stateOf = ({ m, c, s, i }: Line): SeenState | null =>
  typeof m === "number" && typeof c === "number" && typeof s === "number" && typeof i === "number"
    ? { mtime: m, changed: c, size: s, inode: i }
    : null;

const namesOf = ({ l: names }: Line): readonly string[] | null =>
  Array.isArray(names) && names.every((name) => typeof name === "string") ? names : null;
