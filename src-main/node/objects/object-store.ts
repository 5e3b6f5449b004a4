import {
  chmodSync,
  closeSync,
  existsSync,
  fsync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Digest } from "../../core/model/ids.ts";
import type { Content, ObjectStore } from "../../core/ports/files.ts";
import { digestFileNow, sha256 } from "../host/digest.ts";
import { digestFile } from "../host/file-digests.ts";
import { copyBytes, removeTree } from "../host/small-files.ts";
import { pause } from "../host/time-slice.ts";
import { listTree, manifestText, parseManifest, type TreeEntry, treeSize } from "../host/tree.ts";
import { objectPath, putAside, restTime, reusableFor } from "./object-files.ts";

/** An object whose bytes are not those its name says. It has been set aside and no longer counts as held. */
class DamagedObject extends Error {
  constructor(digest: Digest) {
    super(`The library's object ${digest} is damaged or gone`);
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
  /** Bytes of an object, verified. Null when the library does not hold it. */
  readonly read: (digest: Digest) => Promise<Buffer | null>;
};

/** `folder` is the library's `objects`; `scratch` a folder on the same file system for half-made files. */
export function objectStore(folder: string, scratch: string): Objects {
  let counter = 0;
  const temporary = () => {
    // Not before there is something to write: a library may be open for reading only.
    if (counter === 0) mkdirSync(scratch, { recursive: true });
    return join(scratch, `${process.pid}-${Date.now()}-${counter++}`);
  };
  const pathOf = (digest: Digest) => objectPath(folder, digest);
  /** Objects that this process itself read whole, as they stood then: what is used again and again is read once. */
  const read = new Map<Digest, string>();
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
    if (stats.mtimeMs === restTime && (size === null || stats.size === size)) return true;
    if (read.get(digest) === stateOf(stats)) return true;
    if (digestFileNow(path).digest !== digest) {
      putAside(path);
      return false;
    }
    const after = statSync(path);
    if (stateOf(after) === stateOf(stats)) {
      try {
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

  /** Gives a finished temporary file its name, durable before it counts. */
  const settle = async (path: string, digest: Digest): Promise<void> => {
    const target = pathOf(digest);
    if (isReusable(digest)) {
      rmSync(path, { force: true });
      return;
    }
    chmodSync(path, 0o444);
    utimesSync(path, restTime / 1_000, restTime / 1_000);
    await syncPath(path);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(path, target);
    await syncPath(dirname(target));
    read.set(digest, stateOf(statSync(target)));
  };

  const settled = async (path: string): Promise<{ digest: Digest; size: number }> => {
    const found = await digestFile(path);
    await settle(path, found.digest);
    return found;
  };

  const takeFile = async (path: string, mode: "move" | "copy"): Promise<{ digest: Digest; size: number }> => {
    const source = temporary();
    try {
      if (mode === "copy" || !isOurs(path) || !linked(path, source)) await copyBytes(path, source);
      return await settled(source);
    } catch (error) {
      rmSync(source, { force: true });
      throw error;
    }
  };

  const takeText = async (text: string | Uint8Array): Promise<Digest> => {
    const digest = sha256(text);
    if (isReusable(digest)) return digest;
    const path = temporary();
    try {
      await writeFile(path, text);
      await settle(path, digest);
    } catch (error) {
      await rm(path, { force: true });
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
      putAside(path);
      throw new DamagedObject(digest);
    }
    read.set(digest, stateOf(stats));
  };

  const readBytes = async (digest: Digest): Promise<Buffer | null> => {
    if (!existsSync(pathOf(digest))) return null;
    const bytes = await readFile(pathOf(digest));
    if (sha256(bytes) === digest) return bytes;
    putAside(pathOf(digest));
    throw new DamagedObject(digest);
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
    mkdirSync(target, { recursive: true });
    for (const entry of await manifestOf(content.digest)) {
      const turn = pause();
      if (turn !== undefined) await turn;
      const path = join(target, entry.path);
      mkdirSync(dirname(path), { recursive: true });
      if (entry.kind === "folder") mkdirSync(path, { recursive: true });
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
      putAside(pathOf(digest));
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

  return {
    pathOf,
    read: readBytes,
    takeText,
    has: holds,
    take: async (path, type, mode, ignored = () => false) => {
      if (type === "file") return { ...(await takeFile(path, mode)), type };
      const entries = await listTree(path, ignored, (file) => takeFile(file, mode));
      const escaping = entries.find(
        (entry) => entry.kind === "link" && leavesFolder(entry.path, entry.target),
      );
      if (escaping !== undefined) throw new Error(`The link ${escaping.path} leads out of the folder`);
      return { digest: await takeText(manifestText(entries)), size: treeSize(entries), type };
    },
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

/** Gives a file a second name; false on a file system without such names. */
function linked(path: string, name: string): boolean {
  try {
    linkSync(path, name);
    return true;
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EMLINK", "EXDEV"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
    return false;
  }
}

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

/** Waits for the disk, which may take long, in the thread pool. */
async function syncPath(path: string): Promise<void> {
  const file = openSync(path, "r");
  try {
    await sync(file);
  } finally {
    closeSync(file);
  }
}

const sync = promisify(fsync);
