import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workedCalls, workedExample, workedItems } from "../../fixtures/worked-example.ts";
import {
  actionsOf,
  openTestServices,
  planForTest,
  readForTest,
  reasonsOf,
  runForTest,
} from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

type Shape = {
  readonly files: { readonly [path: string]: string };
  /** The steps that B stands for, what they write to `ran.log` beside B's name and `m`, and where their output is shown. */
  readonly items: readonly { readonly step: string; readonly mark: string; readonly shown: string }[];
  /** A file, and what of it makes another B. */
  readonly edit: { readonly path: string; readonly from: string; readonly to: string };
  readonly edited: string;
};

const shapes: { readonly [name: string]: Shape } = {
  "commands of the shell": {
    files: workedExample,
    items: [{ step: "B", mark: "", shown: "b.txt" }],
    edit: { path: "b.sh", from: "b with", to: "b once more with" },
    edited: "Code changed: b.sh",
  },
  "functions of Python": {
    files: workedCalls,
    items: [{ step: "B", mark: "", shown: "b.txt" }],
    edit: { path: "steps.py", from: "}b with", to: "}b once more with" },
    edited: "Code changed: steps.py › reduce()",
  },
  "a step for each item": {
    files: workedItems,
    items: [
      { step: "B@k=1", mark: " k=1", shown: "b-1.txt" },
      { step: "B@k=2", mark: " k=2", shown: "b-2.txt" },
    ],
    edit: { path: "b.sh", from: "b with", to: "b once more with" },
    edited: "Code changed: b.sh",
  },
};

/** The table that must always hold: each row after the one before it, in one workspace, with real processes. */
describe("the worked example A -> B", () => {
  it.each(Object.entries(shapes))(
    "runs in each row exactly what has to run, with %s",
    async (_name, shape) => {
      const workspace = temporaryFolder();
      writeFiles(workspace, shape.files);
      const services = await openTestServices(join(temporaryFolder(), "library"));
      const file = join(workspace, "pipeline.yaml");
      /** What really ran since the last call, sorted: items run at once. */
      const ran = () => {
        const log = join(workspace, "ran.log");
        const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").sort() : [];
        rmSync(log, { force: true });
        return lines;
      };
      const run = async (overrides = {}) =>
        runForTest(services, readForTest(file, overrides), { targets: ["B"] });
      const text = (name: string) => readFileSync(join(workspace, "out", name), "utf8");
      const shown = () => shape.items.map((item) => text(item.shown));
      const all = <T>(value: (item: Shape["items"][number]) => T): T[] => shape.items.map(value);
      const expected = (a: string, b: string) => ({
        A: a,
        ...Object.fromEntries(all(({ step }) => [step, b])),
      });

      const first = await run();
      expect(actionsOf(first)).toEqual(expected("executed", "executed"));
      expect(ran()).toEqual(["A 0", ...all(({ mark }) => `B 1${mark}`)]);
      expect(reasonsOf(first, "A")).toEqual(["Never run"]);
      expect(shown()).toEqual(all(() => "a with n=0\nb with m=1\n"));

      const again = await run();
      expect(actionsOf(again)).toEqual(expected("reused", "reused"));
      expect(ran()).toEqual([]);
      for (const { step } of shape.items)
        expect(reasonsOf(again, step)).toEqual(["Up to date, same as run #1"]);

      const plan = await planForTest(services, readForTest(file, { n: "1" }));
      expect(plan.steps.map(({ name, action }) => [name, action])).toEqual([
        ["A", "run"],
        ...all(({ step }) => [step, "undecided"]),
      ]);
      const otherN = await run({ n: "1" });
      expect(actionsOf(otherN)).toEqual(expected("executed", "executed"));
      expect(ran()).toEqual(["A 1", ...all(({ mark }) => `B 1${mark}`)]);
      expect(reasonsOf(otherN, "A")).toEqual(["Parameter changed: n 0 → 1"]);
      expect(otherN.steps[0]?.reasons[0]).toMatchObject({
        kind: "parameter-changed",
        subject: "n",
        from: 0n,
        to: 1n,
      });
      for (const { step } of shape.items)
        expect(reasonsOf(otherN, step)).toEqual(["Input changed: oA, made by A"]);

      const otherM = await run({ n: "1", m: "2" });
      expect(actionsOf(otherM)).toEqual(expected("reused", "executed"));
      expect(ran()).toEqual(all(({ mark }) => `B 2${mark}`));
      for (const { step } of shape.items)
        expect(reasonsOf(otherM, step)).toEqual(["Parameter changed: m 1 → 2"]);
      expect(shown()).toEqual(all(() => "a with n=1\nb with m=2\n"));

      const back = await run();
      expect(actionsOf(back)).toEqual(expected("restored", "restored"));
      expect(ran()).toEqual([]);
      expect(text("a.txt")).toBe("a with n=0\n");
      expect(shown()).toEqual(all(() => "a with n=0\nb with m=1\n"));
      expect(back.steps.map(({ outputs }) => Object.values(outputs).map(({ digest }) => digest))).toEqual(
        first.steps.map(({ outputs }) => Object.values(outputs).map(({ digest }) => digest)),
      );

      const code = join(workspace, shape.edit.path);
      writeFileSync(code, readFileSync(code, "utf8").replace(shape.edit.from, shape.edit.to));
      const edited = await run();
      expect(actionsOf(edited)).toEqual(expected("reused", "executed"));
      expect(ran()).toEqual(all(({ mark }) => `B 1${mark}`));
      for (const { step } of shape.items) expect(reasonsOf(edited, step)).toEqual([shape.edited]);

      rmSync(join(workspace, "out", "a.txt"));
      const deleted = await run();
      expect(actionsOf(deleted)).toEqual(expected("restored", "reused"));
      expect(ran()).toEqual([]);
      expect(reasonsOf(deleted, "A")).toEqual(["Output missing: out/a.txt, kept from run #1"]);
      expect(text("a.txt")).toBe("a with n=0\n");
    },
  );
});
