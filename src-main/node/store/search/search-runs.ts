import type { Database } from "better-sqlite3";
import { err, ok, type Result } from "../../../core/base/result.ts";
import { type Diagnostic, hasErrors } from "../../../core/model/diagnostic.ts";
import { bindQuery } from "../../../core/query/bind.ts";
import { cutLogs, type FieldCatalog } from "../../../core/query/fields.ts";
import { parseQuery } from "../../../core/query/parse.ts";
import type { Plan } from "../../../core/query/plan.ts";
import { located } from "../../../core/query/query-problem.ts";
import { selectRuns } from "./compile.ts";
import { newestFirst, runsInOrder } from "./field-order.ts";
import { type Within, withinSql } from "./group-key.ts";
import { orderOf, sortProblems } from "./order.ts";
import { boundsOf, countLeaves, fewMatches, matchesAmong, maxProbedLeaves } from "./probe.ts";
import { type Bounds, planResolver, type Resolved } from "./resolve.ts";
import { totalScores } from "./score.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

export type SearchRequest = {
  /** Empty: all top-level runs. */
  readonly query: string;
  /** Only this project and those below it. */
  readonly project: string | null;
  readonly limit: number;
  readonly offset: number;
  /** Null: newest start first. The field `score` stands for relevance. */
  readonly sort: { readonly field: string; readonly descending: boolean } | null;
  readonly includeArchived?: boolean;
  /** Archived runs and no others; none that is being deleted. */
  readonly onlyArchived?: boolean;
  /** Only runs of one group of `groupRuns`. */
  readonly within?: readonly Within[];
  /** What `now` means in the query, in milliseconds since 1970; the current time when left out. */
  readonly now?: number;
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
  return answer(db, request, (question) => {
    const page = foundBy(db, question, request);
    if (page === null) return null;
    const total = page.total ?? countOf(db, question, request);
    return total === null ? null : { ...page, total };
  });
}

/** The same, where the total is null if it takes more than the page to know it: `countRuns` tells it. */
export const findRuns = (
  db: Database,
  request: SearchRequest,
): Result<Omit<SearchPage, "total"> & { readonly total: number | null }, Diagnostic[]> =>
  answer(db, request, (question) => foundBy(db, question, request));

function foundBy(db: Database, question: Question, request: SearchRequest) {
  const rows = pageOf(db, question, request);
  if (rows === null) return null;
  const isLast = rows.length < request.limit && (rows.length > 0 || request.offset === 0);
  return { ...pageFrom(rows, question), total: isLast ? request.offset + rows.length : null };
}

/** How many runs match, on all pages. */
export const countRuns = (db: Database, request: SearchRequest): Result<number, Diagnostic[]> =>
  answer(db, request, (question) => countOf(db, question, request));

/**
 * What `read` makes of all runs that match, with hints about the query. It gets conditions for a `WHERE` over `runs`; the order
 * and the page of the request are not among them.
 */
export const readMatching = <T>(
  db: Database,
  request: SearchRequest,
  read: (conditions: Sql) => T,
): Result<{ readonly value: T; readonly hints: Diagnostic[] }, Diagnostic[]> =>
  answer(db, request, ({ resolve, isEmpty, hints }) => {
    const resolved = resolve(null);
    if (resolved === null) return null;
    const matched = fewMatches(db, resolved) ?? resolved;
    return { value: read(sql`${scope(request, isEmpty)}${matchedBy(matched)}`), hints };
  });

/** A query that was understood, and how its plan is resolved. */
type Question = {
  readonly plan: Plan;
  readonly isEmpty: boolean;
  readonly hints: Diagnostic[];
  /** For the runs within bounds, or all; null after a problem. */
  readonly resolve: (bounds: Bounds | null) => Resolved | null;
};

/** All of an answer is read at one point of time. Null of `read` means that the query proved to be too broad. */
function answer<T>(
  db: Database,
  request: SearchRequest,
  read: (question: Question) => T | null,
): Result<T, Diagnostic[]> {
  return db.transaction((): Result<T, Diagnostic[]> => {
    const parsed = parseQuery(request.query);
    if (parsed.query === null) return err(parsed.diagnostics);
    const catalog = catalogOf(db);
    const { plan, problems } = bindQuery(parsed.query, catalog, request.now ?? Date.now());
    const hints = [...parsed.diagnostics, ...problems.map((found) => located(found, request.query))];
    if (request.sort !== null) hints.push(...sortProblems(request.sort.field, catalog));
    if (hasErrors(hints)) return err(hints.filter(({ severity }) => severity === "error"));
    const resolver = planResolver(db, plan);
    const question = {
      plan,
      isEmpty: parsed.query.clauses.length === 0,
      hints,
      resolve: (bounds: Bounds | null) => {
        const resolved = resolver.resolve(bounds);
        return resolver.problems.length > 0 ? null : resolved;
      },
    };
    const found = read(question);
    return found === null
      ? err(resolver.problems.map((problem) => located(problem, request.query)))
      : ok(found);
  })();
}

type Row = { readonly seq: number; readonly score: number | null };

const pageFrom = (rows: readonly Row[], { hints }: Question) => ({
  seqs: rows.map(({ seq }) => seq),
  scores: rows.map(({ score }) => score),
  hints,
});

/**
 * So many of the first runs, in the order of the page, are asked one by one before the index is asked for all that match; of the
 * second piece, when the first had a good part of the page.
 */
const pieces = [1000, 5000];

function pageOf(db: Database, question: Question, request: SearchRequest): Row[] | null {
  const seqs = firstOf(db, question, request);
  if (seqs !== null) return seqs.map((seq) => ({ seq, score: null }));
  const resolved = question.resolve(null);
  if (resolved === null) return null;
  const { text, values } = pageStatement(resolved, fewMatches(db, resolved) ?? resolved, question, request);
  return db.prepare<unknown[], Row>(text).all(...values);
}

