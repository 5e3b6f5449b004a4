import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Digest } from "../../core/model/ids.ts";
import type { Content, ObjectStore } from "../../core/ports/files.ts";
import { digestFileNow, type FileDigest, sha256 } from "../host/digest.ts";
import { digestFile } from "../host/file-digests.ts";
import { makeFolders } from "../host/make-folders.ts";
import { copyBytes, fewBytes, removeTree } from "../host/small-files.ts";
import { pause } from "../host/time-slice.ts";
import { listTree, manifestText, parseManifest, type TreeEntry, treeSize } from "../host/tree.ts";
import { flushQueue } from "./flush-queue.ts";
import { isAside, objectPath, putAside, restTime, reusableFor } from "./object-files.ts";

/** An object whose bytes are not those its name says. It has been set aside and no longer counts as held. */
class DamagedObject extends Error {
  constructor(digest: Digest) {
    super(
      `The library's object ${digest} is damaged or gone: what is needed of it is made anew by the next run`,
    );
  }
}

/** Content-addressed bytes in `objects/ab/cdef…`, read-only. A folder is a manifest that names its files' objects. */
export type Objects = ObjectStore & {
  /**
   * Takes a file or folder into the library. `move`: it is ours, and becomes the object; until whoever asked takes its old
   * name away, nobody may write through that, and it can be taken again after a crash. Of a folder, names that are
   * `ignored` stay out; without that it is taken whole.
   */
  readonly take: (
    path: string,
    type: Content["type"],
    mode: "move" | "copy",
    ignored?: (name: string) => boolean,
  ) => Promise<Content>;
  /** The same, and it is durable only when `durable` has said so: for what is flushed to the disk together with others. */
  readonly takeSoon: Objects["take"];
  /** Resolves when all that was taken so far is durable. */
  readonly durable: () => Promise<void>;
  /** Keeps a text, or bytes; answers their digest. */
  readonly takeText: (text: string | Uint8Array) => Promise<Digest>;
  /** Puts a private copy at `target`, which an edit of cannot reach the library. Verifies the bytes. */
  readonly copyTo: (content: Content, target: string) => Promise<void>;
  /**
   * Makes a private copy on the file system of `target`, to be renamed to it; answers where. It lies with the library's
   * half-made files where it can, so that one left by a crash is swept away and never seen in the workspace.
   */
  readonly copyNear: (content: Content, target: string) => Promise<string>;
  /** Shows the read-only bytes at `target`, without copying where that is safe, for a step to read. Verifies the bytes. */
  readonly linkTo: (content: Content, target: string) => Promise<void>;
  /** Absolute path of an object's own file; of a folder's manifest. */
  readonly pathOf: (digest: Digest) => string;
  /** Bytes of an object, verified. Null when the library does not hold it, or not as it was. */
  readonly read: (digest: Digest) => Promise<Buffer | null>;
  /** `pathOf`, its bytes verified; null as for `read`. */
  readonly verified: (digest: Digest) => Promise<string | null>;
  /** Why there is nothing to read. */
  readonly lack: (digest: Digest) => "damaged" | "not-kept";
};

