import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { measured } from "./measure.ts";
import { milliseconds, table } from "./report.ts";
import { writeRunsFile } from "./runs-file.ts";
import { asMegabytes } from "./targets.ts";

/** A table of imports of files of so many runs, each into an empty library, by the built command as a whole process. */
export function importSection(cache: string, command: readonly string[], sizes: readonly number[]): string {
  const rows = sizes.map((runs) => {
    const file = join(cache, `runs-${runs}.jsonl`);
    if (!existsSync(file)) writeRunsFile(file, runs);
    const library = mkdtempSync(join(cache, "imports-"));
    try {
      const one = measured({ words: [...command, "--library", library, "import", file], cwd: cache });
      if (typeof one === "string") return [String(runs), one, "–", "–", "–", "–"];
      const bytes = statSync(join(library, "signet.db")).size;
      return [
        runs.toLocaleString("en"),
        milliseconds(one.seconds),
        milliseconds(one.cpuSeconds),
        `${((1_000 * one.cpuSeconds) / runs).toFixed(2)} ms`,
        asMegabytes(one.kilobytes),
        asMegabytes(bytes / 1_024),
      ];
    } finally {
      rmSync(library, { recursive: true, force: true });
    }
  });
  return table(["runs", "time", "CPU", "CPU of one run", "memory", "database"], rows);
}
