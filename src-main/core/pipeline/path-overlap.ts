import { byCodeUnit } from "../base/json.ts";
import { parseTemplate } from "./templates.ts";

/**
 * One name in a path: pieces of text, and between them what is not known yet: `any` text without a slash, or a
 * `signature`, which is 16 hex digits.
 */
type NamePattern = { readonly pieces: [string, ...string[]]; readonly gaps: ("any" | "signature")[] };

/** A path some of whose parts are not known yet. */
export type PathPattern = { readonly names: readonly NamePattern[]; readonly known: string };

/** A path without anything unknown: its names are worked out for those few that are compared with another. */
class KnownPath implements PathPattern {
  readonly known: string;

  constructor(known: string) {
    this.known = known;
  }

  get names(): readonly NamePattern[] {
    return this.known
      .slice(0, -1)
      .split("/")
      .map((name) => ({ pieces: [name], gaps: [] }));
  }
}

/** The pattern of an output's path as written: a parameter may become anything that one file name can hold. */
export function patternOf(path: string): PathPattern {
  if (!path.includes("{") && !path.includes("}")) return new KnownPath(`${path}/`);
  const names: NamePattern[] = [{ pieces: [""], gaps: [] }];
  for (const part of parseTemplate(path).parts) {
    const name = names.at(-1);
    if (part.kind !== "text") {
      name?.gaps.push(part.kind === "signature" ? "signature" : "any");
      name?.pieces.push("");
      continue;
    }
    const [first = "", ...rest] = part.text.split("/");
    if (name !== undefined) name.pieces[name.pieces.length - 1] += first;
    for (const text of rest) names.push({ pieces: [text], gaps: [] });
  }
  return withKnown(names);
}

/** The pattern of a path that is fully known. */
export const patternOfNames = (names: readonly string[]): PathPattern =>
  names.length === 0 ? { names: [], known: "" } : new KnownPath(`${names.join("/")}/`);

/** `known` is the text before the first unknown part: of two paths that overlap, one's begins with the other's. */
function withKnown(names: readonly NamePattern[]): PathPattern {
  let known = "";
  for (const { pieces, gaps } of names) {
    known += pieces[0];
    if (gaps.length > 0) break;
    known += "/";
  }
  return { names, known };
}

/** `same`: they can be one path; `inside`: the second can lie in the first; `around`: the first in the second. */
type Overlap = "same" | "inside" | "around";

function overlapOf(a: PathPattern, b: PathPattern): Overlap | null {
  const shared = Math.min(a.names.length, b.names.length);
  // From the end: names differ there more often.
  for (let index = shared - 1; index >= 0; index -= 1) {
    const [nameA, nameB] = [a.names[index], b.names[index]];
    if (nameA === undefined || nameB === undefined || !canBeAlike(nameA, nameB)) return null;
  }
  if (a.names.length === b.names.length) return "same";
  return a.names.length < b.names.length ? "inside" : "around";
}

function canBeAlike(a: NamePattern, b: NamePattern): boolean {
  if (a.gaps.length === 0 && b.gaps.length === 0) return a.pieces[0] === b.pieces[0];
  // Cheap first: the known ends have to agree.
  const [firstA, firstB] = [a.pieces[0], b.pieces[0]];
  const [lastA, lastB] = [a.pieces.at(-1) ?? "", b.pieces.at(-1) ?? ""];
  if (!firstA.startsWith(firstB) && !firstB.startsWith(firstA)) return false;
  if (!lastA.endsWith(lastB) && !lastB.endsWith(lastA)) return false;
  return canMeet(unitsOf(a), unitsOf(b));
}

/** A character, a hex digit that is not known (1) or any text (0). */
type Unit = string | 0 | 1;

const unitsOf = ({ pieces, gaps }: NamePattern): Unit[] =>
  pieces.flatMap((piece, index): Unit[] => {
    const gap = gaps[index];
    return [...piece, ...(gap === undefined ? [] : gap === "any" ? [0 as const] : new Array<1>(16).fill(1))];
  });

/** Whether some text fits both: rows are what is left of `a`, columns what is left of `b`. */
function canMeet(a: readonly Unit[], b: readonly Unit[]): boolean {
  let below: boolean[] = [];
  for (let row = a.length; row >= 0; row -= 1) {
    const current: boolean[] = new Array<boolean>(b.length + 1).fill(false);
    for (let column = b.length; column >= 0; column -= 1) {
      const [unitA, unitB] = [a[row], b[column]];
      const down = below[column] ?? false;
      const right = current[column + 1] ?? false;
      if (unitA === undefined && unitB === undefined) current[column] = true;
      else if (unitA === 0 || unitB === 0)
        current[column] = (unitA !== undefined && down) || (unitB !== undefined && right);
      else
        current[column] =
          unitA !== undefined && unitB !== undefined && agree(unitA, unitB) && (below[column + 1] ?? false);
    }
    below = current;
  }
  return below[0] ?? false;
}

