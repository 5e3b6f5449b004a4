import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  actionsOf,
  type Place,
  place,
  planForTest,
  readForTest,
  reasonsOf,
  runForTest,
} from "../../helpers/services.ts";

function edit({ workspace }: Place, path: string, from: string, to: string): void {
  const before = readFileSync(join(workspace, path), "utf8");
  if (!before.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(workspace, path), before.replace(from, to));
}

/** Two steps of two scripts that share helpers: `clean` reaches dates.parse and Square, `count` reaches text.words. */
const files = {
  "pipeline.yaml": `signet: 1
name: p
steps:
  clean: {run: "python3 steps/clean.py {outputs.tidy}", outputs: [tidy]}
  count: {run: "python -u -m steps.count {outputs.total}", outputs: [total]}
`,
  "steps/__init__.py": "",
  "steps/clean.py": `"""Cleans."""
import os
import sys
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib.features import tidy

def main(path):
    """Writes."""
    with open(path, "w") as out:  # closed at the end
        out.write(tidy(" 7 "))

if __name__ == "__main__":
    main(sys.argv[1])
`,
  "steps/count.py": `import sys
from lib.text import words

def main(path):
    with open(path, "w") as out:
        out.write(str(words("a b c")))

main(sys.argv[1])
`,
  "lib/__init__.py": "",
  "lib/features.py": `from .dates import parse
from .shapes import Square
from .decorate import doubled

@doubled
def tidy(text):
    return f"{parse(text)} {Square(3).area()}\\n"

def unrelated():
    return 1
`,
  "lib/dates.py": `BASE = 10

def parse(text, base=BASE, shift=0):
    return int(text.strip(), base) + shift

def render(value):
    return str(value)
`,
  "lib/shapes.py": `class Shape:
    def area(self):
        return self.side * self.side

class Square(Shape):
    def __init__(self, side):
        self.side = side
`,
  "lib/decorate.py": `import functools

def doubled(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args) * 2
    return wrapper
`,
  "lib/text.py": `def words(text):
    return len(text.split())
`,
};

