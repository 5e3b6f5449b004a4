import type { ComparisonReport } from "../model/comparison-report.ts";
import type { MetricSeries } from "../model/run.ts";
import { type Html, html } from "./html.ts";
import { mostLines } from "./shared-series.ts";

const [width, height, left, bottom] = [640, 200, 76, 22] as const;
/** More drawings than this are leafed through in the window. */
const drawn = 24;

/** Series of several runs over each other, as drawings that need no script. */
export function seriesDrawing(series: ComparisonReport["series"], names: readonly string[]): Html | null {
  if (series.length === 0) return null;
  return html`<section><h2>Series</h2><p class="legend">${names
    .slice(0, mostLines)
    .map((name, run) => html`<span><i class="dot h${run % 8}"></i>${name}</span> `)}${
    names.length > mostLines ? `The first ${mostLines} runs.` : null
  }</p><div class="charts">${series
    .slice(0, drawn)
    .map(
      ({ key, lines }) =>
        html`<figure><figcaption>${key}, by step</figcaption>${drawing(key, lines)}</figure>`,
    )}</div></section>`;
}

function drawing(key: string, lines: readonly (MetricSeries | null)[]): Html {
  const finite = (numbers: readonly number[]): number[] => numbers.filter(Number.isFinite);
  const steps = range(lines.flatMap((line) => finite(line?.steps ?? [])));
  const values = range(lines.flatMap((line) => finite(line?.values ?? [])));
  const x = (step: number): number =>
    left + ((step - steps[0]) / (steps[1] - steps[0] || 1)) * (width - left - 8);
  const y = (value: number): number =>
    8 + (1 - (value - values[0]) / (values[1] - values[0] || 1)) * (height - bottom - 8);
  return html`<svg role="img" aria-label="${key} by step" viewBox="0 0 ${width} ${height}"><text x="${left - 6}" y="14" text-anchor="end">${short(values[1])}</text><text x="${left - 6}" y="${height - bottom}" text-anchor="end">${short(values[0])}</text><text x="${left}" y="${height - 6}">${short(steps[0])}</text><text x="${width - 8}" y="${height - 6}" text-anchor="end">${short(steps[1])}</text><path class="axis" d="M${left} 8V${height - bottom}H${width - 8}"/>${lines.map(
    (line, run) => (line === null ? null : html`<path class="line h${run % 8}" d="${pathOf(line, x, y)}"/>`),
  )}</svg>`;
}

/** Lines are broken where a value is no number. */
function pathOf(
  { steps, values }: MetricSeries,
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  let open = false;
  return values
    .map((value, index) => {
      if (!Number.isFinite(value)) {
        open = false;
        return "";
      }
      const sign = open ? "L" : "M";
      open = true;
      return `${sign}${x(steps[index] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

function range(numbers: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return low <= high ? [low, high] : [0, 1];
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
