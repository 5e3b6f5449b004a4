import { unreachable } from "../../../core/base/unreachable.ts";
import type { PatternPart } from "../../../core/query/ast.ts";
import type { Bound, Plan } from "../../../core/query/plan.ts";
import { valueGap } from "./schema.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

/** SQLite takes at most 500 selects in one compound. */
const chunkSize = 200;

/**
 * Selects the `seq` of every run that a plan matches. Boolean structure is set algebra (`INTERSECT`, `UNION ALL`,
 * `EXCEPT`) over subqueries in `FROM`: unlike `IN` inside `IN`, chains of `AND` and named subqueries, which fail at a
 * depth or a number of members that a query may have, these nest as deep as a query can.
 */
export function compilePlan(plan: Plan): Sql {
  switch (plan.kind) {
    case "all":
      return sql`SELECT seq FROM runs`;
    case "none":
      return sql`SELECT seq FROM runs WHERE FALSE`;
    case "bool": {
      const required = plan.must.map(memberOf);
      if (plan.should.length > 0) required.push(asMember(unionOf(plan.should), plan.should.length));
      if (required.length === 0) required.push(sql`SELECT seq FROM runs`);
      const found = compound(required, sql` INTERSECT `);
      return plan.mustNot.length === 0
        ? found
        : sql`${found} EXCEPT ${asMember(unionOf(plan.mustNot), plan.mustNot.length)}`;
    }
    case "text-words":
      return textMatch(plan.fields, phrase(plan.words));
    case "text-pattern": {
      const prefix = prefixOf(plan.pattern);
      if (prefix !== null) return textMatch(plan.fields, `${phrase([prefix])} *`);
      return textTerms(plan.fields, sql`t.term GLOB ${glob(plan.pattern)}${startCondition(plan.pattern)}`);
    }
    case "text-range":
      return textTerms(plan.fields, rangeCondition(sql`t.term`, plan.low, plan.high));
    case "keyword":
      return linked(
        plan.field,
        sql`SELECT id FROM search_keywords WHERE value = ${plan.whole}${wordsToo(plan.words)}`,
      );
    case "keyword-pattern":
      return linked(plan.field, keywordPattern(plan.pattern));
    case "keyword-range": {
      const range = rangeCondition(sql`value`, plan.low, plan.high);
      return linked(plan.field, sql`SELECT id FROM search_keywords WHERE ${range}`);
    }
    case "number": {
      const range = rangeCondition(sql`value`, plan.low, plan.high);
      return sql`SELECT run FROM search_numbers WHERE field = ${fieldId(plan.field)} AND ${range}`;
    }
    case "date": {
      const low = plan.first === null ? null : { value: plan.first, inclusive: true };
      const high = plan.last === null ? null : { value: plan.last, inclusive: true };
      const range = rangeCondition(sql`value`, low, high);
      return sql`SELECT run FROM search_dates WHERE field = ${fieldId(plan.field)} AND ${range}`;
    }
    case "exists":
      return sql`SELECT run FROM search_has WHERE field = ${fieldId(plan.field)}`;
    default:
      return unreachable(plan);
  }
}

const memberOf = (plan: Plan): Sql => (plan.kind === "bool" ? wrapped(compilePlan(plan)) : compilePlan(plan));

/** A compound has no brackets in SQLite: as a member of another one it must be a subquery. */
const wrapped = (select: Sql): Sql => sql`SELECT * FROM (${select})`;

const asMember = (select: Sql, members: number): Sql => (members > 1 ? wrapped(select) : select);

const unionOf = (plans: readonly Plan[]): Sql => compound(plans.map(memberOf), sql` UNION ALL `);

function compound(members: readonly Sql[], operator: Sql): Sql {
  if (members.length <= chunkSize) return joinSql(members, operator);
  const chunks: Sql[] = [];
  for (let start = 0; start < members.length; start += chunkSize) {
    chunks.push(wrapped(joinSql(members.slice(start, start + chunkSize), operator)));
  }
  return compound(chunks, operator);
}

