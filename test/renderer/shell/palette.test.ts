import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../src-main/core/query/parse.ts";
import { numberOf } from "../../../src-renderer/features/shell/number-of.ts";
import {
  matchingEntries,
  nameQuery,
  type PaletteEntry,
  placeEntries,
} from "../../../src-renderer/features/shell/palette-entries.ts";
import { pipelines } from "../../fixtures/renderer/pipeline.ts";
import { row } from "../run-rows.ts";

const entry = (label: string, hint = "Runs"): PaletteEntry => ({
  id: label,
  label,
  hint,
  keys: null,
  run: () => {},
  view: null,
});
const labels = (entries: readonly PaletteEntry[], text: string) =>
  matchingEntries(entries, text).map(({ label }) => label);

describe("the command palette", () => {
  const entries = [
    entry("Archive runs"),
    entry("Restore runs from the archive"),
    entry("All runs", "Go"),
    entry("vision/archive", "project"),
  ];

  it("shows all in their order before anything is typed, and no more than can be read", () => {
    expect(labels(entries, " ")).toEqual(entries.map(({ label }) => label));
    expect(
      matchingEntries(
        Array.from({ length: 900 }, (_, n) => entry(`run ${n}`)),
        "",
      ).length,
    ).toBe(50);
  });

  it("finds what holds every word, what begins with it first", () => {
    expect(labels(entries, "archive")).toEqual([
      "Archive runs",
      "Restore runs from the archive",
      "vision/archive",
    ]);
    expect(labels(entries, "RUNS arch")).toEqual(["Archive runs", "Restore runs from the archive"]);
    expect(labels(entries, "project arch")).toEqual(["vision/archive"]);
    expect(labels(entries, "nowhere")).toEqual([]);
  });

  it("leads to projects, pipelines, saved searches and runs by name", () => {
    const shown: unknown[] = [];
    const places = placeEntries(
      {
        projects: [{ path: "vision/mnist", runs: 3 }],
        pipelines: pipelines.slice(0, 1),
        searches: [],
        runs: [row("r1", { name: "baseline", number: 41, project: "vision/mnist" })],
      },
      (view) => shown.push(view),
      () => {},
    );
    expect(places.map(({ label, hint }) => `${label} (${hint})`)).toEqual([
      "churn (pipeline · marketing/churn)",
      "vision/mnist (project)",
      "baseline (run #41 · vision/mnist)",
    ]);
    for (const place of places) place.run();
    expect(shown).toEqual([
      { view: "pipeline", id: "1" },
      { view: "runs", project: "vision/mnist" },
      { view: "run", id: "r1" },
    ]);
  });

  it("asks for runs whose names hold all words, whatever signs are in them", () => {
    expect(nameQuery("base line")).toBe("+name:*base* +name:*line*");
    for (const text of ['a"b', "x:y (z", "[1 TO", "a*b?", "\\", "AND OR", "ä-ö/ü"])
      expect(parseQuery(nameQuery(text)).diagnostics).toEqual([]);
    expect(nameQuery("  ")).toBe("");
  });
});

describe("how many steps go on at once", () => {
  it("is a number from 1 on, or as many as there are cores", () => {
    expect(numberOf("", 1, 9_999)).toEqual({ ok: true, value: null });
    expect(numberOf("12", 1, 9_999)).toEqual({ ok: true, value: 12 });
    expect(numberOf("0", 0, 9_999)).toEqual({ ok: true, value: 0 });
    for (const odd of ["0", "-1", "1.5", "many", "10000", "1e3"])
      expect(numberOf(odd, 1, 9_999).ok).toBe(false);
  });
});
