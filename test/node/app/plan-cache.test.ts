import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { applyOverrides } from "../../../src-main/core/pipeline/overrides.ts";
import { storedPipeline } from "../../../src-main/core/pipeline/stored-pipeline.ts";
import type { Choice } from "../../../src-main/core/plan/select.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { openTestServices, place, readForTest, runForTest } from "../../helpers/services.ts";

const pipelineFile = `signet: 1
name: known
params: {n: 1}
datasets:
  raw: raw.txt
  folder: {path: folder/, type: directory, ignore: ["*.tmp"]}
  first: out/first.txt
  names: out/names.txt
  seen: out/seen.txt
steps:
  first:
    run: sh first.sh {inputs.raw} {params.n} > {outputs.first}
    inputs: [raw]
    outputs: [first]
    code: ["conf/*.ini"]
    env: [KNOWN_FLAG]
  names:
    run: ls {inputs.folder} > {outputs.names}
    inputs: [folder]
    outputs: [names]
  seen:
    run: python3 look.py {inputs.first} {outputs.seen}
    inputs: [first]
    outputs: [seen]
`;

const files = {
  "pipeline.yaml": pipelineFile,
  "raw.txt": "one\n",
  "first.sh": "cat $1; echo $2\n",
  "folder/a.txt": "a\n",
  "folder/deep/b.txt": "b\n",
  "conf/a.ini": "1\n",
  "out/none": "",
  "undeclared.txt": "u\n",
  "look.py": `import sys
from helper import shout

open(sys.argv[2], "w").write(shout(open(sys.argv[1]).read()) + open("undeclared.txt").read())
`,
  "helper.py": "def shout(text):\n    return text.upper()\n",
};

const all = { targets: [], from: [], only: [], force: false };

let services: Services;
let workspace: string;
let file: string;

beforeEach(async () => {
  ({ services, workspace, file } = await place(files));
  const first = await runForTest(services, readForTest(file));
  expect(first.steps.map(({ action }) => action)).toEqual(["executed", "executed", "executed"]);
});

/** Waits until files that were just written are no longer too young to be trusted by their times. */
const rest = async () => {
  const from = Date.now();
  await vi.waitUntil(() => Date.now() > from + 25, { interval: 5 });
};

/** What is planned, and whether that was known. */
async function planned(choice: Choice = all) {
  const read = readForTest(file);
  const recall = vi.spyOn(services.library.plans, "recall");
  const plan = await services.pipelines.plan(read, choice, { key: storedPipeline(read) });
  const known = (await Promise.all(recall.mock.results.map(({ value }) => value))).some(
    (found) => found !== null,
  );
  recall.mockRestore();
  expect(plan).toEqual(await services.pipelines.plan(read, choice));
  return { known, plan };
}

/** Plans until it is known: the first plan learns, and may find files too young. */
async function learn(): Promise<void> {
  await rest();
  await planned();
  expect((await planned()).known).toBe(true);
}

const at = (path: string) => join(workspace, path);
const write = (path: string, text: string) => writeFileSync(at(path), text);

const objectsIn = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true, withFileTypes: true }) as { parentPath: string; name: string }[])
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => /[0-9a-f]{30,}$/.test(path))
    .sort();

/** What may change between two plans, each with a number that says how. */
const changes: { readonly [what: string]: (number: number) => unknown } = {
  nothing: () => {},
  "a source": (number) => write("raw.txt", `o${number}e\n`),
  "a source in place of another, with its times": (number) => {
    write("raw.new", `r${number}e\n`);
    utimesSync(at("raw.new"), 1, 1);
    renameSync(at("raw.new"), at("raw.txt"));
  },
  "a source's times": () => utimesSync(at("raw.txt"), new Date(), new Date()),
  "a script's bytes": (number) => write("first.sh", `cat $1; echo $2 # ${number}\n`),
  "a script that is gone or there": () =>
    existsSync(at("first.sh")) ? rmSync(at("first.sh")) : write("first.sh", files["first.sh"]),
  "a word of the command that becomes a file": () =>
    existsSync(at("ls")) ? rmSync(at("ls")) : write("ls", ""),
  "a file in a folder": (number) => write("folder/deep/b.txt", `${number}\n`),
  "one more file in a folder": (number) => write(`folder/${number}.txt`, ""),
  "an ignored file in a folder": (number) => write(`folder/${number}.tmp`, ""),
  "whether a file in a folder can be executed": (number) => chmodSync(at("folder/a.txt"), 0o600 + number),
  "a link in a folder": (number) => {
    rmSync(at("folder/link"), { force: true });
    symlinkSync(`${number}.txt`, at("folder/link"));
  },
  "a file that a pattern means": (number) => write(`conf/${number}.ini`, ""),
  "Python's meaning": (number) => write("helper.py", `def shout(text):\n    return text * ${number}\n`),
  "a comment in Python": (number) => appendFileSync(at("helper.py"), `# ${number}\n`),
  "a package in the place of a module": () =>
    existsSync(at("helper")) ? rmSync(at("helper"), { recursive: true }) : addPackage(),
  "what was read undeclared": (number) => write("undeclared.txt", `${number}\n`),
  "what was read undeclared, gone": () => rmSync(at("undeclared.txt"), { force: true }),
  "a variable that counts": (number) => vi.stubEnv("KNOWN_FLAG", String(number)),
  "a variable that does not count": (number) => vi.stubEnv("KNOWN_OTHER", String(number)),
  "where Python looks": (number) => vi.stubEnv("PYTHONPATH", number % 2 === 0 ? "" : at("folder")),
  "an output": (number) => write("out/first.txt", `${number}\n`),
  "an output that is gone": () => rmSync(at("out/names.txt"), { force: true }),
  "an output that became a folder": () => {
    rmSync(at("out/seen.txt"), { recursive: true, force: true });
    mkdirSync(at("out/seen.txt"));
  },
  "an object that is gone": (number) => {
    const objects = objectsIn(join(services.library.folder, "objects"));
    const one = objects[number % objects.length];
    if (one !== undefined) rmSync(one);
  },
  "an object that is damaged": (number) => {
    const objects = objectsIn(join(services.library.folder, "objects"));
    const one = objects[number % objects.length];
    if (one === undefined) return;
    chmodSync(one, 0o600);
    appendFileSync(one, "x");
  },
  "all objects, which are gone": () => {
    for (const object of objectsIn(join(services.library.folder, "objects"))) rmSync(object);
  },
  "the pipeline file": (number) => write("pipeline.yaml", pipelineFile.replace("n: 1", `n: ${number}`)),
  "a run": () => runForTest(services, readForTest(file)).catch(() => {}),
  "a run that fails": async () => {
    write("first.sh", "exit 3\n");
    await runForTest(services, readForTest(file)).catch(() => {});
  },
  "what a person accepted": () => services.pipelines.accept(readForTest(file), "names"),
  "a deleted run": () => {
    const { database } = services.library;
    const newest = database
      .prepare("SELECT id FROM runs WHERE parent IS NULL ORDER BY seq DESC LIMIT 1")
      .pluck()
      .get();
    database.prepare("DELETE FROM runs WHERE id = ?").run(newest);
  },
  "a run that is known to have failed later": () =>
    services.library.database
      .prepare(
        "UPDATE runs SET status = 'failed' WHERE seq = (SELECT max(seq) FROM runs WHERE step IS NOT NULL)",
      )
      .run(),
  "another project of the runs": (number) =>
    services.library.database.prepare("UPDATE runs SET project = ?").run(`p${number}`),
};

