import { unreachable } from "../../../core/base/unreachable.ts";
import type { Resolved } from "./resolve.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

/** SQLite takes at most 500 selects in one compound. */
const chunkSize = 200;

/**
 * Selects the `seq` of every run that a plan matches. Boolean structure is set algebra (`INTERSECT`, `UNION ALL`,
 * `EXCEPT`) over subqueries in `FROM`: unlike `IN` inside `IN`, chains of `AND` and named subqueries, which fail at a
 * depth or a number of members that a query may have, these nest as deep as a query can.
 */
export function selectRuns(plan: Resolved): Sql {
  switch (plan.kind) {
    case "all":
      return sql`SELECT seq FROM runs`;
    case "none":
      return sql`SELECT seq FROM runs WHERE FALSE`;
    case "boost":
      return selectRuns(plan.plan);
    case "bool": {
      const required = plan.must.map(memberOf);
      if (required.length === 0 && plan.should.length > 0)
        required.push(asMember(unionOf(plan.should), plan.should.length));
      if (required.length === 0) required.push(sql`SELECT seq FROM runs`);
      const found = compound(required, sql` INTERSECT `);
      return plan.mustNot.length === 0
        ? found
        : sql`${found} EXCEPT ${asMember(unionOf(plan.mustNot), plan.mustNot.length)}`;
    }
    case "texts":
      return compound(plan.matches.map(textMatch), sql` UNION ALL `);
    case "runs":
      return sql`SELECT value FROM json_each(${JSON.stringify(plan.runs)})`;
    case "links":
      return plan.keywords === null
        ? sql`SELECT run FROM search_links WHERE ${inFields(plan.fields)}`
        : sql`SELECT run FROM search_links WHERE keyword IN (${compound(
            plan.keywords.map(({ select }) => select),
            sql` UNION ALL `,
          )}) AND ${inFields(plan.fields)}`;
    case "values":
      return sql`SELECT run FROM ${valueTables[plan.table]} WHERE ${inOneOf(plan.fields)} AND ${plan.range}`;
    case "has":
      return joinSql(
        holders.map((table) => sql`SELECT run FROM ${table} WHERE ${inOneOf(plan.fields)}`),
        sql` UNION ALL `,
      );
    default:
      return unreachable(plan);
  }
}

/** Where a field of a run stands, whatever its kind. */
export const holders = [sql`search_has`, sql`search_numbers`, sql`search_dates`];

export const valueTables = { numbers: sql`search_numbers`, dates: sql`search_dates` } as const;

const memberOf = (plan: Resolved): Sql =>
  plan.kind === "bool" || plan.kind === "boost" || plan.kind === "has" || plan.kind === "texts"
    ? wrapped(selectRuns(plan))
    : selectRuns(plan);

/** A compound has no brackets in SQLite: as a member of another one it must be a subquery. */
const wrapped = (select: Sql): Sql => sql`SELECT * FROM (${select})`;

const asMember = (select: Sql, members: number): Sql => (members > 1 ? wrapped(select) : select);

const unionOf = (plans: readonly Resolved[]): Sql => compound(plans.map(memberOf), sql` UNION ALL `);

/** Members of a compound select, in brackets of their own where they are too many for one. */
export function compound(members: readonly Sql[], operator: Sql): Sql {
  if (members.length <= chunkSize) return joinSql(members, operator);
  const chunks: Sql[] = [];
  for (let start = 0; start < members.length; start += chunkSize) {
    chunks.push(wrapped(joinSql(members.slice(start, start + chunkSize), operator)));
  }
  return compound(chunks, operator);
}

export const fieldId = (name: string): Sql => sql`(SELECT id FROM search_fields WHERE name = ${name})`;

export const textMatch = (match: string): Sql =>
  sql`SELECT rowid FROM search_texts WHERE search_texts MATCH ${match}`;

/** A condition on `field`: one field is looked up, of several each entry is asked. */
export function inOneOf(fields: readonly string[]): Sql {
  const [only, second] = fields;
  return only !== undefined && second === undefined
    ? sql`field = ${fieldId(only)}`
    : sql`field IN (SELECT id FROM search_fields WHERE name IN (SELECT value FROM json_each(${JSON.stringify(fields)})))`;
}

/** The same for keywords, where null stands for the default fields. */
export function inFields(fields: readonly string[] | null): Sql {
  if (fields === null) return sql`+field IN (SELECT id FROM search_fields WHERE by_default)`;
  return fields.length === 1 ? inOneOf(fields) : sql`+${inOneOf(fields)}`;
}
