import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chosenLibrary, defaultLibrary, holdsOtherThings } from "../../../src-main/node/host/library-path.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

describe("where the library is", () => {
  it("is the data folder of the platform", () => {
    expect(defaultLibrary({}, "linux", "/home/ada")).toBe("/home/ada/.local/share/signet/library");
    expect(defaultLibrary({ XDG_DATA_HOME: "/data" }, "linux", "/home/ada")).toBe("/data/signet/library");
    expect(defaultLibrary({}, "darwin", "/Users/ada")).toBe(
      "/Users/ada/Library/Application Support/Signet/library",
    );
    expect(defaultLibrary({ APPDATA: "C:\\Roam" }, "win32", "C:\\Users\\ada")).toBe(
      "C:\\Roam\\Signet\\library",
    );
    expect(defaultLibrary({}, "win32", "C:\\Users\\ada")).toBe(
      "C:\\Users\\ada\\AppData\\Roaming\\Signet\\library",
    );
  });

  it("ignores a relative XDG_DATA_HOME, as its specification says", () => {
    expect(defaultLibrary({ XDG_DATA_HOME: "data" }, "linux", "/h")).toBe("/h/.local/share/signet/library");
  });

  it("is what the argument says before what the environment says before the default", () => {
    const choice = { platform: "linux", home: "/h", cwd: "/work" } as const;
    const env = { SIGNET_LIBRARY: "e" };
    expect(chosenLibrary({ ...choice, argument: "a", env })).toBe("/work/a");
    expect(chosenLibrary({ ...choice, argument: null, env })).toBe("/work/e");
    expect(chosenLibrary({ ...choice, argument: null, env: {} })).toBe("/h/.local/share/signet/library");
  });
});

describe("a folder that is chosen for a library", () => {
  it("holds other things when it has some and no database of a library", () => {
    const folder = temporaryFolder();
    expect(holdsOtherThings(folder)).toBe(false);
    expect(holdsOtherThings(join(folder, "missing"))).toBe(false);
    writeFiles(folder, { ".DS_Store": "" });
    expect(holdsOtherThings(folder)).toBe(false);
    writeFiles(folder, { "holiday.jpg": "" });
    expect(holdsOtherThings(folder)).toBe(true);
    writeFiles(folder, { "signet.db": "" });
    expect(holdsOtherThings(folder)).toBe(false);
  });
});
