import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { fillLibrary, opened } from "../../scripts/bench/search-library.ts";
import { rebuildSearchIndex, searchIndexProblems } from "../../src-main/node/app/index-recorded-run.ts";
import { searchRuns } from "../../src-main/node/store/search/search-runs.ts";

const folder = mkdtempSync(join(tmpdir(), "signet-copy-runs-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the copied runs of a benchmark's library are indexed as the product would index them", async () => {
  const library = await opened(folder);
  fillLibrary(library, 40, 3);
  const { database } = library;
  const answers = () =>
    [
      "chocolate",
      '"resnet 18"',
      "name:*1*",
      "vanila~",
      "metrics.loss:>0.5",
      "started:>2025",
      "*a*",
      "command:train",
    ]
      .map((query) =>
        searchRuns(database, {
          query,
          project: null,
          offset: 0,
          limit: 1000,
          sort: { field: "score", descending: true },
        }),
      )
      .map((found) => (found.ok ? [found.value.seqs, found.value.scores] : found.error));
  expect(
    database
      .prepare("SELECT count(*), count(DISTINCT id), count(DISTINCT name), max(number) FROM runs")
      .raw()
      .get(),
  ).toEqual([120, 120, 120, 120]);
  expect(await searchIndexProblems(library)).toEqual([]);
  const copied = answers();
  await rebuildSearchIndex(library);
  expect(answers()).toEqual(copied);
  library.close();
});
