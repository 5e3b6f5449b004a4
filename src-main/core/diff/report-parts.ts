import { displayValue } from "../base/json.ts";
import type { ReportFile } from "../model/comparison-report.ts";
import type { LogsDiff, TableDiff } from "../model/content-diff.ts";
import { base64 } from "./base64.ts";
import { tableText } from "./content-text.ts";
import { type Html, html } from "./html.ts";
import { diffRows } from "./records.ts";

/** Pictures beyond this many bytes would make the page too large to be sent. */
const largestPicture = 4 * 1024 * 1024;
/** Lines of one diff, and rows of one table or console, that are written out. */
const linesShown = 3_000;

/** A unified diff, line by line in its colours. */
export function patchHtml(patch: string): Html {
  const lines = patch.replace(/\n$/, "").split("\n");
  return html`<pre class="patch">${lines.slice(0, linesShown).map(
    (line) => html`<span class="${lineClass(line)}">${line}
</span>`,
  )}</pre>${lines.length > linesShown ? html`<p>${lines.length - linesShown} more lines.</p>` : null}`;
}

function lineClass(line: string): string {
  if (line.startsWith("+++") || line.startsWith("---")) return "head";
  if (line.startsWith("@@")) return "place";
  if (line.startsWith("+")) return "to";
  return line.startsWith("-") ? "from" : "";
}

/** What differs inside of inputs and outputs. */
export function filesHtml(files: readonly ReportFile[], from: string, to: string): Html | null {
  if (files.length === 0) return null;
  return html`<section><h2>Inside of the inputs and outputs of ${from} and ${to}</h2>${files.map(
    (file) =>
      html`<details open data-key="${file.name}"><summary>${file.role} <code>${file.name}</code></summary>${contentHtml(file, from, to)}</details>`,
  )}</section>`;
}

function contentHtml({ name, content }: ReportFile, from: string, to: string): Html {
  switch (content.kind) {
    case "patch":
      return patchHtml(content.text);
    case "table":
      return tableHtml(content.diff, from, to);
    case "json":
      return html`<table><thead><tr><th>Value</th><th>${from}</th><th>${to}</th></tr></thead><tbody>${diffRows(
        {
          ...content.diff,
          same: {},
        },
      )
        .slice(0, linesShown)
        .map(
          ({ key, change, from: before, to: after }) =>
            html`<tr data-change="${change}"><th scope="row">${key}</th><td><span class="from">${before === undefined ? "—" : displayValue(before)}</span></td><td><span class="to">${after === undefined ? "—" : displayValue(after)}</span></td></tr>`,
        )}</tbody></table>`;
    case "image":
      return html`<div class="pictures">${[
        { label: from, bytes: content.from },
        { label: to, bytes: content.to },
      ].map(({ label, bytes }) =>
        bytes.length > largestPicture
          ? html`<p>${name} of ${label} has ${bytes.length} bytes and is not in this page.</p>`
          : html`<figure><figcaption>${label}</figcaption><img alt="${name} of ${label}" src="data:${content.type};base64,${base64(bytes)}"></figure>`,
      )}</div>`;
  }
}

function tableHtml(diff: TableDiff, from: string, to: string): Html {
  const { rows, columns, key } = diff;
  const lines = rows.flatMap((row) => {
    const place = row.fromRow === row.toRow ? `${row.toRow}` : `${row.fromRow ?? "—"} → ${row.toRow ?? "—"}`;
    const all = (side: "from" | "to"): string | null =>
      row[side] === null ? null : row[side].map((cell) => cell ?? "").join(", ");
    const cells =
      row.change === "changed"
        ? row.changed.map((column) => ({
            column: columns[column]?.name ?? "",
            before: String(row.from?.[column] ?? "(empty)"),
            after: String(row.to?.[column] ?? "(empty)"),
          }))
        : [{ column: `row ${row.change}`, before: all("from"), after: all("to") }];
    return cells.map(
      ({ column, before, after }) =>
        html`<tr data-change="${row.change}"><td class="value">${place}</td>${
          key === null ? null : html`<td>${String(row.key ?? "")}</td>`
        }<th scope="row">${column}</th><td>${before === null ? null : html`<span class="from">${before}</span>`}</td><td>${
          after === null ? null : html`<span class="to">${after}</span>`
        }</td></tr>`,
    );
  });
  return html`<p>${tableText(diff)}</p><table><thead><tr><th class="value">Row</th>${
    key === null ? null : html`<th>${key}</th>`
  }<th>Column</th><th>${from}</th><th>${to}</th></tr></thead><tbody>${lines.slice(0, linesShown)}</tbody></table>${
    lines.length > linesShown ? html`<p>${lines.length - linesShown} more cells.</p>` : null
  }`;
}

/** The consoles that differ, side by side. */
export function logsHtml({ consoles }: LogsDiff, from: string, to: string): Html {
  const different = consoles.filter(({ removed, added }) => removed + added > 0);
  return html`<section><h2>Logs of ${from} and ${to}</h2>${
    different.length === 0 ? html`<p>No lines differ but for times and the like.</p>` : null
  }${different.map(
    ({ step, rows, removed, added, capped }) =>
      html`<details open><summary>${step ?? "console"} −${removed} +${added}</summary><table class="log"><tbody>${rows
        .slice(0, linesShown)
        .map((row) =>
          row.change === "skipped"
            ? html`<tr class="skipped"><td colspan="4">⋯ ${row.lines} lines alike</td></tr>`
            : html`<tr data-change="${row.change}"><td class="value">${row.from?.line ?? ""}</td><td><span class="${row.change === "same" ? "" : "from"}">${row.from?.text ?? ""}</span></td><td class="value">${row.to?.line ?? ""}</td><td><span class="${row.change === "same" ? "" : "to"}">${row.to?.text ?? ""}</span></td></tr>`,
        )}</tbody></table>${capped || rows.length > linesShown ? html`<p>More lines differ than are shown.</p>` : null}</details>`,
  )}</section>`;
}
