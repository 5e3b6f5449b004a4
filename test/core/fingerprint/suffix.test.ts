import { describe, expect, it } from "vitest";
import { suffixOf } from "../../../src-main/core/fingerprint/suffix.ts";

describe("the suffix of a dataset's path", () => {
  it.each([
    ["data/raw.csv", ".csv"],
    ["data.v2/raw.csv", ".csv"],
    ["logs/all.tar.gz", ".tar.gz"],
    ["model-{signature}.pkl", ".pkl"],
    ["out/{params.name}.json", ".json"],
    ["data-2024-01-01.parquet", ".parquet"],
  ])("of %s is %s", (path, suffix) => {
    expect(suffixOf(path)).toBe(suffix);
  });

  it.each([
    null,
    "",
    "data",
    "data/folder",
    ".hidden",
    "data/.gitignore",
    "model-{signature}",
    "a.csv/b",
    "x.with space",
  ])("of %s is nothing", (path) => {
    expect(suffixOf(path)).toBe("");
  });
});
