import { publicJson } from "../../core/base/json.ts";
import { ok, type Result } from "../../core/base/result.ts";
import { pairOf } from "../../core/diff/compare-runs.ts";
import { namesOf, reportHtml } from "../../core/diff/report-html.ts";
import { publicReport } from "../../core/diff/report-json.ts";
import { sharedSeries } from "../../core/diff/shared-series.ts";
import { codePatches, unifiedDiff } from "../../core/diff/unified.ts";
import type { ComparisonReport, ReportFile, ReportPair } from "../../core/model/comparison-report.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { RunParts } from "../../core/model/run-diff.ts";
import { readSeries } from "../store/tables/metrics.ts";
import { comparisonOf, diffFileOf, graphDiffOf, logsDiffOf } from "./compare-methods.ts";
import { fileTextOf, runWithSteps } from "./run-methods.ts";
import type { Services } from "./services.ts";

/** Candidates that are looked into one by one, as many as a person reads. */
const mostPairs = 10;
/** Points of a series, as many as a drawing of its width has room for. */
const points = 300;
/** Files beyond these many are listed by their digests only. */
const filesLookedInto = 50;

/** Gathers all of a comparison, `logs` only when they are asked for: they may be long. */
export async function gatherReport(
  services: Services,
  runs: readonly RunId[],
  { logs }: { readonly logs: boolean },
): Promise<Result<ComparisonReport, Failure>> {
  const found = await comparisonOf(services, runs);
  if (!found.ok) return found;
  const comparison = found.value;
  const pairs: ReportPair[] = [];
  for (let candidate = 1; candidate < Math.min(runs.length, mostPairs + 1); candidate += 1) {
    const pair = await gatherPair(
      services,
      comparison.runs.map(({ id }) => id),
      candidate,
      {
        diff: pairOf(comparison, 0, candidate),
        logs,
      },
    );
    if (!pair.ok) return pair;
    pairs.push(pair.value);
  }
  return ok({
    comparison,
    pairs,
    pairsLeftOut: Math.max(0, runs.length - 1 - mostPairs),
    series: sharedSeries(comparison).map(({ key, places }) => ({
      key,
      lines: places.map((place) =>
        place === null ? null : readSeries(services.library.database, place.run, place.name, points),
      ),
    })),
    made: Date.now(),
  });
}

/** A comparison as the text of one file, and a name for it. */
export async function exportComparison(
  services: Services,
  runs: readonly RunId[],
  format: "html" | "json",
): Promise<Result<{ readonly name: string; readonly text: string }, Failure>> {
  const report = await gatherReport(services, runs, { logs: true });
  if (!report.ok) return report;
  const names = namesOf(report.value.comparison.runs).slice(0, 2);
  return ok({
    name: `${names.join(" and ")}.${format}`.replace(/[^\p{L}\p{N} .#_-]/gu, "_"),
    text: format === "html" ? reportHtml(report.value) : publicJson(publicReport(report.value), "  "),
  });
}

async function gatherPair(
  services: Services,
  runs: readonly RunId[],
  candidate: number,
  { diff, logs }: { readonly diff: RunParts; readonly logs: boolean },
): Promise<Result<ReportPair, Failure>> {
  const [from, to] = [runs[0] as RunId, runs[candidate] as RunId];
  const [baseline, other] = [runWithSteps(services, from), runWithSteps(services, to)];
  if (!baseline.ok) return baseline;
  if (!other.ok) return other;
  const textOf = async (side: "from" | "to", role: "code" | "input" | "output", name: string) => {
    const text = await fileTextOf(services, side === "from" ? baseline.value : other.value, role, name);
    return text.ok ? text.value : ({ kind: "not-kept" } as const);
  };
  const patches = await codePatches(diff.code, (side, path) => textOf(side, "code", path));

  const files: ReportFile[] = [];
  for (const role of ["input", "output"] as const) {
    for (const name of Object.keys(diff[`${role}s`].changed).slice(0, filesLookedInto)) {
      const looked = await diffFileOf(services, from, to, role, name);
      if (!looked.ok) return looked;
      if (looked.value.kind !== "text") {
        files.push({ role, name, content: looked.value });
        continue;
      }
      const [before, after] = [await textOf("from", role, name), await textOf("to", role, name)];
      if (before.kind === "text" && after.kind === "text")
        files.push({
          role,
          name,
          content: { kind: "patch", text: unifiedDiff(name, before.text, after.text) },
        });
    }
  }
  const graph = graphDiffOf(services, from, to);
  if (!graph.ok) return graph;
  const consoles = logs ? await logsDiffOf(services, from, to) : ok(null);
  if (!consoles.ok) return consoles;
  return ok({ candidate, patches, files, graph: graph.value, logs: consoles.value });
}
