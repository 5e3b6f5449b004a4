import { type StatsFs, statfsSync, statSync } from "node:fs";
import process from "node:process";

/** A folder that a step uses, as people call it, and what makes room there beyond taking away files of one's own. */
export type DiskPlace = {
  readonly name: string;
  readonly path: string;
  readonly remedy: string | null;
};

export const libraryPlace = (folder: string): DiskPlace => ({
  name: "the library",
  path: folder,
  remedy: "`signet gc --delete` takes away what nobody needs",
});

/** A disk with less free than this, in bytes, and less than a fiftieth of it, has nearly no room left. */
const little = 16 << 20;

/**
 * What to know of the disks of some places that have no room left, or nearly none, a line for each; none as a rule. A program
 * may not have been able to say so itself: its console is on such a disk too.
 */
export function fullDisks(places: readonly DiskPlace[]): string[] {
  const disks = new Map<number, DiskPlace[]>();
  for (const place of places) {
    const device = statSync(place.path, { throwIfNoEntry: false })?.dev;
    const others = disks.get(device ?? -1) ?? [];
    const isNamed = others.some(({ path }) => place.path === path || place.path.startsWith(`${path}/`));
    if (device !== undefined && !isNamed) disks.set(device, [...others, place]);
  }
  return [...disks.values()].flatMap((those) => {
    const [first] = those;
    const state = first === undefined ? null : stateOf(statfsSync(first.path));
    return state === null ? [] : [textOf(those, state)];
  });
}

/** The same where an error says so: what could not be written as a whole was taken away, so that the disk looks less full. */
export function fullDiskOf(
  places: readonly DiskPlace[],
  { code, path, dest }: NodeJS.ErrnoException & { readonly dest?: string },
): string[] {
  if (code !== "ENOSPC" && code !== "EDQUOT") return [];
  const at = dest ?? path ?? "";
  const holding = places
    .filter((place) => at.startsWith(`${place.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return holding === undefined ? fullDisks(places) : [noRoomOn(holding)];
}

/** That what was to be written at a place could not be for want of room, however full its disk looks by now. */
export const noRoomOn = (place: DiskPlace): string => textOf([place], "has no room for it");

function textOf(places: readonly DiskPlace[], state: string): string {
  const names = places.map(({ name, path }) => `${name} ${path}`).join(" and ");
  const remedies = places.flatMap(({ remedy }) => remedy ?? []).map((remedy) => ` (${remedy})`);
  return `The disk of ${names} ${state}: make room there${remedies.join("")}, then run again`;
}

/** Whether a disk has no room left, or nearly none. */
export const isFull = (path: string): boolean => stateOf(statfsSync(path)) !== null;

/** Whether a disk, however small it is, has so little left that one should not count on it. */
export const hasLittleRoom = (path: string): boolean => freeOf(statfsSync(path)) < little;

/** In bytes. What is kept back for root is room for root. */
const freeOf = ({ bfree, bavail, bsize }: StatsFs): number =>
  (process.getuid?.() === 0 ? bfree : bavail) * bsize;

/** Null: there is room. */
function stateOf(stats: StatsFs): string | null {
  const { blocks, bsize, files, ffree } = stats;
  const free = freeOf(stats);
  // Some file systems count no files.
  if (files > 0 && ffree === 0) return "has no room for another file";
  if (free >= Math.min(little, (blocks * bsize) / 50)) return null;
  return free < bsize ? "is full" : `has only ${Math.floor(free / 1_000).toLocaleString("en")} kB left`;
}
