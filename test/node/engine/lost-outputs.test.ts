import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../src-main/core/model/plan.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import {
  actionsOf,
  type Place,
  place,
  planForTest,
  type RunTestOptions,
  readForTest,
  reasonsOf,
  runForTest,
} from "../../helpers/services.ts";

/** The steps note each execution in the file `ran`. */
const files = {
  "pipeline.yaml": `signet: 1
name: p
params: {n: 1, m: 1}
datasets: {page: out/page.txt}
steps:
  A: {run: "echo A >> ran; echo a > {outputs.a}", outputs: [a]}
  B: {run: "echo B >> ran; cat {inputs.a} > {outputs.b}; echo b >> {outputs.b}", inputs: [a], outputs: [b]}
  C: {run: "echo C >> ran; cat {inputs.b} > {outputs.page}; echo {params.n} >> {outputs.page}", inputs: [b], outputs: [page]}
  D: {run: "echo D >> ran; cat {inputs.a} > {outputs.d}; echo {params.m} >> {outputs.d}", inputs: [a], outputs: [d]}
`,
};
const a = "a\n";
const b = "a\nb\n";
const page = "a\nb\n1\n";
const d = "a\n1\n";

async function ranOnce(given: { readonly [path: string]: string } = files): Promise<Place> {
  const made = await place(given);
  expect((await runForTest(made.services, readForTest(made.file))).status).toBe("succeeded");
  rmSync(join(made.workspace, "ran"));
  return made;
}

function lose({ services }: Place, ...texts: readonly string[]): void {
  for (const text of texts) rmSync(services.library.objects.pathOf(sha256(text)));
}

/** The letters of the steps that were executed since the last time this was asked. */
function ran({ workspace }: Place): string {
  const file = join(workspace, "ran");
  const text = existsSync(file) ? readFileSync(file, "utf8").replaceAll("\n", "") : "";
  rmSync(file, { force: true });
  return text;
}

const planned = (plan: Plan): { [step: string]: string } =>
  Object.fromEntries(plan.steps.map(({ name, action }) => [name, action]));

type Asked = RunTestOptions & { readonly params?: { readonly [name: string]: string } };

/** What the plan says and what the run then does. */
async function planAndRun(made: Place, { params = {}, ...options }: Asked = {}) {
  const pipeline = readForTest(made.file, params);
  const plan = await planForTest(made.services, pipeline, options);
  const run = await runForTest(made.services, pipeline, options);
  return { plan, run };
}

