import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesAmong } from "../../../src-main/core/plan/python-code.ts";
import type { Content } from "../../../src-main/core/ports/files.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { workspaceFiles } from "../../../src-main/node/host/workspace-files.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const file = { type: "file", ignore: [] } as const;
const folder = { type: "directory", ignore: [] } as const;

function workspaceWith(files: { readonly [path: string]: string }) {
  const root = temporaryFolder();
  writeFiles(root, files);
  return { root, files: workspaceFiles(root, memoryCache()) };
}

/** The digest at a path, or the code of what is wrong there. */
async function found(
  { files }: ReturnType<typeof workspaceWith>,
  path: string,
  request: Parameters<typeof files.content>[1] = file,
): Promise<string | null> {
  const content = await files.content(path, request);
  if (!content.ok) return content.error.code;
  return content.value?.digest ?? null;
}

describe("the content at a path of the workspace", () => {
  it("is that of a file, through links too, inside the workspace or elsewhere", async () => {
    const workspace = workspaceWith({ "data/raw.csv": "1,2" });
    const elsewhere = temporaryFolder();
    writeFiles(elsewhere, { "far.csv": "far" });
    symlinkSync("data/raw.csv", join(workspace.root, "near.csv"));
    symlinkSync(join(elsewhere, "far.csv"), join(workspace.root, "far.csv"));
    const expected: Content = { digest: sha256("1,2"), size: 3, type: "file" };
    expect(await workspace.files.content("data/raw.csv", file)).toEqual({ ok: true, value: expected });
    expect(await found(workspace, "near.csv")).toBe(sha256("1,2"));
    expect(await found(workspace, "far.csv")).toBe(sha256("far"));
    expect(await found(workspace, join(elsewhere, "far.csv"))).toBe(sha256("far"));
  });

  it("is null where nothing is", async () => {
    const workspace = workspaceWith({ a: "" });
    symlinkSync("gone", join(workspace.root, "dangling"));
    expect(await found(workspace, "none")).toBeNull();
    expect(await found(workspace, "a/below-a-file")).toBeNull();
    expect(await found(workspace, "dangling")).toBeNull();
  });

  it("is refused, and never waited for, where a FIFO, a device or a socket stands", async () => {
    const workspace = workspaceWith({ "data/x": "" });
    execFileSync("mkfifo", [join(workspace.root, "pipe"), join(workspace.root, "data/pipe")]);
    symlinkSync("/dev/zero", join(workspace.root, "zero"));
    expect(await found(workspace, "pipe")).toBe("not-a-file");
    expect(await found(workspace, "zero")).toBe("not-a-file");
    expect(await found(workspace, "data", folder)).toBe("unreadable");
  });

  it("is refused when it is a folder where a file is meant, and the other way round", async () => {
    const workspace = workspaceWith({ "data/x": "" });
    expect(await found(workspace, "data")).toBe("not-a-file");
    expect(await found(workspace, "data/x", folder)).toBe("not-a-folder");
  });

  it("is refused, not ended, for links in a circle and names that no system takes", async () => {
    const workspace = workspaceWith({});
    symlinkSync("b", join(workspace.root, "a"));
    symlinkSync("a", join(workspace.root, "b"));
    expect(await found(workspace, "a")).toBe("unreadable");
    expect(await found(workspace, "x".repeat(10_000))).toBe("unreadable");
    expect(await found(workspace, "a\0b")).toBe("unreadable");
  });

  it("is that of all files of a folder but what tools drop there and what is ignored", async () => {
    const workspace = workspaceWith({ "data/a.csv": "1", "data/sub/b.csv": "2" });
    const before = await found(workspace, "data", folder);
    writeFiles(workspace.root, {
      "data/__pycache__/x.pyc": "",
      "data/sub/.DS_Store": "",
      "data/.git/HEAD": "",
      "data/a.csv.tmp": "",
    });
    expect(await found(workspace, "data", { type: "directory", ignore: ["*.tmp"] })).toBe(before);
    expect(await found(workspace, "data", folder)).not.toBe(before);
    writeFiles(workspace.root, { "data/sub/b.csv": "3" });
    expect(await found(workspace, "data", { type: "directory", ignore: ["*.tmp"] })).not.toBe(before);
  });

  it("is that of a whole folder, whatever lies in it, when nothing is to be left out", async () => {
    const workspace = workspaceWith({ "out/a": "1" });
    const whole = { type: "directory", ignore: null } as const;
    const before = await found(workspace, "out", whole);
    writeFiles(workspace.root, { "out/__pycache__/x.pyc": "" });
    expect(await found(workspace, "out", whole)).not.toBe(before);
  });

  it("goes with links in a folder by where they lead, not by what is there", async () => {
    const workspace = workspaceWith({ "data/a": "1", other: "2" });
    symlinkSync("a", join(workspace.root, "data/link"));
    const before = await found(workspace, "data", folder);
    writeFiles(workspace.root, { "data/b": "1" });
    execFileSync("ln", ["-sfn", "b", join(workspace.root, "data/link")]);
    execFileSync("rm", [join(workspace.root, "data/b")]);
    expect(await found(workspace, "data", folder)).not.toBe(before);
  });

  it("is a problem, not nothing, when a name in a folder is no text", async () => {
    const workspace = workspaceWith({ "data/a": "1" });
    execFileSync("bash", ["-c", "touch \"$0\"/$'bad\\xff'", join(workspace.root, "data")]);
    expect(await found(workspace, "data", folder)).toBe("unreadable");
  });
});

