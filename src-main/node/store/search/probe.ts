import type { Database } from "better-sqlite3";
import { unreachable } from "../../../core/base/unreachable.ts";
import { holders, inFields, inOneOf, selectRuns, textMatch, valueTables } from "./compile.ts";
import type { Bounds, Resolved } from "./resolve.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

/** With more clauses, asking run by run is no gain. */
export const maxProbedLeaves = 64;
/**
 * A clause that no more runs than this match makes the others be asked of those only. First one is looked for that leaves the
 * least to do.
 */
const few = [2_000, 20_000, 100_000];

/**
 * What a plan asks, as a condition on the run `w.seq`, for few runs of a table `w`, whose `seq` are all within two bounds: what it
 * costs does not depend on how many runs a clause matches.
 */
export function holdsFor(plan: Resolved, bounds: Bounds): Sql {
  // What is quickly asked comes first, and often decides.
  const each = (plans: readonly Resolved[]): Sql[] =>
    plans.toSorted((one, other) => probeCost(one) - probeCost(other)).map((one) => holdsFor(one, bounds));
  switch (plan.kind) {
    case "all":
      return sql`TRUE`;
    case "none":
      return sql`FALSE`;
    case "boost":
      return holdsFor(plan.plan, bounds);
    case "bool": {
      const required = each(plan.must);
      if (required.length === 0 && plan.should.length > 0)
        required.push(balanced(each(plan.should), sql` OR `));
      const excluded = each(plan.mustNot).map((one) => sql`NOT ${one}`);
      return balanced([...required, ...excluded], sql` AND `);
    }
    case "texts": {
      // Each is only asked where those before it did not match, and most often that is for no run.
      const bounded = plan.matches.map(
        (match) => sql`w.seq IN (${textMatch(match)} AND rowid BETWEEN ${bounds.first} AND ${bounds.last})`,
      );
      return balanced(bounded, sql` OR `);
    }
    case "runs":
      return sql`w.seq IN (${selectRuns(plan)})`;
    case "links": {
      const ofRun = sql`SELECT 1 FROM search_links WHERE run = w.seq AND ${inFields(plan.fields)}`;
      return plan.keywords === null
        ? sql`EXISTS (${ofRun})`
        : sql`EXISTS (${ofRun} AND ${balanced(
            plan.keywords.map(({ select, holds }) => holds ?? sql`+keyword IN (${select})`),
            sql` OR `,
          )})`;
    }
    case "values": {
      return sql`EXISTS (SELECT 1 FROM ${valueTables[plan.table]} WHERE run = w.seq AND ${inOneOf(plan.fields)} AND ${plan.range})`;
    }
    case "has": {
      const ofRun = holders.map(
        (table) => sql`EXISTS (SELECT 1 FROM ${table} WHERE run = w.seq AND ${inOneOf(plan.fields)})`,
      );
      return balanced(ofRun, sql` OR `);
    }
    default:
      return unreachable(plan);
  }
}

/** How long asking of one run takes, in parts of the time that a value of one field takes. */
function probeCost(plan: Resolved): number {
  switch (plan.kind) {
    case "all":
    case "none":
      return 0;
    case "boost":
      return probeCost(plan.plan);
    case "bool":
      return [...plan.must, ...plan.should, ...plan.mustNot].reduce((sum, one) => sum + probeCost(one), 0);
    case "values":
      return plan.fields.length;
    case "runs":
      return 1;
    case "has":
      return 2 + plan.fields.length;
    case "texts":
      return 2 * plan.matches.length;
    case "links":
      // Without a field, each keyword of the run is looked at.
      return (plan.keywords?.length ?? 1) * (plan.fields === null ? 20 : 1 + plan.fields.length);
    default:
      return unreachable(plan);
  }
}

/** Conditions in brackets by halves: SQLite takes no chain of a thousand. */
function balanced(conditions: readonly Sql[], operator: Sql): Sql {
  const [only, second] = conditions;
  if (only === undefined) return sql`TRUE`;
  if (second === undefined) return only;
  const middle = conditions.length >> 1;
  const halves = [conditions.slice(0, middle), conditions.slice(middle)];
  return sql`(${joinSql(
    halves.map((half) => balanced(half, operator)),
    operator,
  )})`;
}

export function boundsOf(seqs: readonly number[]): Bounds {
  const first = seqs.reduce((least, seq) => Math.min(least, seq), Number.MAX_SAFE_INTEGER);
  return { first, last: seqs.reduce((greatest, seq) => Math.max(greatest, seq), 0) };
}

/**
 * Those of the runs that match, in the same order; no more than `wanted` of them are looked for. The list is the one table of
 * the statement, which is thus read from its beginning, and what it compares with is made when the first run needs it.
 */
export function matchesAmong(
  db: Database,
  plan: Resolved,
  seqs: readonly number[],
  wanted = Number.POSITIVE_INFINITY,
): number[] {
  if (seqs.length === 0) return [];
  const { text, values } =
    sql`SELECT w.seq FROM (SELECT value AS seq FROM json_each(${JSON.stringify(seqs)})) w WHERE ${holdsFor(plan, boundsOf(seqs))}`;
  const matched: number[] = [];
  const rows = db.prepare<unknown[], number>(text).pluck();
  for (const seq of rows.iterate(...values)) {
    matched.push(seq);
    if (matched.length >= wanted) break;
  }
  return matched;
}

/** The runs that match, where a clause that must match says that they are few; else null. */
export function fewMatches(db: Database, plan: Resolved): Resolved | null {
  if (plan.kind !== "bool" || countLeaves(plan) > maxProbedLeaves) return null;
  for (const most of few) {
    const candidates = seedsOf(db, plan, most);
    if (candidates !== null) return { kind: "runs", runs: matchesAmong(db, plan, candidates) };
  }
  return null;
}

/** At most so many runs, of which all that match are among. */
function seedsOf(db: Database, plan: Resolved, most: number): number[] | null {
  switch (plan.kind) {
    case "all":
      return null;
    case "boost":
      return seedsOf(db, plan.plan, most);
    case "bool": {
      for (const one of plan.must) {
        const seeds = seedsOf(db, one, most);
        if (seeds !== null) return seeds;
      }
      if (plan.must.length > 0 || plan.should.length === 0) return null;
      const seeds = new Set<number>();
      for (const one of plan.should) {
        const ofOne = seedsOf(db, one, most);
        if (ofOne === null) return null;
        for (const seq of ofOne) seeds.add(seq);
        if (seeds.size > most) return null;
      }
      return [...seeds];
    }
    default: {
      const { text, values } = sql`SELECT * FROM (${selectRuns(plan)}) LIMIT ${most + 1}`;
      const seqs = db
        .prepare<unknown[], number>(text)
        .pluck()
        .all(...values);
      return seqs.length > most ? null : [...new Set(seqs)];
    }
  }
}

/** How many clauses a plan has that look into the index. */
export function countLeaves(plan: Resolved): number {
  if (plan.kind === "boost") return countLeaves(plan.plan);
  if (plan.kind !== "bool") return 1;
  const all = [...plan.must, ...plan.should, ...plan.mustNot];
  return all.reduce((sum, one) => sum + countLeaves(one), 0);
}
