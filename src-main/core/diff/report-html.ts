import { displayValue } from "../base/json.ts";
import { naturalOrder } from "../base/natural-order.ts";
import type { Value } from "../base/value.ts";
import type { ComparedRun, Facet, FacetRow } from "../model/comparison.ts";
import type { ComparisonReport, ReportPair } from "../model/comparison-report.ts";
import type { FileFact } from "../model/run-diff.ts";
import { pairOf } from "./compare-runs.ts";
import { changeAt, changeOf, valueIn } from "./facets.ts";
import { type Html, html } from "./html.ts";
import { deltaOf, isOfMachine, signedText } from "./metric-delta.ts";
import { environmentWord } from "./package-change.ts";
import { asGiven } from "./records.ts";
import { seriesDrawing } from "./report-drawing.ts";
import { filesHtml, logsHtml, patchHtml } from "./report-parts.ts";
import { reportStyle } from "./report-style.ts";
import { summarise } from "./summary.ts";

/** Tables beyond these many cells would make a page that no browser opens quickly. */
const cellsShown = 50_000;
/** So many runs are named in the title, and have a line of the list to themselves. */
const runsListed = 8;

/**
 * A comparison as one page by itself: nothing is fetched and nothing is run, so that it can be sent, kept and printed.
 * Everything that came from a run is escaped.
 */
export function reportHtml(report: ComparisonReport): string {
  const { comparison, pairs, pairsLeftOut, series, made } = report;
  const { runs } = comparison;
  const names = namesOf(runs);
  const results = comparison.metrics.filter(({ key }) => !isOfMachine(key));
  const when = new Date(made).toISOString().replace("T", " ").slice(0, 16);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(names)} – compared by Signet</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>Compare</h1>
<ol class="runs${runs.length > runsListed ? " many" : ""}">${runs.map(
    (run, index) =>
      html`<li data-run="${run.id}"><i class="dot h${index % 8}"></i><b>${names[index] ?? ""}</b> ${
        index === 0 ? html`<em>baseline</em> ` : null
      }<span>${run.project} · ${run.status} · ${run.id}</span></li>`,
  )}</ol>
<p class="made">Made by Signet at ${when} UTC. Only what differs is listed.</p>
</header>
<main>
${pairs.map(
  ({ candidate }) =>
    html`<section><h2>${
      pairs.length === 1 ? "What differs, and what it did" : `What differs in ${names[candidate] ?? ""}`
    }</h2><p class="says">${summarise(pairOf(comparison, 0, candidate)).map(({ text, tone }) =>
      tone === "plain" ? text : html`<strong class="${tone}">${text}</strong>`,
    )}</p></section>`,
)}
${pairsLeftOut > 0 ? html`<p>${pairsLeftOut} more runs are in the tables only.</p>` : null}
${table("Parameters", "Parameter", comparison.parameters, names, (value: Value) => displayValue(value))}
${table("Metrics", "Metric", results, names, ({ last }) => String(last), {
  note: deltaNote,
  untinted: true,
})}
${seriesDrawing(
  series.filter(({ key }) => !isOfMachine(key)),
  names,
)}
${table("Inputs", "Input", comparison.inputs, names, fileText)}
${table("Outputs", "Output", comparison.outputs, names, fileText)}
${table("Environment", "Environment", comparison.environment, names, (value) => value, {
  wordOf: environmentWord,
})}
${table("Steps", "Step", comparison.steps, names, ({ outcome, command }) => `${outcome}: ${command}`, { order: asGiven })}
${pairs.map((pair) => pairHtml(pair, names))}
</main>
</body>
</html>
`;
  return page.html;
}

function titleOf(names: readonly string[]): string {
  const left = names.length - runsListed;
  return names.slice(0, runsListed).join(" · ") + (left > 0 ? ` and ${left} more` : "");
}

function pairHtml(pair: ReportPair, names: readonly string[]): Html {
  const [from = "", to = ""] = [names[0], names[pair.candidate]];
  const code = Object.entries(pair.patches);
  return html`
