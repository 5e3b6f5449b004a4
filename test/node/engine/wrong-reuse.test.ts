import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { detailOf } from "../../../src-main/node/app/run-detail.ts";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";

type Files = { readonly [path: string]: string };

/** One step whose script is `body`; its output is the text `result`. */
const scriptStep = (body: string, files: Files = {}, top = ""): Files => ({
  "pipeline.yaml": `signet: 1\nname: p\n${top}steps:\n  A: {run: "python3 a.py {outputs.x}", outputs: [x]}\n`,
  "a.py": `import os, sys\nresult = ""\n${body}\nopen(sys.argv[1], "w").write(str(result))\n`,
  ...files,
});

const edit = (workspace: string, { path, text }: { path: string; text: string | null }): void => {
  if (text === null) rmSync(join(workspace, path));
  else writeFileSync(join(workspace, path), text);
};

describe("a result does not serve any more", () => {
  it.each([
    {
      title: "when a file that was only asked for appears",
      files: scriptStep('result = os.path.exists("fl" + "ag")'),
      change: { path: "flag", text: "" },
      reason: "Undeclared input appeared: flag",
    },
    {
      title: "when a file that pathlib asked for appears",
      files: scriptStep('import pathlib\nresult = pathlib.Path("conf.ini").is_file()'),
      change: { path: "conf.ini", text: "" },
      reason: "Undeclared input appeared: conf.ini",
    },
    {
      title: "when a file that glob looked for by its name appears",
      files: scriptStep('import glob\nresult = glob.glob("data/b.csv")', { "data/a.csv": "" }),
      change: { path: "data/b.csv", text: "" },
      reason: "Undeclared input appeared: data/b.csv",
    },
    {
      title: "when a file that was only asked for is gone",
      files: scriptStep('result = os.path.exists("fl" + "ag")', { flag: "" }),
      change: { path: "flag", text: null },
      reason: "Undeclared input gone: flag",
    },
    {
      title: "when a file has another size, and that was asked for",
      files: scriptStep('result = os.path.getsize("fl" + "ag")', { flag: "1" }),
      change: { path: "flag", text: "22" },
      reason: "Undeclared input changed: flag",
    },
    {
      title: "when a file that was opened for appending and read changes",
      files: scriptStep('file = open("lo" + "g", "a+")\nfile.seek(0)\nresult = file.read()', { log: "1" }),
      change: { path: "log", text: "22" },
      reason: "Undeclared input changed: log",
    },
  ])("$title", async ({ files, change, reason }) => {
    const { services, workspace, file } = await place(files);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "executed" });
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused" });
    edit(workspace, change);
    expect(reasonsOf(await planForTest(services, readForTest(file)), "A")).toEqual([reason]);
  });

  it("when it only asked whether a file is there, but not when that has other bytes", async () => {
    const { services, workspace, file } = await place(
      scriptStep('result = os.path.isfile("fl" + "ag")', { flag: "1" }),
    );
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "flag"), "2");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused" });
  });

  it("when it read what it appended to", async () => {
    const body = 'open("log", "a").write("x")\nresult = open("log").read()';
    const { services, file } = await place(scriptStep(body, { log: "before" }));
    await runForTest(services, readForTest(file));
    expect(reasonsOf(await planForTest(services, readForTest(file)), "A")).toEqual([
      "log changed while it last ran, so that result does not count",
    ]);
  });

  it("when it read what an earlier run of it made", async () => {
    const body = 'try:\n    result = open("out/x.txt").read() + "+"\nexcept OSError:\n    pass';
    const { services, file } = await place(scriptStep(body, {}, "datasets: {x: out/x.txt}\n"));
    await runForTest(services, readForTest(file));
    const again = await runForTest(services, readForTest(file), { force: true });
    const error =
      "Read out/x.txt, which an earlier run of it made: another run would find something else there";
    // The first result, made when there was none, serves; the second does not.
    expect(reasonsOf(await planForTest(services, readForTest(file)), "A")[0]).toMatch(
      /^Output changed: out\/x.txt/,
    );
    const detail = detailOf(services, (again.steps[0]?.run ?? "") as never);
    expect(detail.ok && JSON.stringify(detail.value)).toContain(error);
  });
});

/** What a script does to wait until the file `go` is there, unseen by the observer. */
const pause = `import posix, time
open("begun", "w").close()
while True:
    try:
        posix.stat("go")
        break
    except OSError:
        time.sleep(0.01)`;

describe("a result does not serve when, after a step looked and while it ran,", () => {
  it.each([
    {
      title: "a file that it read was replaced",
      files: scriptStep(`result = open("co" + "nf").read()\n${pause}`, { conf: "1" }),
      change: (workspace: string) => {
        writeFileSync(join(workspace, "beside"), "2");
        renameSync(join(workspace, "beside"), join(workspace, "conf"));
      },
      reason: "conf changed while it last ran, so that result does not count",
    },
    {
      title: "a file appeared that it had not found",
      files: scriptStep(`try:\n    result = open("co" + "nf").read()\nexcept OSError:\n    pass\n${pause}`),
      change: (workspace: string) => writeFileSync(join(workspace, "conf"), "2"),
      reason: "Undeclared input appeared: conf",
    },
    {
      title: "a file was added to a folder that it had listed",
      files: scriptStep(`result = os.listdir("da" + "ta")\n${pause}`, { "data/a": "" }),
      change: (workspace: string) => writeFileSync(join(workspace, "data/b"), ""),
      reason: "Undeclared input changed: the names in data",
    },
    {
      title: "a file was removed from a folder that it had listed",
      files: scriptStep(`result = os.listdir("da" + "ta")\n${pause}`, { "data/a": "", "data/b": "" }),
      change: (workspace: string) => rmSync(join(workspace, "data/b")),
      reason: "Undeclared input changed: the names in data",
    },
    {
      title: "a module was replaced that only the running program could name",
      files: scriptStep(
        `import subprocess
command = "import hel" + "per; print(hel" + "per.x)"
result = subprocess.check_output([sys.executable, "-c", command])\n${pause}`,
        { "helper.py": "x = 1\n" },
      ),
      change: (workspace: string) => {
        writeFileSync(join(workspace, "beside"), "x = 2\n");
        renameSync(join(workspace, "beside"), join(workspace, "helper.py"));
      },
      reason: "helper.py changed while it last ran, so that result does not count",
    },
  ])("$title", async ({ files, change, reason }) => {
    const { services, workspace, file } = await place(files);
    const running = runForTest(services, readForTest(file));
    while (!existsSync(join(workspace, "begun"))) await wait(10);
    change(workspace);
    writeFileSync(join(workspace, "go"), "");
    expect(actionsOf(await running)).toEqual({ A: "executed" });
    expect(reasonsOf(await planForTest(services, readForTest(file)), "A")).toEqual([reason]);
  });
});
