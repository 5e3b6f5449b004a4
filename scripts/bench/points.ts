import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openReader, type Readable } from "../../src-main/node/store/database.ts";
import type { SeriesRange } from "../../src-main/node/store/series/read.ts";
import { countSummaries, metricSummaries, readSeries } from "../../src-main/node/store/tables/metrics.ts";
import { newestRun } from "../../src-main/node/store/tables/run-lookups.ts";
import { projectFolder } from "../project.ts";
import { measured } from "./measure.ts";
import { milliseconds, table } from "./report.ts";

/** So many points are asked of a series for a chart. */
const chartPoints = 2_000;

type Shape = { readonly name: string; readonly args: "one" | "ten" | "names"; readonly points: number };

const shapes = (scale: number): readonly Shape[] => [
  { name: "one series", args: "one", points: 1_000_000 * scale },
  { name: "ten series, logged together", args: "ten", points: 2_000_000 * scale },
  { name: "a series for each point", args: "names", points: 100_000 * scale },
];

/** Two tables: programs that log points while the built command takes them in, and what is read of them then. */
export function pointsSection(cache: string, command: readonly string[], scale: number): string {
  const written: string[][] = [];
  const read: string[][] = [];
  for (const { name, args, points } of shapes(scale)) {
    const folder = mkdtempSync(join(cache, "points-"));
    try {
      const program = join(projectFolder, "scripts", "bench", "log-points.py");
      const library = ["--library", join(folder, "library")];
      const words = [...command, ...library, "exec", "--", "python3", program, args, String(points)];
      const idle = measured({ words: [...words.slice(0, -1), "0"], cwd: folder });
      const one = measured({ words, cwd: folder });
      const count = points.toLocaleString("en");
      if (typeof one === "string" || typeof idle === "string") {
        written.push([name, count, String(one), "–", "–", "–"]);
        continue;
      }
      const rate = Math.round(points / (one.seconds - idle.seconds));
      written.push([
        name,
        count,
        milliseconds(one.seconds),
        milliseconds(one.cpuSeconds),
        rate.toLocaleString("en"),
        `${Math.round(one.kilobytes / 1_024)} MB`,
      ]);
      read.push(...readings(join(folder, "library", "signet.db"), name, points));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return [
    table(["points of", "", "time", "CPU", "points a second", "memory"], written),
    table(["of", "read, each by a connection that was just opened", "time"], read),
  ].join("\n\n");
}

/** What a window asks of a run's points. Throws when not all of them are there. */
function readings(path: string, name: string, points: number): string[][] {
  const timed = (what: string, ask: (database: Readable) => unknown): string[] => {
    const database = openReader(path);
    const start = performance.now();
    ask(database);
    const seconds = (performance.now() - start) / 1_000;
    database.close();
    return [name, what, milliseconds(seconds)];
  };
  const database = openReader(path);
  const run = newestRun(database);
  if (run === null) throw new Error("The program is not recorded");
  const [first] = metricSummaries(database, run, { filter: name.startsWith("one") ? "loss" : "", limit: 1 });
  const all = database
    .prepare("SELECT sum(count) FROM metric_series WHERE run = ? AND name NOT LIKE 'system%'")
    .pluck()
    .get(run) as number;
  database.close();
  if (first === undefined || all !== points) throw new Error(`${all} points are recorded, not ${points}`);
  const series = (range: SeriesRange | null) => (reader: Readable) =>
    readSeries(reader, run, first.name, chartPoints, range);
  const steps = first.count;
  return [
    timed(`a chart of ${steps.toLocaleString("en")} points`, series(null)),
    ...(steps > 1
      ? [timed("a hundredth of it", series({ by: "step", from: steps * 0.5, to: steps * 0.51 }))]
      : []),
    timed("the first hundred metrics, and how many there are", (reader) => [
      metricSummaries(reader, run, { limit: 100 }),
      countSummaries(reader, run),
    ]),
    timed("those with a text in their name", (reader) =>
      metricSummaries(reader, run, { filter: "9999", limit: 100 }),
    ),
  ];
}
