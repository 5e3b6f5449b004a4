import { readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Digest } from "../../core/model/ids.ts";
import type { Content } from "../../core/ports/files.ts";
import { digestFiles } from "../host/file-digests.ts";
import { parseManifest } from "../host/tree.ts";
import { putAside, type StoredFile, storedFiles } from "../objects/object-files.ts";
import { damageOf, danglingRows } from "../store/check-database.ts";
import { heldReferences, makerOf, references } from "../store/tables/references.ts";
import { rebuildSearchIndex, searchIndexProblems } from "./index-recorded-run.ts";
import type { Library } from "./library.ts";

/** What rereading a library found. Sizes in bytes; `maker` says what the bytes are, null when nothing refers to them. */
export type LibraryFindings = {
  readonly objects: number;
  readonly bytes: number;
  /** Objects whose bytes are not those of their name. Set aside, unless that could not be done. */
  readonly damaged: readonly {
    readonly digest: Digest;
    readonly problem: string;
    readonly maker: string | null;
    readonly setAside: boolean;
  }[];
  /** Bytes that runs or traces refer to and that the library lacks. */
  readonly missing: readonly { readonly digest: Digest; readonly maker: string | null }[];
  /** What has no place among the objects, relative to the library: harmless, and left. */
  readonly stray: readonly string[];
  /** What SQLite finds wrong. */
  readonly database: readonly string[];
  /** Where the search index disagreed with what is recorded. It was made anew then, unless the library cannot be written. */
  readonly searchIndex: readonly string[];
};

/** How far rereading is. Of `rebuild`: the search index is made anew. */
export type Progress =
  | {
      readonly of: "objects";
      readonly doneBytes: number;
      readonly totalBytes: number;
      readonly objects: number;
    }
  | { readonly of: "database" }
  | { readonly of: "index" | "rebuild"; readonly done: number; readonly all: number };

/** Files that are read in one go: enough for all cores, and few enough to tell how far it is. */
const mostFiles = 16_384;
const mostBytes = 256 << 20;

/**
 * Reads every object of a library again, and all of its database. Damaged objects are set aside: from then on they count
 * as not held, and the steps that made them run again when they are needed. A search index that disagrees with what is recorded is
 * made anew; a database that is damaged is not written to by whoever opens it next. Others may use the library meanwhile.
 */
export async function verifyLibrary(
  library: Library,
  progress: (progress: Progress) => void,
): Promise<LibraryFindings> {
  const { database } = library;
  const folder = join(library.folder, "objects");
  const damaged: { digest: Digest; problem: string; maker: string | null; setAside: boolean }[] = [];
  const stray: string[] = [];
  let totalBytes = 0;
  for (const { size } of storedFiles(folder)) totalBytes += size;

  let objects = 0;
  let bytes = 0;
  for (const batch of batchesOf(storedFiles(folder))) {
    const files = batch.filter(({ kind }) => kind.is === "object");
    for (const { path, kind } of batch) if (kind.is === "stray") stray.push(relative(library.folder, path));
    const found = await digestFiles(files);
    for (const [index, { path, size, kind }] of files.entries()) {
      const one = found[index];
      if (kind.is !== "object" || one === undefined) continue;
      // Swept away meanwhile, by whoever found that nothing needs it.
      if (one instanceof Error && (one as NodeJS.ErrnoException).code === "ENOENT") continue;
      objects += 1;
      bytes += size;
      const problem = problemOf(kind.digest, one);
      if (problem === null) continue;
      const maker = makerOf(database, kind.digest);
      damaged.push({ digest: kind.digest, problem, maker, setAside: putAside(path) });
    }
    progress({ of: "objects", doneBytes: bytes, totalBytes, objects });
  }
  progress({ of: "database" });
  const found = damageOf(database, "full");
  const searchIndex = await checkSearchIndex(library, progress);
  // What was damaged in the index alone is gone with it.
  const damage = found.length > 0 && searchIndex.length > 0 ? damageOf(database, "full") : found;
  if (damage.length > 0) library.mark.accuse();
  return {
    objects,
    bytes,
    damaged,
    missing: missingOf(library, new Set(damaged.map(({ digest }) => digest))),
    stray,
    database: [...damage, ...danglingRows(database)],
    searchIndex,
  };
}

/** The index is made of what is recorded: where it is wrong, nothing is lost. It is not looked at where nothing can be written. */
async function checkSearchIndex(library: Library, progress: (progress: Progress) => void): Promise<string[]> {
  if (library.unwritable !== null) return [];
  const problems = await searchIndexProblems(library, (done, all) => progress({ of: "index", done, all }));
  if (problems.length > 0)
    await rebuildSearchIndex(library, (done, all) => progress({ of: "rebuild", done, all }));
  return problems;
}

function problemOf(digest: Digest, found: { readonly digest: Digest } | Error): string | null {
  if (found instanceof Error) return `it cannot be read: ${found.message}`;
  return found.digest === digest ? null : "its bytes are others than it was made of";
}

function* batchesOf(files: Iterable<StoredFile>): Generator<StoredFile[]> {
  let batch: StoredFile[] = [];
  let bytes = 0;
  for (const file of files) {
    batch.push(file);
    bytes += file.size;
    if (batch.length < mostFiles && bytes < mostBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  yield batch;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** What the library must hold and does not, but for what was found damaged just now. */
function missingOf({ database, objects }: Library, damaged: ReadonlySet<Digest>) {
  const missing = new Map<Digest, string | null>();
  const lacks = (digest: Digest) => !damaged.has(digest) && !isFile(objects.pathOf(digest));
  for (const { digest, type } of [...heldReferences(database)]) {
    if (lacks(digest)) missing.set(digest, makerOf(database, digest));
    else if (type === "directory")
      for (const member of membersOf(objects.pathOf(digest)))
        if (lacks(member)) missing.set(member, makerOf(database, digest));
  }
  return [...missing].map(([digest, maker]) => ({ digest, maker }));
}

/** Digests of the files in a folder that the library keeps, by the path of its manifest; none when that cannot be read. */
export function membersOf(manifest: string): Digest[] {
  try {
    return parseManifest(readFileSync(manifest, "utf8")).flatMap((entry) =>
      entry.kind === "file" ? [entry.digest] : [],
    );
  } catch {
    // Gone or damaged: what the folder was made of cannot be told any more.
    return [];
  }
}

/** Digests of all objects that anything in the database refers to, also as part of a folder. */
export function reachableDigests({ database, objects }: Library): Set<Digest> {
  const reachable = new Set<Digest>();
  const folders: Pick<Content, "digest">[] = [];
  for (const { digest, type } of references(database)) {
    reachable.add(digest);
    if (type === "directory") folders.push({ digest });
  }
  for (const { digest } of folders)
    for (const member of membersOf(objects.pathOf(digest))) reachable.add(member);
  return reachable;
}