/** The page, if enough of the first runs match to fill it; else null. */
function firstOf(
  db: Database,
  { plan, resolve, isEmpty }: Question,
  request: SearchRequest,
): number[] | null {
  const { sort, offset, limit } = request;
  const wanted = offset + limit;
  if (wanted > (pieces[0] ?? 0) || limit === 0) return null;
  // Newest first without a query: then the page's own statement follows the index.
  const order =
    sort === null
      ? plan.kind === "all"
        ? null
        : newestFirst(db, scope(request, isEmpty))
      : runsInOrder(db, sort);
  if (order === null) return null;
  const found: number[] = [];
  try {
    for (const size of pieces) {
      const { all, isLast } = taken(order, size);
      const seqs = sort === null ? all : withinScope(db, all, request, isEmpty);
      const resolved = resolve(boundsOf(seqs));
      if (resolved === null || countLeaves(resolved) > maxProbedLeaves) return null;
      found.push(...matchesAmong(db, resolved, seqs, wanted - found.length));
      if (found.length >= wanted || isLast) return found.slice(offset, wanted);
      if (found.length * 5 < wanted) return null;
    }
    return null;
  } finally {
    // The transaction cannot end before what reads in it.
    order.return?.();
  }
}

function taken(order: Iterator<number>, size: number) {
  const all: number[] = [];
  while (all.length < size) {
    const next = order.next();
    if (next.done === true) return { all, isLast: true };
    all.push(next.value);
  }
  return { all, isLast: false };
}

/** Those of the runs that a request is about, in the same order. */
function withinScope(
  db: Database,
  seqs: readonly number[],
  request: SearchRequest,
  isEmpty: boolean,
): number[] {
  const { text, values } =
    sql`SELECT w.seq FROM (SELECT value AS seq FROM json_each(${JSON.stringify(seqs)})) w CROSS JOIN runs INDEXED BY search_by_seq ON runs.seq = w.seq WHERE ${scope(request, isEmpty)}`;
  return db
    .prepare<unknown[], number>(text)
    .pluck()
    .all(...values);
}

/** `matched` is the plan, or the runs it comes to. */
function pageStatement(
  plan: Resolved,
  matched: Resolved,
  { isEmpty }: Question,
  request: SearchRequest,
): Sql {
  const limits = sql`LIMIT ${request.limit} OFFSET ${request.offset}`;
  const conditions = sql`${scope(request, isEmpty)}${matchedBy(matched)}`;
  if (request.sort?.field === "score") {
    const direction = request.sort.descending ? sql`DESC` : sql`ASC`;
    return sql`SELECT runs.seq AS seq, coalesce(s.score, 0.0) AS score FROM runs LEFT JOIN ${totalScores(plan)} s ON s.run = runs.seq WHERE ${conditions} ORDER BY 2 ${direction}, runs.seq DESC ${limits}`;
  }
  const index = request.sort === null && plan.kind === "all" ? sql`search_newest_first` : sql`search_by_seq`;
  return sql`SELECT seq, NULL AS score FROM runs INDEXED BY ${index} WHERE ${conditions} ORDER BY ${orderOf(request.sort)} ${limits}`;
}

function countOf(db: Database, { resolve, isEmpty }: Question, request: SearchRequest): number | null {
  const resolved = resolve(null);
  if (resolved === null) return null;
  const matched = fewMatches(db, resolved) ?? resolved;
  const { text, values } =
    sql`SELECT count(*) FROM runs INDEXED BY search_by_seq WHERE ${scope(request, isEmpty)}${matchedBy(matched)}`;
  return (
    db
      .prepare<unknown[], number>(text)
      .pluck()
      .get(...values) ?? 0
  );
}

const matchedBy = (plan: Resolved): Sql =>
  plan.kind === "all" ? sql`` : sql` AND runs.seq IN (${selectRuns(plan)})`;

/** Conditions that do not come from the query. */
function scope(
  { project, includeArchived, onlyArchived, within = [] }: SearchRequest,
  isEmpty: boolean,
): Sql {
  const conditions: Sql[] = [sql`TRUE`, ...withinSql(within)];
  if (isEmpty) conditions.push(sql`parent IS NULL`);
  if (onlyArchived === true)
    conditions.push(
      sql`archived = 1 AND coalesce(parent, (SELECT id FROM runs AS own WHERE own.seq = runs.seq)) NOT IN (SELECT run FROM run_deletions)`,
    );
  else if (includeArchived !== true) conditions.push(sql`archived = 0`);
  // "0" is the character after "/": everything between the two bounds is below the project.
  if (project !== null)
    conditions.push(
      sql`(project = ${project} OR (project >= ${`${project}/`} AND project < ${`${project}0`}))`,
    );
  return joinSql(conditions, sql` AND `);
}

/** Which dynamic fields the library's runs have now: a name that only deleted runs had is not among them. */
function catalogOf(db: Database): FieldCatalog {
  const inUse = ["search_has", "search_numbers", "search_dates"]
    .map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE field = search_fields.id)`)
    .join(" OR ");
  const find = db
    .prepare<[string], number>(`SELECT 1 FROM search_fields WHERE name = ? AND (${inUse})`)
    .pluck();
  const has = (name: string): boolean => find.get(name) !== undefined;
  return {
    has,
    names: () => db.prepare<[], string>(`SELECT name FROM search_fields WHERE ${inUse}`).pluck().all(),
    hasCutLogs: () => has(cutLogs),
  };
}
