import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import { explainReason } from "../../../src-main/node/app/explain-reason.ts";
import { type Place, place, planForTest, readForTest, runForTest } from "../../helpers/services.ts";
import { writeFiles } from "../../helpers/workspace.ts";

const train = `import dates


def fit(text):
    return dates.parse(text)


open("out.txt", "w").write(fit("a"))
`;

const files = {
  "pipeline.yaml": `signet: 1
name: p
params: {lr: 0.1, layers: [1, 2], note: null}
datasets:
  raw: {path: raw.csv}
  pictures: {path: pictures, type: directory}
  out: {path: out.txt}
steps:
  train:
    run: python3 train.py {params.lr} $MOOD $API_TOKEN
    params: [layers, note]
    inputs: [raw, pictures]
    outputs: [out]
`,
  "train.py": train,
  "dates.py": "# Dates.\n\n\ndef other():\n    pass\n\n\ndef parse(text):\n    return text\n",
  "raw.csv": "a,b\n1,2\n",
  "pictures/one.txt": "1",
};

/** What is behind the reasons of the step's plan, by kind and subject. */
async function explained({ services, file }: Place, overrides: { readonly [name: string]: string } = {}) {
  const pipeline = readForTest(file, overrides);
  const plan = await planForTest(services, pipeline);
  const planned = plan.steps.find(({ name }) => name === "train");
  if (planned === undefined) throw new Error("train was not planned");
  const all = await Promise.all(
    planned.reasons.map(async (reason) => {
      const sides = await explainReason({ library: services.library, pipeline, planned }, reason);
      return { reason, sides: sides.ok ? sides.value : sides.error.message };
    }),
  );
  return (kind: Reason["kind"], subject?: string) =>
    all.find(({ reason }) => reason.kind === kind && (subject === undefined || reason.subject === subject))
      ?.sides;
}

async function afterRun(): Promise<Place> {
  const made = await place(files);
  const run = await runForTest(made.services, readForTest(made.file));
  expect(run.status).toBe("succeeded");
  return made;
}

/** Runs of the step `train`, the newest first. */
const stepRuns = async ({ services }: Place): Promise<unknown[]> =>
  services.library.database
    .prepare("SELECT id FROM runs WHERE step = 'train' ORDER BY seq DESC")
    .pluck()
    .all();

const text = (content: string) => ({ kind: "text", text: content });