export const fieldId = (name: string): Sql => sql`(SELECT id FROM search_fields WHERE name = ${name})`;

/** Words in double quotes; they are letters and digits only, so nothing in them can be syntax. */
const phrase = (words: readonly string[]): string => `"${words.join(" ")}"`;

function textMatch(fields: readonly string[], match: string): Sql {
  return sql`SELECT rowid FROM search_texts WHERE search_texts MATCH ${`{${fields.join(" ")}} : ${match}`}`;
}

/** Runs with a word in some text fields for which a condition on `t.term` holds. */
function textTerms(fields: readonly string[], condition: Sql): Sql {
  const columns = joinSql(
    fields.map((field) => sql`${field}`),
    sql`, `,
  );
  return sql`SELECT p.doc FROM search_text_terms t CROSS JOIN search_text_places p ON p.term = t.term WHERE ${condition} AND t.term <> ${valueGap} AND p.col IN (${columns})`;
}

/** Runs that have one of the selected keywords in a field; null for the default fields. */
function linked(field: string | null, keywords: Sql): Sql {
  const fields =
    field === null ? sql`IN (SELECT id FROM search_fields WHERE by_default)` : sql`= ${fieldId(field)}`;
  return sql`SELECT run FROM search_links WHERE keyword IN (${keywords}) AND field ${fields}`;
}

function wordsToo(words: readonly string[]): Sql {
  if (words.length === 0) return sql``;
  return sql` UNION ALL SELECT rowid FROM search_keyword_words WHERE search_keyword_words MATCH ${phrase(words)}`;
}

function keywordPattern(pattern: readonly PatternPart[]): Sql {
  const whole = sql`SELECT id FROM search_keywords WHERE value GLOB ${glob(pattern)}`;
  const prefix = prefixOf(pattern);
  const words =
    prefix !== null
      ? sql`SELECT rowid FROM search_keyword_words WHERE search_keyword_words MATCH ${`${phrase([prefix])} *`}`
      : sql`SELECT p.doc FROM search_keyword_terms t CROSS JOIN search_keyword_places p ON p.term = t.term WHERE t.term GLOB ${glob(pattern)}${startCondition(pattern)}`;
  return sql`${whole} UNION ALL ${words}`;
}

/** The start of a pattern that asks for nothing else, where a word can start so. */
function prefixOf(pattern: readonly PatternPart[]): string | null {
  const [first, ...rest] = pattern;
  if (first === undefined || typeof first === "string" || rest.length === 0) return null;
  return rest.every((part) => part === "*") && /^[\p{L}\p{Nd}]+$/u.test(first.literal) ? first.literal : null;
}

/** Bounds what is read of a sorted dictionary; nothing that a word can hold sorts after the last code point. */
function startCondition(pattern: readonly PatternPart[]): Sql {
  const [first] = pattern;
  if (first === undefined || typeof first === "string") return sql``;
  return sql` AND t.term >= ${first.literal} AND t.term <= ${`${first.literal}\u{10FFFF}`}`;
}

/** The pattern in SQLite's own syntax, where brackets make a character literal. */
const glob = (pattern: readonly PatternPart[]): string =>
  pattern.map((part) => (typeof part === "string" ? part : part.literal.replace(/[*?[]/g, "[$&]"))).join("");

function rangeCondition(
  column: Sql,
  low: Bound<string | number> | null,
  high: Bound<string | number> | null,
): Sql {
  const conditions: Sql[] = [];
  if (low !== null)
    conditions.push(low.inclusive ? sql`${column} >= ${low.value}` : sql`${column} > ${low.value}`);
  if (high !== null)
    conditions.push(high.inclusive ? sql`${column} <= ${high.value}` : sql`${column} < ${high.value}`);
  return joinSql(conditions, sql` AND `);
}
