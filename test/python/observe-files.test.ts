import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder, writeFiles } from "../helpers/workspace.ts";
import { observing, pythonStep, seen } from "./python-step.ts";

const data = { "data/raw.csv": "a\n1\n" };
const readRaw = "read data/raw.csv";

/** Ways to read data/raw.csv. */
const readers: readonly (readonly [how: string, code: string])[] = [
  ["open", "open('data/raw.csv').read()"],
  ["bytes as path", "open(b'data/raw.csv')"],
  ["pathlib", "import pathlib; pathlib.Path('data', 'raw.csv').read_text()"],
  ["os.open", "import os; os.open('data/raw.csv', os.O_RDONLY)"],
  ["os.open of a path object", "import os, pathlib; os.open(pathlib.Path('data/raw.csv'), os.O_RDONLY)"],
  ["io.open_code", "import io, os; io.open_code(os.path.abspath('data/raw.csv'))"],
  ["mmap", "import mmap; f = open('data/raw.csv'); mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)"],
  ["another working directory", "import os; os.chdir('data'); open('raw.csv')"],
  ["a path with ..", "open('data/../data/./raw.csv')"],
  ["shutil.copy", "import shutil; shutil.copy('data/raw.csv', 'copy.csv')"],
  ["os.link", "import os; os.link('data/raw.csv', 'copy.csv')"],
  ["os.rename, which moves its bytes", "import os; os.rename('data/raw.csv', 'moved.csv')"],
  ["reading and writing", "open('data/raw.csv', 'r+')"],
  [
    "a thread",
    "import threading; t = threading.Thread(target=open, args=['data/raw.csv']); t.start(); t.join()",
  ],
  ["asyncio", "import asyncio\nasync def f(): open('data/raw.csv')\nasyncio.run(f())"],
  [
    "a forked process that ends hard",
    "import os\nif os.fork() == 0:\n  open('data/raw.csv'); os._exit(0)\nos.wait()",
  ],
  ["a process that ends hard", "import os; open('data/raw.csv'); os._exit(0)"],
  [
    "exec of another Python",
    "import os, sys; os.execv(sys.executable, [sys.executable, '-c', \"open('data/raw.csv')\"])",
  ],
  [
    "a Python child",
    "import subprocess, sys; subprocess.run([sys.executable, '-c', \"open('data/raw.csv')\"], check=True)",
  ],
  ["exit handlers", "import atexit; atexit.register(open, 'data/raw.csv')"],
  ["csv", "import csv; list(csv.reader(open('data/raw.csv')))"],
  ["fileinput", "import fileinput; list(fileinput.input('data/raw.csv'))"],
  ["sqlite3", "import sqlite3; sqlite3.connect('data/raw.csv')"],
  ["sqlite3 by URI", "import sqlite3; sqlite3.connect('file:data/r%61w.csv?mode=ro', uri=True)"],
  ["ctypes", "import ctypes, os\ntry: ctypes.CDLL(os.path.abspath('data/raw.csv'))\nexcept OSError: pass"],
  [
    "many threads",
    "from multiprocessing.pool import ThreadPool; ThreadPool(4).map(open, ['data/raw.csv'] * 50)",
  ],
];

describe("reading a file of the workspace is seen", () => {
  it.each(readers)("with %s", async (_how, code) => {
    const { lines } = await observing({ "main.py": code, ...data });
    expect(lines).toContain(readRaw);
    expect(lines.filter((line) => line.startsWith("broken"))).toEqual([]);
  });

  it("in processes of multiprocessing, forked and spawned", async () => {
    const main = `
import multiprocessing, sys
def work(name):
    return len(open(name).read())
if __name__ == "__main__":
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            pool.map(work, ["data/%s.csv" % method])
`;
    const { lines } = await observing({ "main.py": main, "data/fork.csv": "1", "data/spawn.csv": "2" });
    expect(lines).toEqual(expect.arrayContaining(["read data/fork.csv", "read data/spawn.csv"]));
    expect(lines.filter((line) => line.startsWith("child"))).toEqual([]);
  });

  it("of shelve and dbm", async () => {
    const step = pythonStep({
      "make.py": "import dbm.dumb\nwith dbm.dumb.open('store') as store: store['a'] = '1'",
      "main.py": "import shelve\nwith shelve.open('store', 'r') as store: list(store)",
    });
    await step.run(["make.py"], { env: { SIGNET_CONTEXT: "" } });
    const { lines } = seen(step, (await step.run(["main.py"])).observed);
    expect(lines).toEqual(expect.arrayContaining(["read store.dir", "read store.dat"]));
  });

  it("with its size and time, once, however often it is opened", async () => {
    const main = "for _ in range(3): open('data/raw.csv'); open('data/../data/raw.csv')";
    const { observed } = await observing({ "main.py": main, ...data });
    const reads = observed.filter(({ t }) => t === "read");
    expect(reads).toHaveLength(1);
    expect(reads[0]).toMatchObject({ s: 4 });
    expect(reads[0]?.m).toBeGreaterThan(1e18);
  });

  it("through links: by the path that is written, and where it leads inside of the workspace", async () => {
    const outside = temporaryFolder();
    writeFiles(outside, { "far.csv": "1" });
    const step = pythonStep({
      "main.py": `open('latest/x.csv'); open('far/far.csv'); open('${outside}/back/v1/y.csv')`,
      "v1/x.csv": "1",
      "v1/y.csv": "2",
    });
    symlinkSync("v1", join(step.workspace, "latest"));
    symlinkSync(outside, join(step.workspace, "far"));
    symlinkSync(step.workspace, join(outside, "back"));
    const { lines } = seen(step, (await step.run(["main.py"])).observed);
    expect(lines.filter((line) => line.startsWith("read"))).toEqual([
      "read latest/x.csv",
      "read v1/x.csv",
      "read far/far.csv",
      "read v1/y.csv",
    ]);
  });
});

