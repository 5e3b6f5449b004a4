import { statSync } from "node:fs";
import { unreachable } from "../core/base/unreachable.ts";
import type { RunFormat } from "../core/model/run-format.ts";
import { type ImportReport, importRuns } from "../node/app/interchange/import-runs.ts";
import { runsAhead } from "../node/app/interchange/runs-ahead.ts";
import type { Services } from "../node/app/services.ts";
import type { FoundRuns } from "../node/importers/detect.ts";
import { exitCodes, print, printDiagnostics, printJson } from "./output.ts";
import { withProgress } from "./progress-line.ts";
import { type Outcome, unwritable } from "./session.ts";

type Options = { readonly replace?: boolean; readonly dryRun?: boolean; readonly json?: boolean };

/** Takes in the runs that a path was found to hold. What could not be taken in is reported, and the rest is. */
export async function importFound(
  services: Services,
  found: FoundRuns,
  { replace = false, dryRun = false, json = false }: Options,
): Promise<Outcome> {
  if (services.library.unwritable !== null && !dryRun) return unwritable(services.library);
  if (!dryRun) services.backUpFirst();
  const size = statSync(found.path).size;
  let share = "";
  const source = runsAhead(found, (read) => {
    share = ` · ${Math.min(100, Math.floor((100 * read) / size))} %`;
  });
  const report = await withProgress({ json }, (tell) =>
    importRuns(services, source, {
      replace,
      follow: found.format !== "signet",
      dryRun,
      onRun: (count) => tell(`Importing: ${count.toLocaleString("en")} runs${share}`),
    }),
  );
  if (json) printJson(publicReport(found, report));
  else {
    printDiagnostics(report.problems);
    print(reportText(found, report, dryRun));
  }
  const isWrong = report.problems.some(({ severity }) => severity === "error") || report.moreProblems > 0;
  return { ok: true, value: isWrong ? exitCodes.input : exitCodes.done };
}

/** What `signet import --json` prints of runs; its schema is in `json-schemas.ts`. */
const publicReport = ({ format }: FoundRuns, { problems, moreProblems, ...counts }: ImportReport) => ({
  kind: "runs" as const,
  format,
  ...counts,
  problems,
  moreProblems,
});

function reportText({ format, path }: FoundRuns, report: ImportReport, dryRun: boolean): string {
  const parts = [
    `${dryRun ? "Would import" : "Imported"} ${counted(report.imported, "run")} ${formatWords(format)} ${path}`,
    ...(report.replaced > 0 ? [`${dryRun ? "would replace" : "replaced"} ${report.replaced}`] : []),
    ...(report.unchanged > 0 ? [`${report.unchanged} were there already`] : []),
    ...(report.conflicts > 0 ? [`${report.conflicts} are there otherwise, and were left as they are`] : []),
    ...(report.moreProblems > 0 ? [`${report.moreProblems} more problems are not listed`] : []),
  ];
  return `${parts.join("; ")}.`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function formatWords(format: RunFormat): string {
  switch (format) {
    case "signet":
      return "from";
    case "mlflow":
      return "of MLflow from";
    case "tensorboard":
      return "of TensorBoard from";
    case "dvclive":
      return "of DVCLive from";
    default:
      return unreachable(format);
  }
}
