import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { volatileStretches } from "../../../src-main/core/diff/log-diff.ts";
import { comparePixels } from "../../../src-renderer/features/compare/pixels.ts";
import { treeLines } from "../../../src-renderer/features/compare/row-tree.ts";
import { changedWords } from "../../../src-renderer/text-diff/word-marks.ts";

describe("nested keys as a tree", () => {
  const lines = (keys: readonly string[], folded: readonly string[] = []) =>
    treeLines(
      keys.toSorted().map((key) => ({ key, values: [1], at: null })),
      new Set(folded),
    ).map(
      (line) => `${"  ".repeat(line.depth)}${line.label}${line.kind === "group" ? ` (${line.count})` : ""}`,
    );

  test("stand under what they share, as long as that is", () => {
    expect(
      lines(["model.net.depth", "model.net.width", "seed", "train.lr", "train.opt.beta", "train.opt.eps"]),
    ).toEqual([
      "model.net (2)",
      "  depth",
      "  width",
      "seed",
      "train (3)",
      "  lr",
      "  opt (2)",
      "    beta",
      "    eps",
    ]);
  });

  test("stay whole where there are few, and are counted where they are folded", () => {
    expect(lines(["a.b", "a.c"])).toEqual(["a.b", "a.c"]);
    expect(lines(["a.1", "a.2", "a.3", "a.4", "a.5", "b"], ["a."])).toEqual(["a (5)", "b"]);
  });

  test("are all there, whatever they are called", () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[ab.]{1,6}$/), { minLength: 6, maxLength: 30 });
    fc.assert(
      fc.property(keys, (names) => {
        const rows = names.toSorted().map((key) => ({ key, values: [1], at: null }));
        const seen = treeLines(rows, new Set()).flatMap((line) =>
          line.kind === "row" ? [line.row.key] : [],
        );
        expect(seen).toEqual(rows.map(({ key }) => key));
      }),
    );
  });
});

describe("the words of two lines that differ", () => {
  const words = (a: string, b: string) => {
    const { from, to } = changedWords(a, b, volatileStretches);
    return [from.map((stretch) => a.slice(...stretch)), to.map((stretch) => b.slice(...stretch))];
  };

  test("are those at the same place, without times and the like", () => {
    expect(words("epoch 1: loss 0.5 after 0.1s", "epoch 1: loss 0.75 after 2.5s")).toEqual([
      ["0.5"],
      ["0.75"],
    ]);
  });

  test("are one stretch where the lines have more or fewer of them", () => {
    expect(words("read 3 rows", "read 3 more rows")).toEqual([[], ["more "]]);
  });

  test("lead from one line to the other where nothing is left out", () => {
    const text = fc.stringMatching(/^[a-z +]{0,12}$/);
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { from, to } = changedWords(a, b);
        const without = (line: string, stretches: typeof from) =>
          stretches.reduceRight((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), line);
        expect(without(a, from)).toBe(without(b, to));
      }),
    );
  });
});

describe("two pictures", () => {
  const picture = (width: number, height: number, ...dots: readonly (readonly [number, number])[]) => {
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (const [x, y] of dots) data[(y * width + x) * 4] = 0;
    return { width, height, data };
  };

  test("differ in the one pixel that changed, and where it is", () => {
    const diff = comparePixels(picture(64, 48), picture(64, 48, [12, 30]));
    expect(diff).toMatchObject({
      changed: 1,
      total: 64 * 48,
      box: [12, 30, 13, 31],
      first: { x: 12, y: 30, from: "#ffffff", to: "#00ffff" },
    });
    expect([...diff.marks.slice((30 * 64 + 12) * 4, (30 * 64 + 12) * 4 + 3)]).toEqual([224, 20, 60]);
  });

  test("of other sizes differ where only one has pixels", () => {
    expect(comparePixels(picture(2, 2), picture(3, 2))).toMatchObject({ changed: 2, box: [2, 0, 3, 2] });
  });

  test("that are alike have nothing to ring", () => {
    expect(comparePixels(picture(4, 4, [1, 1]), picture(4, 4, [1, 1]))).toMatchObject({
      changed: 0,
      box: null,
    });
  });
});