${code.length === 0 ? null : html`<section><h2>Code of ${from} and ${to}</h2>${code.map(([path, patch]) => html`<details open><summary><code>${path}</code></summary>${patchHtml(patch)}</details>`)}</section>`}
${filesHtml(pair.files, from, to)}
${pair.graph === null ? null : reasonsHtml(pair, from, to)}
${pair.logs === null ? null : logsHtml(pair.logs, from, to)}`;
}

function reasonsHtml({ graph }: ReportPair, from: string, to: string): Html | null {
  const nodes = Object.entries(graph?.nodes ?? {}).filter(([, { change }]) => change !== "same");
  if (nodes.length === 0) return null;
  return html`<section><h2>Steps of ${from} and ${to}</h2><table><thead><tr><th>Step</th><th>Change</th><th>Why</th></tr></thead><tbody>${nodes.map(
    ([step, { change, reasons }]) =>
      html`<tr data-key="${step}" data-change="${change}"><th scope="row">${step}</th><td>${change}</td><td>${reasons.map((reason, index) => (index === 0 ? reason : html`<br>${reason}`))}</td></tr>`,
  )}</tbody></table></section>`;
}

function table<T>(
  title: string,
  keyTitle: string,
  facet: Facet<T>,
  names: readonly string[],
  show: (value: T) => string,
  {
    note = () => null,
    order = naturalOrder,
    untinted = false,
    wordOf = changeOf,
  }: {
    readonly note?: (row: FacetRow<T>, run: number) => Html | null;
    readonly order?: (a: string, b: string) => number;
    /** Leaves values without a tint, where red and green would look like a verdict. */
    readonly untinted?: boolean;
    readonly wordOf?: (row: FacetRow<T>) => string;
  } = {},
): Html | null {
  const rows = facet.filter((row) => changeOf(row) !== "same").sort((a, b) => order(a.key, b.key));
  if (rows.length === 0) return null;
  const same = facet.length - rows.length;
  const rowsShown = Math.ceil(cellsShown / names.length);
  return html`<section><h2>${title}</h2><div class="wide${names.length > 3 ? " columns" : ""}${untinted ? " untinted" : ""}"><table><thead><tr><th>${keyTitle}</th>${names.map(
    (name) => html`<th class="value">${name}</th>`,
  )}<th>Change</th></tr></thead><tbody>${rows.slice(0, rowsShown).map(
    (row) =>
      html`<tr data-key="${row.key}" data-change="${changeOf(row)}"><th scope="row">${row.key}</th>${names.map(
        (_, run) => {
          const value = valueIn(row, run);
          const side = run === 0 ? (changeOf(row) === "added" ? "" : "from") : changeAt(row, run);
          return html`<td class="value">${
            value === undefined ? "—" : html`<span class="${side}">${show(value)}</span>`
          } ${note(row, run)}</td>`;
        },
      )}<td>${wordOf(row)}</td></tr>`,
  )}</tbody></table></div>${
    rows.length > rowsShown ? html`<p>${rows.length - rowsShown} more differ.</p>` : null
  }${same > 0 ? html`<p class="same">${same} more ${same === 1 ? "is" : "are"} the same.</p>` : null}</section>`;
}

function deltaNote(row: FacetRow<{ readonly last: number }>, run: number): Html | null {
  const [from, to] = [valueIn(row, 0), valueIn(row, run)];
  if (run === 0 || from === undefined || to === undefined) return null;
  const { value, direction, verdict } = deltaOf(row.key, from.last, to.last);
  return direction === "none" ? null : html` <small class="${verdict}">${signedText(value)}</small>`;
}

const fileText = ({ digest, size }: FileFact): string =>
  `${digest?.replace(/^sha256:/, "").slice(0, 12) ?? "no digest"}${size === null ? "" : `, ${size} bytes`}`;

/** Names of runs, with their numbers where several have one name. */
export function namesOf(runs: readonly ComparedRun[]): string[] {
  return runs.map(({ name, number }) =>
    number !== null && runs.filter((other) => other.name === name).length > 1 ? `${name} #${number}` : name,
  );
}