describe("a step of whose outputs the library lost bytes", () => {
  it("is not run while no step reads them, and its run tells no path that cannot be read", async () => {
    const made = await ranOnce();
    lose(made, a, b);
    const { plan, run } = await planAndRun(made);
    expect(planned(plan)).toEqual({ A: "reuse", B: "reuse", C: "reuse", D: "reuse" });
    expect(actionsOf(run)).toEqual({ A: "reused", B: "reused", C: "reused", D: "reused" });
    expect(ran(made)).toBe("");
    const lost = "Output missing: the library no longer holds a, which no step needs now";
    for (const found of [plan, run])
      expect(reasonsOf(found, "A")).toEqual(["Up to date, same as run #1", lost]);
    expect(run.steps.map(({ outputs }) => Object.keys(outputs))).toEqual([[], [], ["page"], ["d"]]);
    for (const { outputs } of run.steps)
      for (const { digest, path } of Object.values(outputs)) expect(sha256(readFileSync(path))).toBe(digest);
  });

  it("runs before a step that reads them, with all that its own inputs need, and nothing else", async () => {
    const made = await ranOnce();
    lose(made, a, b);
    const { plan, run } = await planAndRun(made, { params: { n: "2" } });
    expect(planned(plan)).toEqual({ A: "run", B: "run", C: "run", D: "undecided" });
    expect(reasonsOf(plan, "A")).toEqual([
      "Output missing: the library no longer holds what run #1 made, which B reads",
    ]);
    expect(reasonsOf(plan, "B")).toEqual([
      "Output missing: the library no longer holds what run #1 made, which C reads",
    ]);
    expect(reasonsOf(plan, "C")).toEqual(["Parameter changed: n 1 → 2"]);
    expect(plan.steps.map(({ signature }) => signature !== null)).toEqual([true, false, false, false]);
    expect(actionsOf(run)).toEqual({ A: "executed", B: "executed", C: "executed", D: "reused" });
    expect(ran(made)).toBe("ABC");
    for (const step of ["A", "B", "C"]) expect(reasonsOf(run, step)).toEqual(reasonsOf(plan, step));
    expect(planned(await planForTest(made.services, readForTest(made.file, { n: "2" })))).toMatchObject({
      A: "reuse",
      D: "reuse",
    });
  });

  it("is left alone where the step that runs reads something else", async () => {
    const made = await ranOnce();
    lose(made, b);
    const { plan, run } = await planAndRun(made, { params: { m: "2" } });
    expect(planned(plan)).toEqual({ A: "reuse", B: "reuse", C: "reuse", D: "run" });
    expect(actionsOf(run)).toEqual({ A: "reused", B: "reused", C: "reused", D: "executed" });
  });

  it("waits for what is made again before it, and does not run when that comes out as it was", async () => {
    const made = await ranOnce();
    lose(made, a, b);
    const { plan, run } = await planAndRun(made, { params: { m: "2" } });
    expect(planned(plan)).toEqual({ A: "run", B: "undecided", C: "undecided", D: "run" });
    expect(actionsOf(run)).toEqual({ A: "executed", B: "reused", C: "reused", D: "executed" });
  });

  it("runs beside what is made again where a step reads both, as that may come out otherwise", async () => {
    const made = await ranOnce({
      "pipeline.yaml": `signet: 1
name: p
params: {n: 1}
steps:
  random: {run: "echo random >> ran; date +%N > {outputs.r}", outputs: [r]}
  other: {run: "echo other >> ran; echo other > {outputs.o}", outputs: [o]}
  both: {run: "echo both >> ran; cat {inputs.r} {inputs.o} > {outputs.x}", inputs: [r, o], outputs: [x]}
  one: {run: "echo one >> ran; cat {inputs.r} > {outputs.y}; echo {params.n} >> {outputs.y}", inputs: [r], outputs: [y]}
`,
    });
    const [random] = (await runForTest(made.services, readForTest(made.file))).steps;
    lose(made, readFileSync(random?.outputs.r?.path ?? "", "utf8"), "other\n");
    const { plan, run } = await planAndRun(made, { params: { n: "2" } });
    expect(planned(plan)).toEqual({ random: "run", other: "run", both: "undecided", one: "run" });
    const all = { random: "executed", other: "executed", both: "executed", one: "executed" };
    expect(actionsOf(run)).toEqual(all);
  });

  it("runs when it was chosen itself, and what it was chosen for is reused", async () => {
    const made = await ranOnce();
    lose(made, a, b);
    const { plan, run } = await planAndRun(made, { targets: ["B"] });
    expect(planned(plan)).toEqual({ A: "run", B: "run" });
    expect(actionsOf(run)).toEqual({ A: "executed", B: "executed" });
    expect(run.steps[1]?.outputs.b?.digest).toBe(sha256(b));
    lose(made, a);
    expect((await planAndRun(made, { only: ["A"] })).run.steps[0]?.action).toBe("executed");
  });

  it("runs when no step of the pipeline reads them: they are what it is run for", async () => {
    const made = await ranOnce();
    lose(made, d);
    const { plan, run } = await planAndRun(made);
    expect(planned(plan)).toEqual({ A: "reuse", B: "reuse", C: "reuse", D: "run" });
    expect(actionsOf(run)).toEqual({ A: "reused", B: "reused", C: "reused", D: "executed" });
    expect(readFileSync(run.steps[3]?.outputs.d?.path ?? "", "utf8")).toBe(d);
  });

  it("runs when a file at a path cannot be put back, and does not while it stands there", async () => {
    const made = await ranOnce();
    const shown = join(made.workspace, "out/page.txt");
    for (const spoil of [() => rmSync(shown), () => writeFileSync(shown, "edited")]) {
      lose(made, page);
      spoil();
      const { plan, run } = await planAndRun(made);
      expect(planned(plan)).toMatchObject({ B: "reuse", C: "run" });
      expect(reasonsOf(plan, "C").at(-1)).toMatch(
        /^Output missing: the library no longer holds what run #\d made$/,
      );
      expect(actionsOf(run)).toMatchObject({ B: "reused", C: "executed" });
      expect(readFileSync(shown, "utf8")).toBe(page);
    }
  });

  it("is asked for by what follows a step that runs, as soon as it is known that this reads them", async () => {
    const made = await ranOnce({
      "pipeline.yaml": `signet: 1
name: p
datasets: {raw: raw.txt}
steps:
  lost: {run: "echo lost >> ran; echo 1 > {outputs.l}", outputs: [l]}
  first: {run: "echo first >> ran; grep -v '#' {inputs.raw} > {outputs.f}", inputs: [raw], outputs: [f]}
  last: {run: "echo last >> ran; cat {inputs.l} {inputs.f} > {outputs.o}", inputs: [l, f], outputs: [o], needs: [lost]}
`,
      "raw.txt": "1\n#\n",
    });
    writeFileSync(join(made.workspace, "raw.txt"), "2\n");
    lose(made, "1\n");
    const { plan, run } = await planAndRun(made);
    expect(planned(plan)).toEqual({ lost: "run", first: "run", last: "undecided" });
    expect(actionsOf(run)).toEqual({ lost: "executed", first: "executed", last: "executed" });
  });
});

