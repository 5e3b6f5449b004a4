/** A file's state when a program opened it: its modification time in nanoseconds, rounded to what a number holds. */
export type SeenState = { readonly mtime: number; readonly size: number; readonly inode: number };

/** What the Python programs of one execution were seen to do. Paths are absolute and in the workspace. */
export type ObservedLog = {
  /** How many Python processes could be watched. */
  readonly starts: number;
  /** Files that were opened for reading or loaded as modules before the step itself wrote them; null: state unknown. */
  readonly reads: ReadonlyMap<string, SeenState | null>;
  /** Looked for and not found. */
  readonly absent: ReadonlySet<string>;
  /** Folders whose names were read. */
  readonly listed: ReadonlySet<string>;
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
  const listed = new Set<string>();
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
    else if (kind === "read" || kind === "module") {
      const seen = stateOf(line);
      if (!isOwn(path) && (reads.get(path) ?? null) === null) reads.set(path, seen);
    } else if (kind === "absent") {
      if (!isOwn(path)) absent.add(path);
    } else if (kind === "list") {
      if (!isOwn(path)) listed.add(path);
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

const stateOf = ({ m, s, i }: Line): SeenState | null =>
  typeof m === "number" && typeof s === "number" && typeof i === "number"
    ? { mtime: m, size: s, inode: i }
    : null;
