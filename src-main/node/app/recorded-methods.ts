import { err, ok } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { countSummaries, metricSummaries, readSeries } from "../store/tables/metrics.ts";
import { asStep } from "./as-step.ts";
import { contentToShow } from "./content-to-show.ts";
import { keptText } from "./file-texts.ts";
import { detailOf } from "./run-detail.ts";
import type { Services } from "./services.ts";

/** What programs told of their runs, in full. */
export function recordedMethods(services: Services) {
  const { database } = services.library;
  return {
    "runs.series": async ({ id, name, points, range }: MethodParams<"runs.series">) =>
      ok(readSeries(database, id, name, points, range ?? null)),

    "runs.metrics": async ({ id, filter, offset, limit }: MethodParams<"runs.metrics">) =>
      ok({
        total: countSummaries(database, id, filter),
        summaries: metricSummaries(database, id, { filter, offset, limit }),
      }),

    "runs.artifact": async ({ id, position }: MethodParams<"runs.artifact">) => {
      const detail = detailOf(services, id);
      if (!detail.ok) return detail;
      const artifact = detail.value.artifacts.find((one) => one.run === id && one.position === position);
      if (artifact === undefined) return err(inputFailure("The run has no such artifact"));
      return ok(await contentToShow(services.library, { ...artifact, format: null }));
    },

    "runs.gitDiff": async ({ id }: MethodParams<"runs.gitDiff">) => {
      const detail = detailOf(services, id);
      if (!detail.ok) return detail;
      const digest = detail.value.gitDiff;
      if (digest === null) return err(inputFailure("Nothing uncommitted was recorded of this run"));
      return ok(await keptText(services.library, { digest, type: "file" }));
    },

    "runs.asStep": async ({ id }: MethodParams<"runs.asStep">) => {
      const text = asStep(services, id);
      return text.ok ? ok({ text: text.value }) : text;
    },
  };
}