describe("Python steps", () => {
  it("are reused after edits that mean nothing to them", async () => {
    const here = await place(files);
    expect(actionsOf(await runForTest(here.services, readForTest(here.file)))).toEqual({
      clean: "executed",
      count: "executed",
    });
    const edits: [string, string, string][] = [
      ["steps/clean.py", "# closed at the end", "# closed by then"],
      ["steps/clean.py", '"""Writes."""', '"""Writes a file."""'],
      ["lib/features.py", "    return 1", "    return 2"],
      ["lib/dates.py", "def render", "\n\n# how it looks\ndef render"],
      ["lib/dates.py", "int(text.strip(), base)", "int(\n        text.strip(),\n        base,\n    )"],
      [
        "lib/text.py",
        "def words",
        "import json\n\ndef lines(text):\n    return json.dumps(text)\n\ndef words",
      ],
    ];
    for (const change of edits) {
      edit(here, ...change);
      const plan = await planForTest(here.services, readForTest(here.file));
      expect(plan.steps.map(({ action }) => action)).toEqual(["reuse", "reuse"]);
      expect(reasonsOf(plan, "clean")).toEqual(["Up to date, same as run #1"]);
    }
    expect(actionsOf(await runForTest(here.services, readForTest(here.file)))).toEqual({
      clean: "reused",
      count: "reused",
    });
  });

  it.each<[string, string, string, string, string, string, string]>([
    [
      "a function of the script",
      "steps/clean.py",
      '" 7 "',
      '" 8 "',
      "clean",
      "Code changed: steps/clean.py › main()",
      "8 9\n8 9\n",
    ],
    [
      "a helper",
      "lib/features.py",
      "Square(3)",
      "Square(4)",
      "clean",
      "Helper changed: lib/features.py › tidy(), used by main()",
      "7 16\n7 16\n",
    ],
    [
      "a helper two imports away",
      "lib/dates.py",
      "+ shift",
      "+ shift + 1",
      "clean",
      "Helper changed: lib/dates.py › parse(), used by tidy()",
      "8 9\n8 9\n",
    ],
    [
      "a default argument",
      "lib/dates.py",
      "shift=0",
      "shift=5",
      "clean",
      "Helper changed: lib/dates.py › parse(), used by tidy()",
      "12 9\n12 9\n",
    ],
    [
      "a module constant",
      "lib/dates.py",
      "BASE = 10",
      "BASE = 8",
      "clean",
      "Helper changed: lib/dates.py › BASE, used by parse()",
      "7 9\n7 9\n",
    ],
    [
      "a decorator",
      "lib/decorate.py",
      "* 2",
      "* 3",
      "clean",
      "Helper changed: lib/decorate.py › doubled(), used by tidy()",
      "7 9\n7 9\n7 9\n",
    ],
    [
      "a method of a base class",
      "lib/shapes.py",
      "self.side * self.side",
      "self.side + self.side",
      "clean",
      "Helper changed: lib/shapes.py › Shape, used by Square",
      "7 6\n7 6\n",
    ],
    [
      "a helper of a module that is run with -m",
      "lib/text.py",
      "len(text.split())",
      "len(text)",
      "count",
      "Helper changed: lib/text.py › words(), used by main()",
      "5",
    ],
  ])(
    "run again after a change of %s, and only those that reach it",
    async (_what, path, from, to, step, reason, output) => {
      const here = await place(files);
      await runForTest(here.services, readForTest(here.file));
      edit(here, path, from, to);
      const plan = await planForTest(here.services, readForTest(here.file));
      const other = step === "clean" ? "count" : "clean";
      expect(Object.fromEntries(plan.steps.map(({ name, action }) => [name, action]))).toEqual({
        [step]: "run",
        [other]: "reuse",
      });
      expect(reasonsOf(plan, step)).toEqual([reason]);
      expect(plan.steps.find(({ name }) => name === step)?.reasons[0]).toMatchObject({
        kind: "code-changed",
        subject: reason.replace(/^\w+ changed: |, used by .*$/g, ""),
        from: expect.stringMatching(/^sha256:/),
        to: expect.stringMatching(/^sha256:/),
      });
      const run = await runForTest(here.services, readForTest(here.file));
      expect(actionsOf(run)).toEqual({ [step]: "executed", [other]: "reused" });
      const [port] = Object.values(run.steps.find(({ name }) => name === step)?.outputs ?? {});
      expect(readFileSync(port?.path ?? "", "utf8")).toBe(output);
      // And back again: nothing is computed.
      edit(here, path, to, from);
      expect(actionsOf(await runForTest(here.services, readForTest(here.file)))).toEqual({
        clean: "reused",
        count: "reused",
      });
    },
  );

  it("keep the whole text of every file that they reach, so that it can be compared later", async () => {
    const here = await place(files);
    const run = await runForTest(here.services, readForTest(here.file));
    const recorded = here.services.library.database
      .prepare("SELECT path, digest FROM run_code WHERE run = ? ORDER BY path")
      .all(run.steps[1]?.run) as { path: string; digest: never }[];
    expect(recorded.map(({ path }) => path)).toEqual(["lib/text.py", "steps/count.py"]);
    for (const { path, digest } of recorded)
      expect((await here.services.library.objects.read(digest))?.toString()).toBe(
        readFileSync(join(here.workspace, path), "utf8"),
      );
  });

  it("leave a trace when only a comment changed while they ran, and none when their code did", async () => {
    const script = (touch: string) => `import sys
def change(path, text):
    with open(path, "a") as out:
        out.write(text)
change("helper" + ".py", ${JSON.stringify(touch)})
import helper
with open(sys.argv[1], "w") as out:
    out.write(str(helper.value()))
`;
    const helper = "def value():\n    return 1\n";
    const pipeline = `signet: 1\nname: p\nsteps: {s: {run: "python run.py {outputs.x}", outputs: [x]}}\n`;
    const quiet = await place({
      "pipeline.yaml": pipeline,
      "run.py": script("# more\n"),
      "helper.py": helper,
    });
    await runForTest(quiet.services, readForTest(quiet.file));
    expect(actionsOf(await runForTest(quiet.services, readForTest(quiet.file)))).toEqual({ s: "reused" });

    const loud = await place({
      "pipeline.yaml": pipeline,
      "run.py": script("old = value\ndef value():\n    return old() + 1\n"),
      "helper.py": helper,
    });
    const run = await runForTest(loud.services, readForTest(loud.file));
    expect(run.steps[0]?.error).toContain("helper.py › value() changed while the step ran");
    expect((await planForTest(loud.services, readForTest(loud.file))).steps[0]?.action).toBe("run");
  });

  it("run again when a variable that their code reads changes, but not for one that it does not reach", async () => {
    const here = await place({
      "pipeline.yaml": `signet: 1\nname: p\nsteps: {s: {run: "python run.py {outputs.x}", outputs: [x]}}\n`,
      "run.py": `import os, sys
from helper import value
with open(sys.argv[1], "w") as out:
    out.write(value() + os.environ.get("SIGNET_STEP", ""))
`,
      "helper.py": `import os
def value():
    return os.getenv("SIGNETTEST_MODE", "none") + os.environ.get("SIGNETTEST_TOKEN", "none")
def other():
    return os.environ["SIGNETTEST_OTHER"]
`,
    });
    try {
      await runForTest(here.services, readForTest(here.file));
      process.env.SIGNETTEST_OTHER = "1";
      expect((await planForTest(here.services, readForTest(here.file))).steps[0]?.action).toBe("reuse");
      process.env.SIGNETTEST_MODE = "fast";
      const plan = await planForTest(here.services, readForTest(here.file));
      expect(reasonsOf(plan, "s")).toEqual(["Environment changed: SIGNETTEST_MODE (none) → fast"]);
      process.env.SIGNETTEST_TOKEN = "hidden value";
      const secret = await planForTest(here.services, readForTest(here.file));
      expect(reasonsOf(secret, "s")).toContain("Environment changed: SIGNETTEST_TOKEN (not shown)");
      expect(JSON.stringify(secret)).not.toContain("hidden value");
      const run = await runForTest(here.services, readForTest(here.file));
      expect(readFileSync(run.steps[0]?.outputs.x?.path ?? "", "utf8")).toBe("fasthidden values");
      const kept = here.services.library.database.prepare("SELECT fingerprint FROM runs").pluck().all();
      expect(JSON.stringify(kept)).not.toContain("hidden value");
    } finally {
      for (const name of ["OTHER", "MODE", "TOKEN"]) delete process.env[`SIGNETTEST_${name}`];
    }
  });

  it("say why a file counts whole", async () => {
    const here = await place({
      "pipeline.yaml": `signet: 1\nname: p\nsteps: {s: {run: "python run.py {outputs.x}", outputs: [x]}}\n`,
      "run.py": "import sys\nfrom helper import *\nopen(sys.argv[1], 'w').write(str(value()))\n",
      "helper.py": "def value():\n    return 1\ndef other():\n    return 2\n",
    });
    await runForTest(here.services, readForTest(here.file));
    edit(here, "helper.py", "return 2", "return 3");
    const plan = await planForTest(here.services, readForTest(here.file));
    expect(reasonsOf(plan, "s")).toEqual([
      "Helper changed: helper.py, used by run.py, whole because run.py imports everything from it",
    ]);
  });

  it.each([
    "cd steps && python run.py {outputs.x}",
    "python3 steps/run.py {outputs.x}",
    `sh -c 'python steps/run.py "$0"' {outputs.x}`,
    "env MODE=1 python -B steps/run.py {outputs.x}",
    "PYTHONPATH=steps python -m run {outputs.x}",
    "cd steps; python -c 'import run' {outputs.x}",
  ])("are found in %s", async (command) => {
    const here = await place({
      "pipeline.yaml": `signet: 1\nname: p\nsteps: {s: {run: ${JSON.stringify(command)}, outputs: [x]}}\n`,
      "steps/run.py": "import sys\nfrom helper import value\nopen(sys.argv[1], 'w').write(str(value()))\n",
      "steps/helper.py": "def value():\n    return 1\ndef other():\n    return 2\n",
    });
    expect((await runForTest(here.services, readForTest(here.file))).status).toBe("succeeded");
    edit(here, "steps/helper.py", "return 2", "return 3");
    expect((await planForTest(here.services, readForTest(here.file))).steps[0]?.action).toBe("reuse");
    edit(here, "steps/helper.py", "return 1", "return 5");
    expect((await planForTest(here.services, readForTest(here.file))).steps[0]?.action).toBe("run");
    const run = await runForTest(here.services, readForTest(here.file));
    expect(readFileSync(run.steps[0]?.outputs.x?.path ?? "", "utf8")).toBe("5");
  });

  it("count by bytes as well where another program reads the script", async () => {
    const here = await place({
      "pipeline.yaml": `signet: 1\nname: p\nsteps: {s: {run: "python run.py > {outputs.x} && cat run.py >> {outputs.x}", outputs: [x]}}\n`,
      "run.py": "print(1) # one\n",
    });
    await runForTest(here.services, readForTest(here.file));
    edit(here, "run.py", "# one", "# two");
    expect((await planForTest(here.services, readForTest(here.file))).steps[0]?.action).toBe("run");
  });
});
