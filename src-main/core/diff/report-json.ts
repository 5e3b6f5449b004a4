import type { ComparedRun } from "../model/comparison.ts";
import type { ComparisonReport, ReportFile } from "../model/comparison-report.ts";
import { type PublicDiff, publicDiff } from "./cli-diff.ts";
import { pairOf } from "./compare-runs.ts";

type PublicRun = Pick<ComparedRun, "id" | "number" | "project" | "name" | "kind" | "status">;

/**
 * A comparison as data: the baseline, and for each candidate what `signet diff --json` prints, with what is inside of
 * inputs and outputs. Integers are `bigint` still: print it with `publicJson`.
 */
export type PublicReport = {
  readonly baseline: PublicRun;
  readonly candidates: readonly (PublicDiff & {
    readonly run: PublicRun;
    readonly contents: readonly unknown[];
    readonly logs: ComparisonReport["pairs"][number]["logs"];
  })[];
};

export function publicReport({ comparison, pairs }: ComparisonReport): PublicReport {
  const [baseline, ...candidates] = comparison.runs.map(publicRun);
  if (baseline === undefined) throw new Error("A comparison has runs.");
  return {
    baseline,
    candidates: candidates.map((run, index) => {
      const pair = pairs.find(({ candidate }) => candidate === index + 1);
      return {
        run,
        ...publicDiff(pairOf(comparison, 0, index + 1), pair?.patches ?? {}),
        contents: (pair?.files ?? []).map(publicFile),
        logs: pair?.logs ?? null,
      };
    }),
  };
}

const publicRun = ({ id, number, project, name, kind, status }: ComparedRun): PublicRun => ({
  id,
  number,
  project,
  name,
  kind,
  status,
});

/** Pictures are told by their digests, which are among the inputs and outputs. */
function publicFile({ role, name, content }: ReportFile): unknown {
  switch (content.kind) {
    case "table":
      return { role, name, table: content.diff };
    case "json": {
      const { added, removed, changed } = content.diff;
      return { role, name, values: { added, removed, changed } };
    }
    case "image":
      return { role, name, picture: content.type };
    case "patch":
      return { role, name, patch: content.text };
  }
}
