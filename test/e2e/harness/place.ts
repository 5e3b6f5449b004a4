import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setup } from "./setup.ts";

/** The folders of one test, owned by the user who runs the app; all paths are absolute. */
export type Place = {
  /** Holds all the others. */
  root: string;
  /** For Signet's library; not made yet, as at a first start. */
  library: string;
  /** The home folder; shared by all starts of the app in one test. */
  home: string;
  /** Makes a workspace with these files (path inside it -> content) and gives its folder. */
  workspace: (name: string, files: Readonly<Record<string, string | Uint8Array>>) => string;
  /** Makes a workspace as a copy of a folder and gives its folder. */
  copyOf: (name: string, folder: string) => Promise<string>;
  /** Writes a file, as its user would in an editor. */
  write: (path: string, content: string | Uint8Array) => void;
  /** Deletes a file or folder. */
  removeFile: (path: string) => void;
  remove: () => void;
};

/** Makes the folders of one test. */
export function makePlace(): Place {
  const root = mkdtempSync(join(setup.temporary, "test-"));
  giveToUser(root);
  const home = join(root, "home");
  mkdirSync(home);
  giveToUser(home);
  const write = (path: string, content: string | Uint8Array): void => {
    makeFolder(dirname(path));
    writeFileSync(path, content);
    giveToUser(path);
  };
  return {
    root,
    library: join(root, "library"),
    home,
    write,
    removeFile: (path) => rmSync(path, { recursive: true, force: true }),
    workspace: (name, files) => {
      const folder = join(root, name);
      makeFolder(folder);
      for (const [path, content] of Object.entries(files)) write(join(folder, path), content);
      return folder;
    },
    copyOf: async (name, source) => {
      const folder = join(root, name);
      await cp(source, folder, { recursive: true });
      giveToUser(folder);
      for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }))
        giveToUser(join(folder, path));
      return folder;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Makes the user who runs the app the owner of a file or folder. */
export function giveToUser(path: string): void {
  if (setup.user) chownSync(path, setup.user.uid, setup.user.gid);
}

/** Makes a folder and those above it, each owned by the app's user. */
function makeFolder(folder: string): void {
  const firstMade = mkdirSync(folder, { recursive: true });
  if (firstMade === undefined) return;
  for (let made = folder; made.length >= firstMade.length; made = dirname(made)) giveToUser(made);
}
