import type { Database } from "better-sqlite3";
import type { Plan } from "../../../core/query/plan.ts";
import { isSloppyPhrase } from "../../../core/query/sloppy-phrase.ts";
import type { Work } from "./dictionary.ts";
import type { Bounds } from "./resolve.ts";
import { valueGap } from "./schema.ts";

type Sloppy = Extract<Plan, { kind: "text-words" }>;

/**
 * Runs within bounds in which a phrase stands with gaps, in one value of one of the fields; null when that would take too
 * much work.
 * `NEAR` finds those that may be meant: it is unordered and lets one word stand for two. Then positions decide.
 */
export function sloppyRuns(
  db: Database,
  { fields, words, slop }: Sloppy,
  bounds: Bounds | null,
  work: Work,
): number[] | null {
  const found = new Set<number>();
  for (const field of fields) {
    const runs = runsOfField(db, field, words, slop, bounds, work);
    if (runs === null) return null;
    for (const run of runs) found.add(run);
  }
  return [...found];
}

function runsOfField(
  db: Database,
  field: string,
  words: readonly string[],
  slop: number,
  bounds: Bounds | null,
  work: Work,
): number[] | null {
  const distinct = [...new Set(words)];
  const quoted = distinct.map((word) => `"${word}"`).join(" ");
  const match =
    distinct.length === 1
      ? `{${field}} : ${quoted}`
      : `{${field}} : NEAR(${quoted}, ${Math.min(slop + words.length, 1_000_000_000)})`;
  const { first, last } = bounds ?? { first: 0, last: Number.MAX_SAFE_INTEGER };
  const candidates = db
    .prepare<[string, number, number], number>(
      "SELECT rowid FROM search_texts WHERE search_texts MATCH ? AND rowid BETWEEN ? AND ?",
    )
    .pluck()
    .all(match, first, last);
  if (candidates.length === 0) return [];
  // One row for each run: rows cost more than the numbers in them.
  const places = db.prepare<[string, string, string], { run: number; all: string }>(
    `SELECT doc AS run, group_concat(offset) AS "all" FROM search_text_places
    WHERE term = ? AND col = ? AND doc IN (SELECT value FROM json_each(?)) GROUP BY doc`,
  );
  const runs = JSON.stringify(candidates);
  const positions = new Map<number, Map<string, number[]>>();
  for (const word of [...distinct, valueGap]) {
    for (const { run, all } of places.iterate(word, field, runs)) {
      const ofWord = all
        .split(",")
        .map(Number)
        .sort((one, other) => one - other);
      work.entries.left -= ofWord.length;
      if (work.entries.left < 0) return null;
      const ofRun = positions.get(run) ?? new Map<string, number[]>();
      positions.set(run, ofRun.set(word, ofWord));
    }
  }
  const found: number[] = [];
  for (const [run, ofRun] of positions) {
    for (const value of values(ofRun)) {
      if (!isSloppyPhrase(words, value, slop, work.steps)) continue;
      found.push(run);
      break;
    }
    if (work.steps.left < 0) return null;
  }
  return found;
}

/** The positions of the words in each value of a field. */
function values(ofRun: ReadonlyMap<string, readonly number[]>): Map<string, number[]>[] {
  const gaps = ofRun.get(valueGap) ?? [];
  const parts = Array.from({ length: gaps.length + 1 }, () => new Map<string, number[]>());
  for (const [word, positions] of ofRun) {
    if (word === valueGap) continue;
    let part = 0;
    for (const position of positions) {
      while (part < gaps.length && position > (gaps[part] ?? 0)) part += 1;
      const known = parts[part]?.get(word);
      if (known === undefined) parts[part]?.set(word, [position]);
      else known.push(position);
    }
  }
  return parts;
}
