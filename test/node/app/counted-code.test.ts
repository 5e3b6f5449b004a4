import { describe, expect, it } from "vitest";
import { countedFiles } from "../../../src-main/node/app/counted-code.ts";
import { runMethods } from "../../../src-main/node/app/run-methods.ts";
import { place, readForTest, runForTest } from "../../helpers/services.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
datasets:
  raw: {path: raw.csv}
  page: {path: page.html}
  facts: {path: facts.json}
steps:
  train:
    run: python3 train.py
    inputs: [raw]
    outputs: [page, facts]
  shell:
    run: sh count.sh
    inputs: [facts]
`,
  "train.py": `import dates

LIMIT = 3


def unused():
    pass


def fit(text):
    return dates.parse(text)[:LIMIT]


open("page.html", "w").write(f"<p>{fit('abcdef')}</p>")
open("facts.json", "w").write('{"a": {"b": 1}}')
`,
  "dates.py": "# Dates.\n\n\ndef other():\n    pass\n\n\ndef parse(text):\n    return text\n",
  "count.sh": "wc -c facts.json\n",
  "raw.csv": "a,b\n1,2\n",
};

describe("what is told of a run beside its row", () => {
  it("has the code that counted: which pieces of which files, where they are, and for which steps", async () => {
    const { services, file } = await place(files);
    const run = await runForTest(services, readForTest(file));
    expect(run.status).toBe("succeeded");
    const found = await countedFiles(services.library, run.run);
    const of = (path: string) => found.find((one) => one.path === path);
    expect(found.map(({ path }) => path)).toEqual(["count.sh", "dates.py", "train.py"]);
    expect(of("count.sh")).toMatchObject({ units: [], steps: ["shell"] });
    expect(of("dates.py")).toMatchObject({ units: [{ name: "parse()", line: 8 }], steps: ["train"] });
    const units = of("train.py")?.units.map(({ name }) => name);
    expect(units).toEqual(expect.arrayContaining(["LIMIT", "fit()"]));
    expect(units).not.toContain("unused()");
    const step = run.steps.find(({ name }) => name === "shell");
    expect((await countedFiles(services.library, step?.run ?? run.run)).map(({ path }) => path)).toEqual([
      "count.sh",
    ]);
  });

  it("has what is in its inputs and outputs, and says which there is not", async () => {
    const { services, file } = await place(files);
    const run = await runForTest(services, readForTest(file));
    const id = run.run;
    const look = runMethods(services)["runs.look"];
    expect(await look({ id, role: "input", name: "raw" })).toMatchObject({
      value: { kind: "table", table: { columns: ["a", "b"] } },
    });
    expect(await look({ id, role: "output", name: "page" })).toMatchObject({
      value: { kind: "text", content: { kind: "text", text: "<p>abc</p>" } },
    });
    expect(await look({ id, role: "output", name: "gone" })).toMatchObject({
      ok: false,
      error: { message: "The run has no output gone" },
    });
  });
});