const agree = (a: string | 1, b: string | 1): boolean =>
  a === b || (a === 1 && isHexDigit(b)) || (b === 1 && isHexDigit(a));
const isHexDigit = (unit: string | 1): boolean => unit !== 1 && /^[0-9a-f]$/.test(unit);

export type Overlapping<T> = { readonly first: T; readonly second: T; readonly overlap: Overlap };

/** Comparisons one file may cost. */
const MOST_COMPARISONS = 20_000_000;
const MOST_PAIRS = 10_000;

/** Paths with one known beginning, by how many names they have and, where it is known, by their last name. */
type Group<T> = {
  readonly known: string;
  readonly sizes: Map<number, { readonly all: T[]; readonly byLast: Map<string | null, T[]> }>;
};

/**
 * All pairs of paths that can overlap, given in order, of which at least one is `among` those that matter; `wanted` is
 * asked before a pair is looked at, and `withThemselves` says whether both may matter. Only paths whose known beginnings
 * agree are compared, and of those with as many names only such that can end alike. `complete` is false when there was
 * too much to compare.
 */
export function findOverlaps<T extends { readonly pattern: PathPattern }>(
  paths: readonly T[],
  pairing: {
    readonly among: (path: T) => boolean;
    readonly withThemselves: boolean;
    readonly wanted: (first: T, second: T) => boolean;
  },
): { readonly pairs: readonly Overlapping<T>[]; readonly complete: boolean } {
  const sorted = [...paths].sort((a, b) => byCodeUnit(a.pattern.known, b.pattern.known));
  const pairs: Overlapping<T>[] = [];
  const open = { among: [] as Group<T>[], others: [] as Group<T>[] };
  let comparisons = 0;
  let ranks: ReadonlyMap<T, number> | undefined;
  const rankOf = (path: T): number => {
    ranks ??= new Map(paths.map((one, index) => [one, index]));
    return ranks.get(path) ?? 0;
  };
  for (const [index, path] of sorted.entries()) {
    for (const groups of [open.among, open.others])
      while (groups.length > 0 && !path.pattern.known.startsWith(groups.at(-1)?.known ?? "")) groups.pop();
    const matters = pairing.among(path);
    // Those that begin as this one does come right behind it. Most paths are alone.
    const isBeginning = sorted[index + 1]?.pattern.known.startsWith(path.pattern.known) === true;
    if (open.among.length === 0 && open.others.length === 0 && !isBeginning) continue;
    const partners = !matters
      ? open.among
      : pairing.withThemselves
        ? [...open.among, ...open.others]
        : open.others;
    for (const other of partners.flatMap((group) => candidates(group, path.pattern))) {
      comparisons += 1;
      if (comparisons > MOST_COMPARISONS || pairs.length > MOST_PAIRS) return { pairs, complete: false };
      const [first, second] = rankOf(other) < rankOf(path) ? [other, path] : [path, other];
      if (!pairing.wanted(first, second)) continue;
      const overlap = overlapOf(first.pattern, second.pattern);
      if (overlap !== null) pairs.push({ first, second, overlap });
    }
    if (isBeginning) addToGroup(matters ? open.among : open.others, path);
  }
  return { pairs, complete: true };
}

const lastName = ({ names }: PathPattern): string | null => {
  const last = names.at(-1);
  return last === undefined || last.gaps.length > 0 ? null : last.pieces[0];
};

function candidates<T>(group: Group<T>, pattern: PathPattern): T[] {
  const last = lastName(pattern);
  return [...group.sizes].flatMap(([size, { all, byLast }]) => {
    if (size !== pattern.names.length || last === null) return all;
    return [...(byLast.get(last) ?? []), ...(byLast.get(null) ?? [])];
  });
}

function addToGroup<T extends { readonly pattern: PathPattern }>(open: Group<T>[], path: T): void {
  let group = open.at(-1);
  if (group === undefined || group.known !== path.pattern.known) {
    group = { known: path.pattern.known, sizes: new Map() };
    open.push(group);
  }
  const size = path.pattern.names.length;
  const sized = group.sizes.get(size) ?? { all: [], byLast: new Map<string | null, T[]>() };
  group.sizes.set(size, sized);
  sized.all.push(path);
  const last = lastName(path.pattern);
  const alike = sized.byLast.get(last);
  if (alike === undefined) sized.byLast.set(last, [path]);
  else alike.push(path);
}
