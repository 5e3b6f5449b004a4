import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { detailOf } from "../../../src-main/node/app/run-detail.ts";
import { actionsOf, place, readForTest, runForTest } from "../../helpers/services.ts";

describe("a folder that a step makes", () => {
  it("is up to date as long as nobody touches it, whatever names it holds", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": `signet: 1
name: p
datasets: {made: {path: out, type: directory}}
steps:
  make: {run: "sh make.sh {outputs.made}", outputs: [made]}
`,
      "make.sh":
        'mkdir -p "$1/__pycache__" "$1/.git" && echo a > "$1/__pycache__/a" && echo b > "$1/.git/b"\n',
    });
    await runForTest(services, readForTest(file));
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ make: "reused" });
    writeFileSync(join(workspace, "out/.git/b"), "edited");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ make: "restored" });
    expect(readFileSync(join(workspace, "out/.git/b"), "utf8")).toBe("b\n");
  });
});

describe("a folder that a step reads", () => {
  it("is kept in the library, and given to the step, without what does not count", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": `signet: 1
name: p
datasets: {data: {path: data, type: directory, ignore: ["*.tmp"]}}
steps:
  list: {run: "sh list.sh {inputs.data} {outputs.names}", inputs: [data], outputs: [names]}
`,
      "list.sh": '(cd "$1" && find . -type f | sort) > "$2"\n',
      "data/a.csv": "1",
      "data/b.tmp": "2",
      "data/__pycache__/c": "3",
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.status).toBe("succeeded");
    const steps = detailOf(services, run.run);
    const step = steps.ok ? steps.value.steps[0] : undefined;
    if (step === undefined) throw new Error("The run has no step");
    const detail = detailOf(services, step.id);
    if (!detail.ok) throw new Error(detail.error.message);
    const [input] = detail.value.inputs;
    expect(input).toMatchObject({ name: "data", kept: true, size: 1 });
    const [output] = detail.value.outputs;
    const names = output?.digest == null ? null : await services.library.objects.read(output.digest);
    expect(String(names)).toBe("./a.csv\n");
    writeFileSync(join(workspace, "data/b.tmp"), "changed");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ list: "reused" });
  });
});
