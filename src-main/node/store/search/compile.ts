import { unreachable } from "../../../core/base/unreachable.ts";
import type { PatternPart } from "../../../core/query/ast.ts";
import type { Bound, Plan } from "../../../core/query/plan.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

/** Named subqueries (`g1(run) AS MATERIALIZED (…)`) that a condition needs, in the order of their use. */
type Groups = Sql[];

/** More members than this in one UNION or AND would come near SQLite's limits (500 selects, 1,000 levels). */
const chunkSize = 50;

/**
 * The condition on `runs.seq` that a plan stands for, with the groups to put before it in a WITH clause. Groups inside
 * groups are named, not nested: SQLite's parser gives up at about 50 nested subqueries.
 */
export function compilePlan(plan: Plan): { condition: Sql; groups: readonly Sql[] } {
  const groups: Groups = [];
  return { condition: conditionOf(plan, groups), groups };
}

function conditionOf(plan: Plan, groups: Groups): Sql {
  if (plan.kind === "all") return sql`TRUE`;
  if (plan.kind !== "bool" || (plan.must.length === 0 && plan.mustNot.length === 0)) {
    return sql`seq IN (${selectOf(plan, groups)})`;
  }
  const conditions = plan.must.map((part) => sql`seq IN (${memberOf(part, groups)})`);
  if (plan.should.length > 0) conditions.push(sql`seq IN (${unionOf(plan.should, groups)})`);
  if (plan.mustNot.length > 0) conditions.push(sql`seq NOT IN (${unionOf(plan.mustNot, groups)})`);
  return allOf(conditions, groups);
}

function allOf(conditions: readonly Sql[], groups: Groups): Sql {
  if (conditions.length <= chunkSize) return joinSql(conditions, sql` AND `);
  const named = chunks(conditions).map((chunk) =>
    nameGroup(sql`SELECT seq FROM runs WHERE ${joinSql(chunk, sql` AND `)}`, groups),
  );
  return joinSql(
    named.map((select) => sql`seq IN (${select})`),
    sql` AND `,
  );
}

/** Selects the runs of any of the plans. */
function unionOf(plans: readonly Plan[], groups: Groups): Sql {
  const members = plans.map((plan) => memberOf(plan, groups));
  const union = (selects: readonly Sql[]): Sql => joinSql(selects, sql` UNION ALL `);
  if (members.length <= chunkSize) return union(members);
  return union(chunks(members).map((chunk) => nameGroup(union(chunk), groups)));
}

/** Selects the runs of a plan that stands inside another one. */
function memberOf(plan: Plan, groups: Groups): Sql {
  return plan.kind === "bool" ? nameGroup(selectOf(plan, groups), groups) : selectOf(plan, groups);
}

/** Puts a select among the groups; answers with a select of that group. */
function nameGroup(select: Sql, groups: Groups): Sql {
  const name: Sql = { text: `g${groups.length + 1}`, values: [] };
  groups.push(sql`${name}(run) AS MATERIALIZED (${select})`);
  return sql`SELECT run FROM ${name}`;
}

function chunks<T>(items: readonly T[]): T[][] {
  const found: T[][] = [];
  for (let start = 0; start < items.length; start += chunkSize)
    found.push(items.slice(start, start + chunkSize));
  return found;
}

/** Selects the `seq` of every run that a plan matches. */
function selectOf(plan: Plan, groups: Groups): Sql {
  switch (plan.kind) {
    case "all":
      return sql`SELECT seq FROM runs`;
    case "none":
      return sql`SELECT seq FROM runs WHERE FALSE`;
    case "bool":
      if (plan.must.length === 0 && plan.mustNot.length === 0) return unionOf(plan.should, groups);
      return sql`SELECT seq FROM runs WHERE ${conditionOf(plan, groups)}`;
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
    case "keyword-range":
      return linked(
        plan.field,
        sql`SELECT id FROM search_keywords WHERE ${rangeCondition(sql`value`, plan.low, plan.high)}`,
      );
    case "number":
      return sql`SELECT run FROM search_numbers WHERE field = ${fieldId(plan.field)} AND ${rangeCondition(sql`value`, plan.low, plan.high)}`;
    case "date": {
      const { field, first, last } = plan;
      const low = first === null ? null : { value: first, inclusive: true };
      const high = last === null ? null : { value: last, inclusive: true };
      return sql`SELECT run FROM search_dates WHERE field = ${fieldId(field)} AND ${rangeCondition(sql`value`, low, high)}`;
    }
    case "exists":
      return sql`SELECT run FROM search_has WHERE field = ${fieldId(plan.field)}`;
    default:
      return unreachable(plan);
  }
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
  return sql`SELECT p.doc FROM search_text_terms t CROSS JOIN search_text_places p ON p.term = t.term WHERE ${condition} AND p.col IN (${columns})`;
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