describe("what is not the user's own in the workspace is passed over", () => {
  const main = `
for path in (".git/HEAD", ".venv/x", "conda/env/y", "lib/site-packages/z.py", "__pycache__/q", "/etc/hostname"):
    open(path)
`;
  it("as git's folder, environments, installed packages, caches and all outside", async () => {
    const { lines } = await observing({
      "main.py": main,
      ".git/HEAD": "",
      ".venv/pyvenv.cfg": "",
      ".venv/x": "",
      "conda/env/conda-meta/history": "",
      "conda/env/y": "",
      "lib/site-packages/z.py": "",
      "__pycache__/q": "",
    });
    expect(lines.slice(1)).toEqual(["module main.py (__main__)"]);
  });
});

describe("besides reading, it is seen", () => {
  const linesOf = async (code: string) => (await observing({ "main.py": code, ...data })).lines.slice(2);

  it("that a file is looked for in vain, and found later", async () => {
    const code = `
for _ in range(2):
    try: open('conf.ini')
    except FileNotFoundError: open('conf.ini', 'w').close()
`;
    expect(await linesOf(code)).toEqual(["absent conf.ini", "write conf.ini", "read conf.ini"]);
  });

  it.each([
    ["os.listdir", "import os; os.listdir('data')"],
    ["os.scandir", "import os; os.scandir('data')"],
    ["os.walk", "import os; list(os.walk('data'))"],
    ["glob", "import glob; glob.glob('data/*.csv')"],
    ["pathlib", "import pathlib; list(pathlib.Path('data').iterdir())"],
    ["a descriptor", "import os; os.listdir(os.open('data', os.O_RDONLY))"],
    ["the working directory", "import os; os.chdir('data'); os.listdir()"],
    ["os.fwalk", "import os; list(os.fwalk('data'))"],
  ])("that a folder is listed with %s", async (_how, code) => {
    expect(await linesOf(code)).toEqual(["list data"]);
  });

  it.each([
    ["open", "open('new', 'w')", ["new"]],
    ["appending to what is not there", "open('new', 'a')", ["new"]],
    ["pathlib", "import pathlib; pathlib.Path('new').write_text('')", ["new"]],
    ["os.open", "import os; os.open('new', os.O_WRONLY | os.O_CREAT)", ["new"]],
    ["removing", "import os; os.remove('data/raw.csv')", ["data/raw.csv"]],
    ["truncating", "import os; os.truncate('data/raw.csv', 0)", ["data/raw.csv"]],
    ["linking", "import os; os.symlink('data', 'link')", ["link"]],
    ["making a folder, if it is not there", "import os; os.makedirs('data/x', exist_ok=True)", ["data/x"]],
    [
      "writing beside and renaming",
      "import os; open('half', 'w').close(); os.replace('half', 'whole')",
      ["half", "whole"],
    ],
    ["shutil.rmtree", "import shutil; shutil.rmtree('data')", ["data/raw.csv", "data"]],
    ["sqlite3", "import sqlite3; c = sqlite3.connect('new.db'); c.execute('create table t (a)')", ["new.db"]],
  ])("that a file is written with %s", async (_how, code, paths) => {
    const lines = await linesOf(code);
    expect(lines.filter((line) => line.startsWith("write"))).toEqual(paths.map((path) => `write ${path}`));
    expect(lines.filter((line) => /^(broken|absent|read)/.test(line))).toEqual([]);
  });

  it("that an existing database is changed", async () => {
    const step = pythonStep({
      "main.py": "import sqlite3\nwith sqlite3.connect('a.db') as c: c.execute('create table t (a)')",
    });
    await step.run(["-c", "import sqlite3; sqlite3.connect('a.db').execute('create table u (a)')"], {
      env: { SIGNET_CONTEXT: "" },
    });
    const { lines } = seen(step, (await step.run(["main.py"])).observed);
    expect(lines.slice(2)).toEqual(["read a.db", "write a.db"]);
  });

  it("that a file is opened from a folder's descriptor, which nobody can follow", async () => {
    const code = "import os; d = os.open('data', os.O_RDONLY); os.open('raw.csv', os.O_RDONLY, dir_fd=d)";
    expect(await linesOf(code)).toEqual([
      expect.stringMatching(/^broken .*main\.py opens files with dir_fd$/),
    ]);
  });
});