/** `folder` is the library's `objects`; `scratch` a folder on the same file system for half-made files. */
export function objectStore(folder: string, scratch: string): Objects {
  let counter = 0;
  const temporary = () => {
    // Not before there is something to write: a library may be open for reading only.
    if (counter === 0) makeFolders(scratch);
    return join(scratch, `${process.pid}-${Date.now()}-${counter++}`);
  };
  const pathOf = (digest: Digest) => objectPath(folder, digest);
  const flushes = flushQueue();
  /** Objects that this process itself read whole, as they stood then: what is used again and again is read once. */
  const read = new Map<Digest, string>();
  /** Those that this process found damaged: in a library that cannot be written they stay where they are. */
  const damaged = new Set<Digest>();
  const setAside = (digest: Digest): void => {
    damaged.add(digest);
    putAside(pathOf(digest));
  };
  const stateOf = ({ ino, size, mtimeMs }: { ino: number; size: number; mtimeMs: number }) =>
    `${ino} ${size} ${mtimeMs}`;

  /**
   * Whether an object is there and looks untouched. All objects bear one modification time, which writing to one moves;
   * those that do not are read, and given that time when they are whole. `size` in bytes, or null when it is not known.
   */
  const looksWhole = (digest: Digest, size: number | null): boolean => {
    const path = pathOf(digest);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return false;
    const looksAtRest = stats.isFile() && stats.mtimeMs === restTime && !damaged.has(digest);
    if (looksAtRest && (size === null || stats.size === size)) return true;
    if (read.get(digest) === stateOf(stats)) return true;
    // A folder in its place would keep it from being made again.
    if (!stats.isFile() || digestFileNow(path).digest !== digest) {
      setAside(digest);
      return false;
    }
    damaged.delete(digest);
    const after = statSync(path);
    if (stateOf(after) === stateOf(stats)) {
      try {
        // Whoever put it here may have been gone before it was durable.
        for (const one of [path, dirname(path)]) syncNow(one);
        utimesSync(path, restTime / 1_000, restTime / 1_000);
      } catch {
        // A library that cannot be written, or somebody else's: it is read again by the next process that asks.
      }
      read.set(digest, stateOf(statSync(path)));
    }
    return true;
  };

  /** Whether an object is there that no sweep will take away before whoever asks has referred to it. */
  const isReusable = (digest: Digest): boolean => {
    if (!looksWhole(digest, null)) return false;
    const stats = statSync(pathOf(digest), { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.ctimeMs < reusableFor;
  };

  /**
   * Gives a finished file its name. It bears the time of objects once it is durable: until then, and when it never comes to
   * that, whoever finds it reads it before it counts.
   */
  const settle = (path: string, digest: Digest, how: "rename" | "link"): void => {
    const target = pathOf(digest);
    chmodSync(path, 0o444);
    const give = () => (how === "rename" ? renameSync(path, target) : linkSync(path, target));
    const folders = [dirname(target)];
    try {
      give();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      makeFolders(dirname(target));
      folders.push(folder);
      give();
    }
    let stats = statSync(target);
    if (stats.mtimeMs === restTime) {
      utimesSync(target, new Date(), new Date());
      stats = statSync(target);
    }
    read.set(digest, stateOf(stats));
    damaged.delete(digest);
    const done = () => {
      utimesSync(target, restTime / 1_000, restTime / 1_000);
      read.set(digest, stateOf(statSync(target)));
    };
    flushes.add({ path: target, folders, done });
  };

  /** Takes a file that is ours as it stands; null when it cannot become an object, or another one is in its place. */
  const takeInPlace = async (path: string): Promise<FileDigest | null> => {
    if (!isOurs(path)) return null;
    const found = await digestFile(path);
    if (isReusable(found.digest)) return found;
    try {
      settle(path, found.digest, "link");
    } catch (error) {
      if (!unlinkable.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
      return null;
    }
    return found;
  };

  const takeFile = async (path: string, mode: "move" | "copy"): Promise<FileDigest> => {
    const found = mode === "move" ? await takeInPlace(path) : null;
    if (found !== null) return found;
    const small = statSync(path).size <= fewBytes ? readFileSync(path) : null;
    if (small !== null) return { digest: await takeBytes(small), size: small.byteLength };
    const source = temporary();
    try {
      await copyBytes(path, source);
      const copied = await digestFile(source);
      if (isReusable(copied.digest)) rmSync(source, { force: true });
      else settle(source, copied.digest, "rename");
      return copied;
    } catch (error) {
      rmSync(source, { force: true });
      throw error;
    }
  };

  const takeBytes = async (bytes: string | Uint8Array): Promise<Digest> => {
    const digest = sha256(bytes);
    if (isReusable(digest)) return digest;
    const path = temporary();
    try {
      if (bytes.length <= fewBytes) writeFileSync(path, bytes);
      else await writeFile(path, bytes);
      settle(path, digest, "rename");
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
    return digest;
  };

  /** Reads an object that is about to be used, unless this process has read it as it stands. */
  const verify = async (digest: Digest): Promise<void> => {
    const path = pathOf(digest);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw new DamagedObject(digest);
    if (read.get(digest) === stateOf(stats)) return;
    const found = await digestFile(path);
    if (found.digest !== digest) {
      setAside(digest);
      throw new DamagedObject(digest);
    }
    read.set(digest, stateOf(stats));
  };

  const readBytes = async (digest: Digest): Promise<Buffer | null> => {
    if (!existsSync(pathOf(digest))) return null;
    const bytes = await readFile(pathOf(digest));
    if (sha256(bytes) === digest) return bytes;
    setAside(digest);
    return null;
  };

  const verified = async (digest: Digest): Promise<string | null> => {
    try {
      await verify(digest);
      return pathOf(digest);
    } catch (error) {
      if (error instanceof DamagedObject) return null;
      throw error;
    }
  };

  const manifestOf = async (digest: Digest): Promise<TreeEntry[]> => {
    const bytes = await readBytes(digest);
    if (bytes === null) throw new DamagedObject(digest);
    return parseManifest(bytes.toString("utf8"));
  };

  const copy = async (digest: Digest, path: string, executable = false): Promise<void> => {
    await verify(digest);
    await copyBytes(pathOf(digest), path);
    chmodSync(path, executable ? 0o755 : 0o644);
  };

  /** Builds a folder from its manifest; `place` puts one file. */
  const buildFolder = async (
    content: Content,
    target: string,
    place: (digest: Digest, target: string, executable: boolean) => Promise<void>,
  ): Promise<void> => {
    makeFolders(target);
    for (const entry of await manifestOf(content.digest)) {
      const turn = pause();
      if (turn !== undefined) await turn;
      const path = join(target, entry.path);
      makeFolders(dirname(path));
      if (entry.kind === "folder") makeFolders(path);
      else if (entry.kind === "link") symlinkSync(entry.target, path);
      else await place(entry.digest, path, entry.executable);
    }
  };

  const holds = ({ digest, type, size }: Content): boolean => {
    // A folder's size is that of its files; of a file, those who do not know it say 0.
    if (!looksWhole(digest, type === "file" && size > 0 ? size : null)) return false;
    if (type === "file") return true;
    const bytes = readFileSync(pathOf(digest));
    if (sha256(bytes) !== digest) {
      setAside(digest);
      return false;
    }
    return parseManifest(bytes.toString("utf8")).every(
      (entry) => entry.kind !== "file" || looksWhole(entry.digest, entry.size),
    );
  };

  const copyTo = async (content: Content, target: string): Promise<void> => {
    if (content.type === "file") await copy(content.digest, target);
    else await buildFolder(content, target, copy);
  };

  const takeSoon: Objects["takeSoon"] = async (path, type, mode, ignored = () => false) => {
    if (type === "file") return { ...(await takeFile(path, mode)), type };
    const entries = await listTree(path, ignored, (file) => takeFile(file, mode));
    const escaping = entries.find((entry) => entry.kind === "link" && leavesFolder(entry.path, entry.target));
    if (escaping !== undefined) throw new Error(`The link ${escaping.path} leads out of the folder`);
    return { digest: await takeBytes(manifestText(entries)), size: treeSize(entries), type };
  };

  return {
    pathOf,
    read: readBytes,
    verified,
    lack: (digest) => (damaged.has(digest) || isAside(pathOf(digest)) ? "damaged" : "not-kept"),
    takeText: async (text) => {
      const digest = await takeBytes(text);
      await flushes.durable();
      return digest;
    },
    has: holds,
    takeSoon,
    take: async (...asked) => {
      const content = await takeSoon(...asked);
      await flushes.durable();
      return content;
    },
    durable: flushes.durable,
    copyTo,
    copyNear: async (content, target) => {
      const folder = dirname(target);
      const isNear = statSync(folder).dev === statSync(scratch).dev;
      const made = isNear ? temporary() : join(folder, `.${basename(target)}.signet-${process.pid}`);
      await removeTree(made);
      try {
        await copyTo(content, made);
      } catch (error) {
        await removeTree(made);
        throw error;
      }
      return made;
    },
    linkTo: async (content, target) => {
      const place = async (digest: Digest, path: string, executable: boolean) => {
        // A link shares the object's mode, so what must be executable is copied; and read-only is nothing to root.
        if (executable || process.getuid?.() === 0) return copy(digest, path, executable);
        await verify(digest);
        try {
          linkSync(pathOf(digest), path);
        } catch (error) {
          // A file system without links, or with as many as it takes to one file.
          if (!["EPERM", "ENOTSUP", "EMLINK"].includes((error as NodeJS.ErrnoException).code ?? ""))
            throw error;
          await copyBytes(pathOf(digest), path);
        }
      };
      if (content.type === "file") await place(content.digest, target, false);
      else await buildFolder(content, target, place);
    },
  };
}

/**
 * Whether a file can become an object: one with another name elsewhere could be changed through that, and one that is
 * executable would not be so any more if it were taken again.
 */
function isOurs(path: string): boolean {
  const { nlink, mode } = lstatSync(path);
  return nlink === 1 && (mode & 0o111) === 0;
}

/** A file system without links or with as many as it takes to one file, and a name that is there already. */
const unlinkable: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EMLINK", "EXDEV", "EEXIST"]);

/** Whether a relative link at `path` in a folder leads out of that folder. */
function leavesFolder(path: string, target: string): boolean {
  if (target.startsWith("/")) return true;
  let depth = path.split("/").length - 1;
  for (const part of target.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "." && part !== "") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** Waits for the disk in this thread. */
function syncNow(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
