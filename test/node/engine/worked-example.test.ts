import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workedExample } from "../../fixtures/worked-example.ts";
import {
  actionsOf,
  openTestServices,
  planForTest,
  readForTest,
  reasonsOf,
  runForTest,
} from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** The table that must always hold: each row after the one before it, in one workspace, with real processes. */
describe("the worked example A -> B", () => {
  it("runs in each row exactly what has to run", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, workedExample);
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const file = join(workspace, "pipeline.yaml");
    /** Steps whose script really ran since the last call, in order. */
    const ran = () => {
      const log = join(workspace, "ran.log");
      const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
      rmSync(log, { force: true });
      return lines;
    };
    const run = async (overrides = {}) =>
      runForTest(services, readForTest(file, overrides), { targets: ["B"] });
    const text = (name: string) => readFileSync(join(workspace, "out", name), "utf8");

    const first = await run();
    expect(actionsOf(first)).toEqual({ A: "executed", B: "executed" });
    expect(ran()).toEqual(["A 0", "B 1"]);
    expect(reasonsOf(first, "A")).toEqual(["Never run"]);
    expect(text("b.txt")).toBe("a with n=0\nb with m=1\n");

    const again = await run();
    expect(actionsOf(again)).toEqual({ A: "reused", B: "reused" });
    expect(ran()).toEqual([]);
    expect(reasonsOf(again, "B")).toEqual(["Up to date, same as run #1"]);

    const plan = await planForTest(services, readForTest(file, { n: "1" }));
    expect(plan.steps.map(({ name, action }) => [name, action])).toEqual([
      ["A", "run"],
      ["B", "undecided"],
    ]);
    const otherN = await run({ n: "1" });
    expect(actionsOf(otherN)).toEqual({ A: "executed", B: "executed" });
    expect(ran()).toEqual(["A 1", "B 1"]);
    expect(reasonsOf(otherN, "A")).toEqual(["Parameter changed: n 0 → 1"]);
    expect(otherN.steps[0]?.reasons[0]).toMatchObject({
      kind: "parameter-changed",
      subject: "n",
      from: 0n,
      to: 1n,
    });
    expect(reasonsOf(otherN, "B")).toEqual(["Input changed: oA, made by A"]);

    const otherM = await run({ n: "1", m: "2" });
    expect(actionsOf(otherM)).toEqual({ A: "reused", B: "executed" });
    expect(ran()).toEqual(["B 2"]);
    expect(text("b.txt")).toBe("a with n=1\nb with m=2\n");

    const back = await run();
    expect(actionsOf(back)).toEqual({ A: "restored", B: "restored" });
    expect(ran()).toEqual([]);
    expect(text("a.txt")).toBe("a with n=0\n");
    expect(text("b.txt")).toBe("a with n=0\nb with m=1\n");
    expect(back.steps.map(({ outputs }) => Object.values(outputs).map(({ digest }) => digest))).toEqual(
      first.steps.map(({ outputs }) => Object.values(outputs).map(({ digest }) => digest)),
    );

    appendFileSync(join(workspace, "b.sh"), 'echo "more" >> "$3"\n');
    const edited = await run();
    expect(actionsOf(edited)).toEqual({ A: "reused", B: "executed" });
    expect(ran()).toEqual(["B 1"]);
    expect(reasonsOf(edited, "B")).toEqual(["Code changed: b.sh"]);

    rmSync(join(workspace, "out", "a.txt"));
    const deleted = await run();
    expect(actionsOf(deleted)).toEqual({ A: "restored", B: "reused" });
    expect(ran()).toEqual([]);
    expect(reasonsOf(deleted, "A")).toEqual(["Output missing: out/a.txt, kept from run #1"]);
    expect(text("a.txt")).toBe("a with n=0\n");
  });
});
