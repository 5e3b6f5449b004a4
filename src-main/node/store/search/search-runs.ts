import type { Database } from "better-sqlite3";
import { err, ok, type Result } from "../../../core/base/result.ts";
import { type Diagnostic, hasErrors, problem } from "../../../core/model/diagnostic.ts";
import { bindQuery } from "../../../core/query/bind.ts";
import { type FieldCatalog, fieldKinds, isFixedField } from "../../../core/query/fields.ts";
import { parseQuery } from "../../../core/query/parse.ts";
import type { Plan } from "../../../core/query/plan.ts";
import { located } from "../../../core/query/query-problem.ts";
import { compilePlan, fieldId } from "./compile.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

export type SearchRequest = {
  /** Empty: all top-level runs. */
  readonly query: string;
  /** Only this project and those below it. */
  readonly project: string | null;
  readonly limit: number;
  readonly offset: number;
  /** Null: newest start first. */
  readonly sort: { readonly field: string; readonly descending: boolean } | null;
  readonly includeArchived?: boolean;
};

export type SearchPage = {
  /** Runs that match, on all pages. */
  readonly total: number;
  readonly seqs: number[];
  /** Parallel to `seqs`; null where the order is not by relevance. */
  readonly scores: (number | null)[];
  readonly hints: Diagnostic[];
};

/**
 * Finds runs. Answers are exact; what cannot be answered is an error with its place in the query. Runs without a value
 * to sort by come last in both directions; equal ones come newest (greatest `seq`) first.
 */
export function searchRuns(db: Database, request: SearchRequest): Result<SearchPage, Diagnostic[]> {
  const compiled = compileSearch(request, catalogOf(db));
  if (!compiled.ok) return compiled;
  const { page, count, hints } = compiled.value;
  const read = db.transaction(() => {
    const seqs = db
      .prepare<unknown[], number>(page.text)
      .pluck()
      .all(...page.values);
    const isLast = seqs.length < request.limit && (seqs.length > 0 || request.offset === 0);
    const counted = (): number =>
      db
        .prepare<unknown[], number>(count.text)
        .pluck()
        .get(...count.values) ?? 0;
    return { total: isLast ? request.offset + seqs.length : counted(), seqs };
  });
  const { total, seqs } = read();
  return ok({ total, seqs, scores: seqs.map(() => null), hints });
}

/** `page` selects the `seq` of one page of runs, `count` how many there are on all. */
type CompiledSearch = { readonly page: Sql; readonly count: Sql; readonly hints: Diagnostic[] };

export function compileSearch(
  request: SearchRequest,
  catalog: FieldCatalog,
): Result<CompiledSearch, Diagnostic[]> {
  const parsed = parseQuery(request.query);
  if (parsed.query === null) return err(parsed.diagnostics);
  const isEmpty = parsed.query.clauses.length === 0;
  const { plan, problems } = bindQuery(parsed.query, catalog);
  const hints = [...parsed.diagnostics, ...problems.map((found) => located(found, request.query))];
  if (request.sort !== null) hints.push(...sortProblems(request.sort.field, catalog));
  if (hasErrors(hints)) return err(hints.filter(({ severity }) => severity === "error"));
  return ok({ ...statementsFor(plan, isEmpty, request), hints });
}

function statementsFor(
  plan: Plan,
  isEmpty: boolean,
  request: SearchRequest,
): Pick<CompiledSearch, "page" | "count"> {
  const conditions = scope(request, isEmpty);
  if (plan.kind !== "all") conditions.push(sql`seq IN (${compilePlan(plan)})`);
  const from = sql`FROM runs${conditions.length === 0 ? sql`` : sql` WHERE ${joinSql(conditions, sql` AND `)}`}`;
  const order = sql`ORDER BY ${orderOf(request.sort)} LIMIT ${request.limit} OFFSET ${request.offset}`;
  return { page: sql`SELECT seq ${from} ${order}`, count: sql`SELECT count(*) ${from}` };
}

/** Conditions that do not come from the query. */
function scope({ project, includeArchived }: SearchRequest, isEmpty: boolean): Sql[] {
  const conditions: Sql[] = [];
  if (isEmpty) conditions.push(sql`parent IS NULL`);
  if (includeArchived !== true) conditions.push(sql`archived = 0`);
  // "0" is the character after "/": everything between the two bounds is below the project.
  if (project !== null)
    conditions.push(
      sql`(project = ${project} OR (project >= ${`${project}/`} AND project < ${`${project}0`}))`,
    );
  return conditions;
}

function orderOf(sort: SearchRequest["sort"]): Sql {
  if (sort === null) return sql`coalesce(runs.started, runs.created) DESC, runs.seq DESC`;
  const value = sortValue(sort.field, sort.descending);
  return sql`${value} IS NULL, ${value} ${sort.descending ? sql`DESC` : sql`ASC`}, runs.seq DESC`;
}

/** The value of a run to sort by: of several the one that comes first. SQLite sorts numbers before texts. */
function sortValue(field: string, descending: boolean): Sql {
  const end = descending ? sql`max` : sql`min`;
  const selects = (fieldKinds(field) ?? []).map((kind): Sql => {
    switch (kind) {
      case "number":
        return sql`(SELECT ${end}(value) FROM search_numbers WHERE run = runs.seq AND field = ${fieldId(field)})`;
      case "date":
        return sql`(SELECT ${end}(value) FROM search_dates WHERE run = runs.seq AND field = ${fieldId(field)})`;
      default:
        return sql`(SELECT ${end}(k.value) FROM search_links l JOIN search_keywords k ON k.id = l.keyword WHERE l.run = runs.seq AND l.field = ${fieldId(field)})`;
    }
  });
  return selects.length === 1 ? (selects[0] ?? sql`NULL`) : sql`coalesce(${joinSql(selects, sql`, `)})`;
}

function sortProblems(field: string, catalog: FieldCatalog): Diagnostic[] {
  if (field === "score") {
    return [
      problem("not-supported-yet", "Runs cannot be sorted by score yet", "Sort by a field such as started."),
    ];
  }
  const kinds = fieldKinds(field);
  if (kinds === null || !(isFixedField(field) || catalog.has(field))) {
    return [
      problem(
        "unknown-sort-field",
        `No run has a field \`${field}\` to sort by`,
        "Sort by name, started, duration, params.… or metrics.…",
      ),
    ];
  }
  if (!kinds.includes("text")) return [];
  return [
    problem(
      "unsortable-field",
      `Runs cannot be sorted by the text of \`${field}\``,
      "Sort by name, started, duration, params.… or metrics.…",
    ),
  ];
}

/** Which dynamic fields the library's runs have now: a name that only deleted runs had is not among them. */
function catalogOf(db: Database): FieldCatalog {
  const inUse = "EXISTS (SELECT 1 FROM search_has WHERE field = search_fields.id)";
  const find = db
    .prepare<[string], number>(`SELECT 1 FROM search_fields WHERE name = ? AND ${inUse}`)
    .pluck();
  return {
    has: (name) => find.get(name) !== undefined,
    names: () => db.prepare<[], string>(`SELECT name FROM search_fields WHERE ${inUse}`).pluck().all(),
  };
}
