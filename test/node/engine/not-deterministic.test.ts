import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actionsOf, place, planForTest, readForTest, runForTest } from "../../helpers/services.ts";

const pipeline = `signet: 1
name: p
params: {n: 1}
steps:
  draw: {run: "head -c 8 /dev/urandom > {outputs.seed}; echo {params.n} > {outputs.same}", outputs: [seed, same]}
  copy: {run: "cat {inputs.same} > {outputs.out}", inputs: [same], outputs: [out]}
`;

/** What the steps of a plan or run say of that, each. */
const of = (run: {
  readonly steps: readonly { readonly notes: readonly { readonly kind: string; readonly text: string }[] }[];
}): string[][] =>
  run.steps.map(({ notes }) =>
    notes.filter(({ kind }) => kind === "not-deterministic").map(({ text }) => text),
  );
const other = (number: number) =>
  `Not deterministic: seed is not what run #${number} made of the same code, parameters and inputs`;

describe("a step that makes other bytes of the same", () => {
  it("says so when it has run again, and from then on in every plan and run", async () => {
    const { services, file } = await place({ "pipeline.yaml": pipeline });
    expect(of(await runForTest(services, readForTest(file)))).toEqual([[], []]);
    const again = await runForTest(services, readForTest(file), { force: true });
    expect(actionsOf(again)).toEqual({ draw: "executed", copy: "executed" });
    expect(of(again)).toEqual([[other(1)], []]);
    expect(again.steps[0]?.notes).toContainEqual({
      kind: "not-deterministic",
      subject: "seed",
      text: other(1),
    });
    expect(of(await planForTest(services, readForTest(file)))).toEqual([[other(1)], []]);
    const reused = await runForTest(services, readForTest(file));
    expect(actionsOf(reused)).toEqual({ draw: "reused", copy: "reused" });
    expect(of(reused)).toEqual([[other(1)], []]);
    // Of another parameter it has been made once.
    expect(of(await runForTest(services, readForTest(file, { n: "2" })))).toEqual([[], []]);
  });

  it.each(["false", "{ttl: 1s}"])("is as it wants to be with cache: %s", async (cache) => {
    const text = pipeline.replace("draw: {", `draw: {cache: ${cache}, `);
    const { services, file } = await place({ "pipeline.yaml": text });
    await runForTest(services, readForTest(file));
    const again = await runForTest(services, readForTest(file), { force: ["draw"] });
    expect(actionsOf(again)).toEqual({ draw: "executed", copy: "reused" });
    expect(of(again)).toEqual([[], []]);
  });

  it("is not one whose earlier outputs were accepted for what it is now", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": "signet: 1\nname: p\nsteps: {make: {run: 'sh make.sh {outputs.o}', outputs: [o]}}\n",
      "make.sh": 'echo 1 > "$1"\n',
    });
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "make.sh"), 'echo 2 > "$1"\n');
    expect(await services.pipelines.accept(readForTest(file), "make")).toMatchObject({ ok: true });
    const again = await runForTest(services, readForTest(file), { force: true });
    expect(actionsOf(again)).toEqual({ make: "executed" });
    expect(of(again)).toEqual([[]]);
  });

  it("is not one that read something else, which it does not declare", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": `signet: 1\nname: p\nsteps: {read: {run: "python3 read.py {outputs.o}", outputs: [o]}}\n`,
      "read.py": "import sys\nopen(sys.argv[1], 'w').write(open('look.txt').read())\n",
      "look.txt": "1",
    });
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "look.txt"), "2");
    const again = await runForTest(services, readForTest(file));
    expect(actionsOf(again)).toEqual({ read: "executed" });
    expect(of(again)).toEqual([[]]);
  });
});
