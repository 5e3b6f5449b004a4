import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { median, type Series, worst } from "./measure.ts";

export const milliseconds = (seconds: number): string =>
  Number.isNaN(seconds)
    ? "–"
    : seconds < 10
      ? `${(seconds * 1_000).toFixed(0)} ms`
      : `${seconds.toFixed(1)} s`;

export const megabytes = (of: Series): string =>
  of.runs.length === 0 ? "–" : `${Math.round(worst(of, "kilobytes") / 1_024)} MB`;

/** `median (worst of n)`, or why there is none. */
export function timeText(of: Series): string {
  if (of.runs.length === 0) return of.problem ?? "–";
  const more = of.runs.length === 1 ? "once" : `worst of ${of.runs.length}: ${milliseconds(worst(of))}`;
  return `${milliseconds(median(of))} (${more})`;
}

/** How much longer the one took than the other. */
export function ratio(of: Series, than: Series): string {
  const times = median(of) / median(than);
  return Number.isNaN(times) ? "–" : times >= 10 ? times.toFixed(0) : times.toPrecision(2);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** How much else the machine had to do just before: other work makes times longer. */
export const loadText = (): string =>
  `${(loadavg()[1] ?? 0).toFixed(1)} processes were at work on it before (load average of five minutes)`;

/** The machine in the words that matter for speed. */
export function machineText(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${memory} GB of memory, ${systemName()}, Node ${process.versions.node}`;
}

function systemName(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
    if (name !== undefined) return name;
  } catch {
    // Not a Linux that says its name.
  }
  return `${type()} ${release()}`;
}
