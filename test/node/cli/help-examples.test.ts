import { appendFileSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { programOf } from "../../../src-main/cli/main.ts";
import { keepSearch } from "../../../src-main/node/app/saved-searches.ts";
import { listBackups } from "../../../src-main/node/store/backups.ts";
import { runCliHere } from "../../helpers/cli-here.ts";
import { openTestServices } from "../../helpers/services.ts";
import { writeFiles } from "../../helpers/workspace.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "signet-test-")));
const folder = join(home, "work");
const library = join(home, "library");
const before = process.cwd();

const pipeline = `signet: 1
name: sweep
params: {train: {lr: 0.1}}
steps:
  train: {tags: [nightly], run: "sh train.sh {params.train.lr} > {outputs.model}", outputs: [model]}
  evaluate: {run: "cat {inputs.model} > {outputs.scores}", inputs: [model], outputs: [scores]}
`;

const signet = async (...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await runCliHere(words);
  expect(code, `signet ${words.join(" ")}: ${stderr}`).toBe(0);
  return stdout;
};

/** The words of an example as a shell has them; what stands two spaces behind is said of it. */
function wordsOf(example: string): string[] {
  const [command = ""] = example.split(/(?<=\S) {2,}/);
  return [...command.matchAll(/(?:'([^']*)'|"([^"]*)"|(\S+))/g)]
    .map(([, single, double, bare]) => single ?? double ?? (bare ?? "").replace(/^~/, home))
    .slice(1);
}

/** What must be there before an example. */
const prepared: { readonly [example: string]: () => unknown } = {
  "signet accept train": () => appendFileSync("train.sh", "# without effect\n"),
  "signet accept train pipeline.yaml -P train.lr=0.01": () => appendFileSync("train.sh", "# nor this\n"),
  "signet rename latest/train warm-up": () => signet("run", ".", "--force"),
  "signet projects archive vision/old": () => signet("projects", "create", "vision/old"),
  "signet backup --restore ~/safe/signet.db": () =>
    renameSync(listBackups(join(home, "safe"))[0]?.file ?? "", join(home, "safe/signet.db")),
};

/** Examples that do not end with 0 here: where nobody can be asked, and where there is no screen. */
const otherwise: { readonly [example: string]: number } = {
  "signet delete 38": 2,
  "signet open": 2,
  "signet open pipeline.yaml": 2,
};

beforeAll(async () => {
  vi.stubEnv("SIGNET_LIBRARY", library);
  vi.stubEnv("SIGNET_EVENTS", join(home, "events.jsonl"));
  for (const name of ["XDG_DATA_HOME", "XDG_CONFIG_HOME"]) vi.stubEnv(name, join(home, name));
  vi.stubEnv("DISPLAY", "");
  vi.stubEnv("WAYLAND_DISPLAY", "");
  writeFiles(folder, {
    "pipeline.yaml": pipeline,
    "train.sh": "echo $1\n",
    "train.py": "open('model.pkl', 'w').write('m')\n",
    "model.pkl": "m",
    "data/raw.csv": "a\n1\n",
    "findings.md": "Found.\n",
  });
  process.chdir(folder);
  const runs = Array.from({ length: 40 }, (_, at) =>
    JSON.stringify({ id: `old-${at}`, name: `old ${at}`, metrics: { acc: at / 40 } }),
  );
  writeFileSync("runs.jsonl", `${runs.join("\n")}\n`);
  await signet("import", "runs.jsonl");
  for (const lr of ["0.1", "0.2", "0.3"]) await signet("run", ".", "-P", `train.lr=${lr}`);
});
afterAll(() => {
  process.chdir(before);
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

describe("the help", () => {
  it("of every command has examples that run as they stand, and its exit codes", async () => {
    const services = await openTestServices(library);
    keepSearch(services, {
      name: "my failures",
      query: "status:failed",
      project: null,
      sort: null,
      group: [],
      table: { columns: {}, columnSizes: {}, columnOrder: [], pinnedColumns: [] },
      replace: false,
    });
    await services.close();
    let done = 0;
    for (const name of (await programOf()).commands.map((command) => command.name())) {
      const help = await signet(name, "--help");
      expect(help, name).toContain("Exit codes: ");
      const examples = help.split("\n").filter((line) => /^ {2}signet /.test(line));
      expect(examples.length, name).toBeGreaterThan(0);
      for (const example of examples.map((line) => line.trim())) {
        await prepared[example]?.();
        const words = wordsOf(example);
        const exact = await Promise.all(
          words.map(async (word) => {
            if (word === "$(signet example)") return (await signet("example")).trim();
            if (word === "01M83040") return JSON.parse(await signet("show", "41", "--json")).id as string;
            return word;
          }),
        );
        const { code, stderr } = await runCliHere(exact);
        expect(code, `${example}: ${stderr}`).toBe(otherwise[example] ?? 0);
        done += 1;
      }
    }
    expect(done).toBeGreaterThan(70);
  });
});
