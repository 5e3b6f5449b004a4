import type { MetricSeries } from "../../../src-main/core/model/run.ts";

/** A line of a chart with the step of the pipeline that logged it; null for the run itself. */
export type NamedSeries = { readonly step: string | null; readonly series: MetricSeries };

/** Points as comma-separated values (RFC 4180), one after the other: `seconds` count from when the run began. */
export function seriesCsv(lines: readonly NamedSeries[], began: number): string {
  const rows = lines.flatMap(({ step, series }) =>
    series.values.map((value, at) => {
      const time = series.times[at] ?? Number.NaN;
      const cells = [
        textCell(series.name),
        textCell(step ?? ""),
        series.steps[at] ?? "",
        Number.isFinite(time) ? new Date(time).toISOString() : "",
        Number.isFinite(time) ? (time - began) / 1_000 : "",
        value,
      ];
      return cells.join(",");
    }),
  );
  return `${["metric,pipeline step,step,time,seconds,value", ...rows].join("\r\n")}\r\n`;
}

/** A text as a cell that no spreadsheet takes for a formula. */
function textCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
