import type { Database } from "better-sqlite3";
import type { Result } from "../../../core/base/result.ts";
import { type Diagnostic, problem } from "../../../core/model/diagnostic.ts";
import { fieldKinds } from "../../../core/query/fields.ts";
import { fieldId } from "./compile.ts";
import { type GroupValue, groupKey } from "./group-key.ts";
import { readMatching, type SearchRequest } from "./search-runs.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

export type GroupRequest = SearchRequest & {
  /** Fields whose values make the groups; at least one. */
  readonly by: readonly string[];
  /** Fields of numbers to tell the mean of. */
  readonly measures: readonly string[];
};

/** Over the runs of a group that have a number there. The deviation is that of a sample, null of a single one. */
export type Measure = {
  readonly count: number;
  readonly mean: number | null;
  readonly deviation: number | null;
};

export type RunGroup = {
  /** Parallel to `by`. */
  readonly key: readonly GroupValue[];
  readonly runs: number;
  /** Start of the newest run, in milliseconds since 1970. */
  readonly newest: number;
  /** Parallel to `measures`. */
  readonly measures: readonly Measure[];
};

export type GroupPage = {
  readonly total: number;
  readonly groups: readonly RunGroup[];
  readonly hints: readonly Diagnostic[];
};

/**
 * Groups the runs that match by the values of fields. In the order of `sort`: by a field of `by`, or by the mean of a
 * measure; else the group with the newest run first. Groups without a value come last.
 */
export function groupRuns(db: Database, request: GroupRequest): Result<GroupPage, Diagnostic[]> {
  const keys = request.by.map(groupKey);
  const wrong = request.by.filter((_, index) => keys[index] === null);
  if (wrong.length > 0 || keys.length === 0) {
    const remedy =
      "Group by a parameter, a property, a metric, or name, project, status, tags, pipeline, user, host …";
    return {
      ok: false,
      error: [problem("ungroupable-field", `Runs cannot be grouped by \`${wrong[0] ?? ""}\``, remedy)],
    };
  }
  const found = readMatching(db, { ...request, sort: null }, (conditions) => {
    const { text, values } = groupStatement(keys as readonly Sql[], conditions, request);
    return db.prepare<unknown[], Row>(text).all(...values);
  });
  if (!found.ok) return found;
  const { value: rows, hints } = found.value;
  return {
    ok: true,
    value: { total: rows[0]?.total ?? 0, groups: rows.map((row) => groupOf(row, request)), hints },
  };
}

type Row = { readonly runs: number; readonly newest: number; readonly total: number } & {
  readonly [column: string]: GroupValue;
};

function groupOf(row: Row, { by, measures }: GroupRequest): RunGroup {
  const number = (column: string): number | null => (row[column] as number | null) ?? null;
  return {
    key: by.map((_, index) => row[`k${index}`] ?? null),
    runs: row.runs,
    newest: row.newest,
    measures: measures.map((_, index) => {
      const count = number(`n${index}`) ?? 0;
      const squares = number(`s${index}`);
      return {
        count,
        mean: number(`a${index}`),
        deviation: count < 2 || squares === null ? null : Math.sqrt(squares / (count - 1)),
      };
    }),
  };
}

/** The deviation is of differences from the group's mean: sums of squares of the values themselves would lose it. */
function groupStatement(keys: readonly Sql[], conditions: Sql, request: GroupRequest): Sql {
  const names = (letter: string, of: readonly unknown[]): readonly Sql[] =>
    of.map((_, index) => named(`${letter}${index}`));
  const list = (parts: readonly Sql[]): Sql => joinSql(parts, sql`, `);
  const { measures, limit, offset } = request;
  const values = measures.map((field, index) => sql`${measureValue(field)} AS ${named(`m${index}`)}`);
  const keyValues = keys.map((key, index) => sql`${key} AS ${named(`k${index}`)}`);
  const groups = list(names("k", keys));
  const means = measures.map((_, index) =>
    named(`avg(m${index}) OVER (PARTITION BY ${groups.text}) AS a${index}`),
  );
  const told = measures.map((_, index) =>
    named(
      `count(m${index}) AS n${index}, max(a${index}) AS a${index}, sum((m${index} - a${index}) * (m${index} - a${index})) AS s${index}`,
    ),
  );
  return sql`WITH matched AS MATERIALIZED (
      SELECT coalesce(runs.started, runs.created) AS time, ${list([...keyValues, ...values])} FROM runs WHERE ${conditions}
    ), compared AS (SELECT ${list([sql`time`, ...names("k", keys), ...names("m", measures), ...means])} FROM matched)
    SELECT ${list([...names("k", keys), sql`count(*) AS runs, max(time) AS newest, count(*) OVER () AS total`, ...told])}
    FROM compared GROUP BY ${groups} ORDER BY ${orderOfGroups(request)} LIMIT ${limit} OFFSET ${offset}`;
}

/** A column's name or an expression over such; made here, never of what comes from outside. */
const named = (text: string): Sql => ({ text, values: [] });

function orderOfGroups({ sort, by, measures }: GroupRequest): Sql {
  const newest = sql`newest DESC`;
  if (sort === null) return newest;
  const key = by.indexOf(sort.field);
  const measure = measures.indexOf(sort.field);
  const column = key >= 0 ? named(`k${key}`) : measure >= 0 ? named(`a${measure}`) : null;
  if (sort.field === "runs") return sql`runs ${sort.descending ? sql`DESC` : sql`ASC`}, ${newest}`;
  if (column === null) return newest;
  return sql`${column} IS NULL, ${column} ${sort.descending ? sql`DESC` : sql`ASC`}, ${newest}`;
}

function measureValue(field: string): Sql {
  if (fieldKinds(field)?.includes("number") !== true) return sql`NULL`;
  return sql`(SELECT min(value) FROM search_numbers WHERE run = runs.seq AND field = ${fieldId(field)})`;
}
