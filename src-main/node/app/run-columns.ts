import { byCodeUnit, displayValue } from "../../core/base/json.ts";
import type { RunColumn } from "../../core/contract/run-lists.ts";
import type { RunRow } from "../../core/model/run.ts";
import type { Writable } from "../store/database.ts";
import { fieldCounts } from "../store/search/field-counts.ts";
import { findRuns } from "../store/search/search-runs.ts";
import { propertiesOf } from "../store/tables/run-notes.ts";
import { rowsBySeq } from "../store/tables/runs.ts";

/** So many of the newest runs tell which columns tell most; fewer where they have very many values. */
const looked = 200;
/** So many of these are what is seen of a list first. */
const leading = 30;
const manyValues = 100_000;

const kinds = ["params", "metrics", "properties"] as const;

/** What the runs of the library may be shown with, parameters first, in the order of their names. */
export function runColumns(database: Writable, project: string | null): readonly RunColumn[] {
  const fields = fieldCounts(database);
  const names = new Set(fields.map(({ name }) => name));
  const tallies = tallyOf(newestRows(database, project));
  return fields
    .flatMap(({ name: id, runs, hasTexts }): readonly RunColumn[] => {
      const kind = kinds.find((family) => id.startsWith(`${family}.`));
      if (kind === undefined || isDerived(id, names)) return [];
      const tally = tallies.get(id);
      return [
        {
          id,
          kind,
          name: id.slice(kind.length + 1),
          runs,
          recent: tally?.count ?? 0,
          differs: tally?.differs ?? false,
          leads: tally?.leads ?? false,
          numeric: !hasTexts,
        },
      ];
    })
    .sort((a, b) =>
      a.kind === b.kind ? byCodeUnit(a.name, b.name) : kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
    );
}

/** `metrics.loss.min` can be searched for beside `metrics.loss`, and is no metric of its own. Nor were these properties set. */
const isDerived = (id: string, names: ReadonlySet<string>): boolean =>
  id === "properties.title" ||
  id === "properties.timestamp" ||
  (/^metrics\..+\.(?:min|max|best)$/.test(id) && names.has(id.slice(0, id.lastIndexOf("."))));

type Tally = { count: number; text: string; differs: boolean; readonly leads: boolean };

function tallyOf(rows: Iterable<RunRow>): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  let place = 0;
  const add = (id: string, text: string): void => {
    const tally = tallies.get(id);
    if (tally === undefined) tallies.set(id, { count: 1, text, differs: false, leads: place < leading });
    else {
      tally.count += 1;
      tally.differs ||= tally.text !== text;
    }
  };
  for (const row of rows) {
    for (const [name, value] of Object.entries(row.params)) add(`params.${name}`, displayValue(value));
    for (const [name, value] of Object.entries(row.metrics)) add(`metrics.${name}`, String(value));
    for (const [name, value] of Object.entries(row.properties ?? {}))
      add(`properties.${name}`, String(value));
    place += 1;
  }
  return tallies;
}

function* newestRows(database: Writable, project: string | null): Generator<RunRow> {
  const found = findRuns(database, { query: "", project, limit: looked, offset: 0, sort: null });
  let values = 0;
  for (const seq of found.ok ? found.value.seqs : []) {
    const [row] = rowsBySeq(database, [seq]);
    if (row === undefined) continue;
    if (values > manyValues) return;
    values += Object.keys(row.params).length + Object.keys(row.metrics).length;
    yield { ...row, properties: propertiesOf(database, row.id) };
  }
}