function addPackage(): void {
  mkdirSync(at("helper"));
  write("helper/__init__.py", "def shout(text):\n    return ''\n");
}

describe("A plan that was made before", () => {
  it("is the one that is made anew, whatever changed in between", async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    const names = Object.keys(changes);
    const change = fc.record({ what: fc.constantFrom(...names), number: fc.nat({ max: 3 }) });
    let known = 0;
    const step = async ({ what, number }: { what: string; number: number }) => {
      await changes[what]?.(number);
      await planned();
      // What was just written is too young to be trusted: only now a plan is kept, for the next change to be tried on.
      await rest();
      await planned();
      if ((await planned()).known) known += 1;
    };
    // Each of them once at least, after what came before.
    for (const what of names) await step({ what, number: 1 });
    expect(known).toBeGreaterThan(names.length / 2);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (some) => {
        vi.unstubAllEnvs();
        for (const [path, text] of Object.entries(files)) write(path, text);
        for (const one of some) await step(one);
      }),
      { numRuns: Number(process.env.SIGNET_TEST_PLANS ?? 12) },
    );
  });

  it("is known while nothing changed, and by a process that opens the library anew", async () => {
    await learn();
    await services.close();
    services = await openTestServices(services.library.folder);
    expect((await planned()).known).toBe(true);
  });

  it.each([
    "a source",
    "Python's meaning",
    "an output that is gone",
    "a variable that counts",
    "all objects, which are gone",
    "a run",
    "a run that is known to have failed later",
  ])("is made anew after a change of %s", async (what) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    await learn();
    await changes[what]?.(7);
    expect((await planned()).known).toBe(false);
  });

  it("is made anew when another module is found first, also where nothing was seen to be looked for", async () => {
    // Of a step that is forced no trace is asked, nor what its run looked for in vain.
    const forced = { ...all, force: true };
    await rest();
    await planned(forced);
    expect((await planned(forced)).known).toBe(true);
    addPackage();
    expect((await planned(forced)).known).toBe(false);
  });

  it("is made anew for another choice, and not kept where the time or a command's answer counts", async () => {
    await learn();
    expect((await planned({ ...all, targets: ["first"] })).known).toBe(false);
    for (const cache of ["{ttl: 1d}", "{key: echo 1}"]) {
      write(
        "pipeline.yaml",
        pipelineFile.replace("    inputs: [raw]\n", `    inputs: [raw]\n    cache: ${cache}\n`),
      );
      await runForTest(services, readForTest(file));
      await rest();
      expect([(await planned()).known, (await planned()).known, (await planned()).known]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  it("is made anew when what was kept is cut off or changed", async () => {
    await learn();
    const [name = ""] = readdirSync(join(services.library.folder, "plans"));
    const kept = join(services.library.folder, "plans", name);
    const whole = readFileSync(kept, "utf8");
    for (const broken of ["", "{", "{}\n", whole.slice(0, -5), whole.replaceAll("reuse", "nouse")]) {
      writeFileSync(kept, broken);
      expect((await planned()).known).toBe(false);
      expect((await planned()).known).toBe(true);
    }
  });

  it("is never asked for when files are to be read anew, and overrides are other pipelines", async () => {
    await learn();
    const recall = vi.spyOn(services.library.plans, "recall");
    const read = readForTest(file);
    await services.pipelines.plan(read, all, { key: storedPipeline(read), verify: true });
    expect(recall).not.toHaveBeenCalled();
    const other = applyOverrides(read, { n: "2" });
    if (!other.ok) throw new Error("n is no parameter");
    const plan = await services.pipelines.plan(other.value, all, { key: storedPipeline(other.value) });
    expect(plan).toEqual(await services.pipelines.plan(other.value, all));
  });
});