describe("what is behind a reason", () => {
  it("is for a helper its file then and now, at the line of the function", async () => {
    const made = await afterRun();
    const after = files["dates.py"].replace("return text", "return text.strip()");
    writeFileSync(join(made.workspace, "dates.py"), after);
    expect((await explained(made))("code-changed")).toEqual({
      title: "dates.py › parse()",
      from: { label: "run #1", content: text(files["dates.py"]) },
      to: { label: "now", content: text(after) },
      line: 8,
      runs: null,
    });
  });

  it("names two runs of the step to compare once there are two computations, the older first", async () => {
    const made = await afterRun();
    const [first] = await stepRuns(made);
    expect((await explained(made, { lr: "0.5" }))("parameter-changed", "lr")).toMatchObject({ runs: null });
    await runForTest(made.services, readForTest(made.file, { lr: "0.5" }));
    const [second] = await stepRuns(made);
    await runForTest(made.services, readForTest(made.file, { lr: "0.5" }));
    const [reused] = await stepRuns(made);
    expect(reused).not.toBe(second);
    expect((await explained(made, { lr: "0.7" }))("parameter-changed", "lr")).toMatchObject({
      runs: [first, reused],
    });
    // Back at what it was first: the newest success is then compared with the run between.
    await runForTest(made.services, readForTest(made.file));
    const [back] = await stepRuns(made);
    expect((await explained(made, { lr: "0.7" }))("parameter-changed", "lr")).toMatchObject({
      runs: [reused, back],
    });
  });

  it("is for a parameter its values, a line for each member, null apart from nothing", async () => {
    const made = await afterRun();
    const explain = await explained(made, { layers: "[1, 3]", note: "x", lr: "1" });
    expect(explain("parameter-changed", "layers")).toMatchObject({
      title: "layers",
      from: { content: text("[\n  1,\n  2\n]\n") },
      to: { content: text("[\n  1,\n  3\n]\n") },
      line: 3,
    });
    expect(explain("parameter-changed", "note")).toMatchObject({
      from: { label: "run #1", content: text("null\n") },
      to: { content: text("x\n") },
    });
    expect(explain("parameter-changed", "lr")).toMatchObject({
      from: { content: text("0.1\n") },
      to: { content: text("1.0\n") },
    });
  });

  it("is for a command its texts", async () => {
    const made = await afterRun();
    writeFileSync(made.file, files["pipeline.yaml"].replace("train.py {", "-u train.py {"));
    expect((await explained(made))("command-changed")).toMatchObject({
      title: "Command of train",
      from: { content: text("python3 train.py {params.lr} $MOOD $API_TOKEN\n") },
      to: { content: text("python3 -u train.py {params.lr} $MOOD $API_TOKEN\n") },
    });
  });

  it("is for an input its contents, for a folder the files in it", async () => {
    const made = await afterRun();
    writeFileSync(join(made.workspace, "raw.csv"), "a,b\n1,3\n");
    writeFiles(made.workspace, { "pictures/two.txt": "22" });
    const explain = await explained(made);
    expect(explain("input-changed", "raw")).toEqual({
      title: "raw.csv",
      from: { label: "run #1", content: text("a,b\n1,2\n") },
      to: { label: "now", content: text("a,b\n1,3\n") },
      line: 2,
      runs: null,
    });
    expect(explain("input-changed", "pictures")).toMatchObject({
      from: { content: text("one.txt  1 bytes  6b86b273ff34fce1\n") },
      to: { content: text("one.txt  1 bytes  6b86b273ff34fce1\ntwo.txt  2 bytes  785f3ec7eb32f30b\n") },
      line: 2,
    });
  });

  it("says of contents that are no text, or too large, what they are", async () => {
    const made = await afterRun();
    writeFileSync(join(made.workspace, "raw.csv"), Buffer.from([0, 1, 2]));
    expect((await explained(made))("input-changed")).toMatchObject({
      from: { content: text("a,b\n1,2\n") },
      to: { content: { kind: "binary", size: 3 } },
      line: null,
    });
    writeFileSync(join(made.workspace, "raw.csv"), "x".repeat(5_000_000));
    expect((await explained(made))("input-changed")).toMatchObject({
      to: { content: { kind: "too-large", size: 5_000_000 } },
    });
    rmSync(join(made.services.library.folder, "objects"), { recursive: true });
    mkdirSync(join(made.services.library.folder, "objects"));
    expect((await explained(made))("input-changed")).toMatchObject({
      from: { content: { kind: "not-kept" } },
    });
  });

  it("is for an output that was edited the library's bytes and those that stand there", async () => {
    const made = await afterRun();
    appendFileSync(join(made.workspace, "out.txt"), "edited\n");
    expect((await explained(made))("output-modified")).toMatchObject({
      title: "out.txt",
      from: { label: "run #1", content: text("a") },
      to: { label: "now", content: text("aedited\n") },
    });
  });

  it("is for a variable its values, and never a secret", async () => {
    const made = await afterRun();
    process.env.MOOD = "good";
    process.env.API_TOKEN = "hidden";
    try {
      const { library } = made.services;
      const pipeline = readForTest(made.file);
      const planned = (await planForTest(made.services, pipeline)).steps[0];
      if (planned === undefined) throw new Error("nothing was planned");
      const reasonOf = (subject: string, to: string): Reason => ({
        kind: "environment-changed",
        subject,
        from: null,
        to,
        text: "",
      });
      const explain = (reason: Reason) => explainReason({ library, pipeline, planned }, reason);
      expect(await explain(reasonOf("MOOD", "good"))).toMatchObject({
        value: { title: "MOOD", from: { label: "run #1: not there" }, to: { content: text("good\n") } },
      });
      expect(await explain(reasonOf("API_TOKEN", `sha256:${"0".repeat(64)}`))).toMatchObject({
        error: { message: "The value of API_TOKEN is not shown: its name says that it is a secret" },
      });
      for (const name of ["cache.key", "keyring"])
        expect(await explain(reasonOf(name, "v2"))).toMatchObject({ ok: true });
    } finally {
      delete process.env.MOOD;
      delete process.env.API_TOKEN;
    }
  });

  it("is for something that was read undeclared what it was and is", async () => {
    const made = await place({
      ...files,
      "train.py": `${train}open("extra.txt").read()\n`,
      "extra.txt": "one\n",
    });
    await runForTest(made.services, readForTest(made.file));
    writeFileSync(join(made.workspace, "extra.txt"), "two\n");
    expect((await explained(made))("undeclared-input-changed", "extra.txt")).toMatchObject({
      title: "extra.txt",
      from: { label: "run #1" },
      to: { label: "now", content: text("two\n") },
    });
    rmSync(join(made.workspace, "extra.txt"));
    expect((await explained(made))("undeclared-input-changed", "extra.txt")).toMatchObject({
      to: { label: "now: not there" },
    });
  });

  it("is nothing where there are no two sides", async () => {
    const made = await place(files);
    expect((await explained(made))("never-run")).toBe("There is nothing to compare behind “Never run”");
  });
});
