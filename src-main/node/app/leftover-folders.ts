import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Digest } from "../../core/model/ids.ts";
import { runId } from "../../core/model/ids.ts";
import { runFolderName } from "../host/run-folder-name.ts";
import { activeSignatures } from "../store/tables/active-runs.ts";
import { importedIds } from "../store/tables/imported-runs.ts";
import { runExists } from "../store/tables/run-lookups.ts";
import type { Library } from "./library.ts";

/** A folder of the library's that nothing needs any more. `bytes` with all that is in it. */
export type Leftover = {
  readonly kind: "run" | "scratch" | "folder";
  readonly path: string;
  readonly bytes: number;
};

/** A step that failed finds its scratch folder again; one that nobody came back to for so long is given up. In milliseconds. */
const scratchKept = 30 * 86_400_000;

/**
 * Folders of runs that are not recorded any more, folders laid out from objects that nothing refers to, and scratch folders
 * that nobody used for 30 days. Only what was last changed before `cut`, in epoch milliseconds.
 */
export function leftoverFolders(
  { folder, database }: Library,
  reachable: ReadonlySet<Digest>,
  cut: number,
): Leftover[] {
  const active = new Set(activeSignatures(database).map((text) => text.slice("sha256:".length).slice(0, 16)));
  let names: ReadonlySet<string> | null = null;
  const imported = () => {
    names ??= new Set(importedIds(database).map(runFolderName));
    return names;
  };
  const isNeeded: { readonly [kind in Leftover["kind"]]: (name: string) => boolean } = {
    run: (name) => runExists(database, runId(name)) || imported().has(name),
    scratch: (name) => active.has(name),
    folder: (name) => reachable.has(`sha256:${name}` as Digest),
  };
  const places = { run: "runs", scratch: "scratch", folder: "folders" } as const;
  return (["run", "scratch", "folder"] as const).flatMap((kind) =>
    namesIn(join(folder, places[kind])).flatMap((name): Leftover[] => {
      const path = join(folder, places[kind], name);
      if (isNeeded[kind](name)) return [];
      const { bytes, changed } = measure(path);
      const before = kind === "scratch" ? Math.min(cut, Date.now() - scratchKept) : cut;
      return changed < before ? [{ kind, path, bytes }] : [];
    }),
  );
}

export const removeFolder = (path: string): void => rmSync(path, { recursive: true, force: true });

/** The bytes below a path, and when anything there was changed last. Links are not followed. */
function measure(path: string): { readonly bytes: number; readonly changed: number } {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  // Gone by now: nothing to remove.
  if (stats === undefined) return { bytes: 0, changed: Number.POSITIVE_INFINITY };
  let bytes = stats.isFile() ? stats.size : 0;
  let changed = stats.ctimeMs;
  if (stats.isDirectory())
    for (const name of namesIn(path)) {
      const below = measure(join(path, name));
      bytes += below.bytes;
      if (below.changed !== Number.POSITIVE_INFINITY) changed = Math.max(changed, below.changed);
    }
  return { bytes, changed };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