describe("a file at its path that the library lost", () => {
  const chain = {
    "pipeline.yaml": `signet: 1
name: p
params: {n: 1}
datasets: {clean: out/clean.txt, parts: {path: out/parts, type: directory}}
steps:
  prepare: {run: "echo prepare >> ran; echo clean > {outputs.clean}", outputs: [clean]}
  split: {run: "echo split >> ran; cp {inputs.clean} {outputs.parts}/one", inputs: [clean], outputs: [parts]}
  train: {run: "echo train >> ran; cat {inputs.clean} {inputs.parts}/one > {outputs.m}; echo {params.n} >> {outputs.m}", inputs: [clean, parts], outputs: [m]}
`,
  };

  it("is taken back from there, so that no step runs for what reads it", async () => {
    const made = await ranOnce(chain);
    lose(made, "clean\n");
    const { plan, run } = await planAndRun(made, { params: { n: "2" } });
    expect(planned(plan)).toEqual({ prepare: "reuse", split: "reuse", train: "run" });
    expect(reasonsOf(plan, "prepare")).toEqual(["Up to date, same as run #1"]);
    expect(actionsOf(run)).toEqual({ prepare: "reused", split: "reused", train: "executed" });
    expect(readFileSync(made.services.library.objects.pathOf(sha256("clean\n")), "utf8")).toBe("clean\n");
  });
});

describe("a step outside the choice whose result is lost", () => {
  it("is no hindrance while nothing that runs reads it, and is named where something does", async () => {
    const made = await ranOnce();
    lose(made, a);
    const up = await planAndRun(made, { only: ["B"] });
    expect(planned(up.plan)).toEqual({ B: "reuse" });
    expect(actionsOf(up.run)).toEqual({ B: "reused" });
    const choice = { targets: [], from: [], only: ["D"], force: false };
    const refused = "D needs what A makes, which was not chosen and which the library no longer holds";
    const pipeline = readForTest(made.file, { m: "2" });
    const naming = { pipelineId: null, name: null, project: null, tags: [], jobs: 1, keepGoing: false };
    for (const answer of [
      await made.services.pipelines.plan(pipeline, choice),
      await made.services.pipelines.start(pipeline, { ...choice, ...naming }),
    ])
      expect(answer).toMatchObject({ ok: false, error: { diagnostics: [{ message: refused }] } });
    expect(ran(made)).toBe("");
  });
});
