import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { OutputTable } from "../../../src-renderer/features/run-detail/output-table.tsx";
import { isTable, plotOf, type Table } from "../../../src-renderer/features/run-detail/plot-data.ts";
import { StepName } from "../../../src-renderer/ui/step-name.tsx";

const table = (columns: string[], ...rows: (string | number | null)[][]): Table => ({
  kind: "table",
  columns,
  rows,
  total: rows.length,
});

describe("a table that is meant as a plot", () => {
  it("is lines over its first column where that is numbers, from left to right, with gaps where a cell is empty", () => {
    const plot = plotOf(table(["epoch", "loss", "note", "score"], [2, 0.5, "x", null], [1, 0.9, "y", 3]));
    expect(plot).toMatchObject({ kind: "lines", x: "epoch", numeric: true, left: 0 });
    expect(plot?.series.map(({ name }) => name)).toEqual(["loss", "score"]);
    expect(plot?.points).toEqual([
      { x: 1, 0: 0.9, 1: 3 },
      { x: 2, 0: 0.5 },
    ]);
  });

  it("is bars over a first column of names, in the order of the rows", () => {
    const plot = plotOf(table(["region", "kept"], ["south", 2], ["north", 1]));
    expect(plot).toMatchObject({ kind: "bars", x: "region", numeric: false });
    expect(plot?.points.map(({ x }) => x)).toEqual(["south", "north"]);
  });

  it("counts the rows of a single column of numbers", () => {
    const plot = plotOf(table(["value"], [5], [4], [6]));
    expect(plot).toMatchObject({ kind: "lines", x: null });
    expect(plot?.points).toEqual([
      { x: 0, 0: 5 },
      { x: 1, 0: 4 },
      { x: 2, 0: 6 },
    ]);
  });

  it("draws as many columns as there are colours and says how many are left, and names that are too many as lines", () => {
    const columns = ["x", ...Array.from({ length: 14 }, (_, index) => `y${index}`)];
    const wide = plotOf(
      table(
        columns,
        columns.map((_, index) => index),
      ),
    );
    expect([wide?.series.length, wide?.left]).toEqual([10, 4]);
    const long = plotOf(table(["day", "n"], ...Array.from({ length: 200 }, (_, day) => [`day ${day}`, day])));
    expect(long).toMatchObject({ kind: "lines", numeric: false });
  });

  it("is nothing to draw without a column of numbers", () => {
    expect(plotOf(table(["a", "b"], ["x", "y"]))).toBeNull();
    expect(plotOf(table(["a"], ["1"], [2]))).toBeNull();
  });
});

describe("the rows of a table", () => {
  it("say how many there are in all when only the first are shown, and put numbers at the right", () => {
    const shown = { ...table(["name", "n"], ["a", 1], ["b", null]), total: 5_000 };
    const markup = renderToStaticMarkup(<OutputTable name="scores" table={shown} />);
    expect(markup).toContain("The first 2 of 5,000 rows · 2 columns");
    expect(markup).toContain('aria-rowcount="5001"');
    expect(markup).toContain('aria-label="Rows of scores"');
  });

  it("are offered for tables by their format, the ending of their path, and for what is meant as a plot", () => {
    expect(isTable({ path: "out/a.CSV", format: null, as: null })).toBe(true);
    expect(isTable({ path: "out/a.pkl", format: "pickle", as: null })).toBe(false);
    expect(isTable({ path: "out/a.dat", format: null, as: "plot" })).toBe(true);
    expect(isTable({ path: null, format: "csv", as: null })).toBe(true);
    expect(isTable({ path: null, format: null, as: null })).toBe(false);
  });
});

describe("the name of a step", () => {
  const text = (name: string): string =>
    renderToStaticMarkup(<StepName name={name} />).replaceAll(/<[^>]*>/g, "");

  it("is read whole and as written, with the item of a foreach apart", () => {
    expect(text("B@lr=0.1")).toBe("B@lr=0.1");
    expect(renderToStaticMarkup(<StepName name="B@lr=0.1" />)).toContain(">B</span>");
    expect(renderToStaticMarkup(<StepName name="train" />)).toBe("train");
  });
});