describe("the code files of a command", () => {
  it("are the regular files of the workspace among its words, sorted, each once", async () => {
    const workspace = workspaceWith({ "steps/b.py": "", "a.sh": "", "..odd/c.py": "", "folder/x": "" });
    execFileSync("mkfifo", [join(workspace.root, "pipe")]);
    const words = [
      "steps/b.py",
      "./steps/../a.sh",
      "a.sh",
      join(workspace.root, "a.sh"),
      "..odd/c.py",
      "folder",
      "pipe",
      "none",
      ".",
      "",
      "x".repeat(10_000),
    ];
    expect(filesAmong(workspace.files, words)).toEqual(["..odd/c.py", "a.sh", "steps/b.py"]);
  });

  it("are not files outside the workspace, even through a link", async () => {
    const workspace = workspaceWith({ "bin/own.sh": "" });
    const elsewhere = temporaryFolder();
    writeFiles(elsewhere, { "tool.sh": "" });
    symlinkSync(join(elsewhere, "tool.sh"), join(workspace.root, "tool.sh"));
    symlinkSync("own.sh", join(workspace.root, "bin/linked.sh"));
    const words = [join(elsewhere, "tool.sh"), "../x.sh", "/bin/sh", "tool.sh", "bin/linked.sh"];
    expect(filesAmong(workspace.files, words)).toEqual(["bin/linked.sh"]);
  });

  it("are also what the globs match, without caches, hidden folders and what lies outside", async () => {
    const workspace = workspaceWith({
      "lib/a.py": "",
      "lib/deep/b.py": "",
      "lib/__pycache__/a.py": "",
      "lib/.venv/c.py": "",
      "lib/notes.txt": "",
      "x.py": "",
    });
    mkdirSync(join(workspace.root, "inner"));
    const inner = workspaceFiles(join(workspace.root, "inner"), memoryCache());
    expect(await workspace.files.filesMatching(["lib/**/*.py", "lib/a.py"])).toEqual([
      "lib/a.py",
      "lib/deep/b.py",
    ]);
    expect(await inner.filesMatching(["../*.py", join(workspace.root, "*.py")])).toEqual([]);
  });

  it("are found behind links to folders, and the search ends when those go in a circle", async () => {
    const workspace = workspaceWith({ "lib/a.py": "", "other/b.py": "" });
    symlinkSync("../other", join(workspace.root, "lib/other"));
    symlinkSync("..", join(workspace.root, "lib/up"));
    const files = await workspace.files.filesMatching(["lib/**/*.py"]);
    expect(files).toEqual(expect.arrayContaining(["lib/a.py", "lib/other/b.py"]));
  });
});
