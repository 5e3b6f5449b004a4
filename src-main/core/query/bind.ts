import { unreachable } from "../base/unreachable.ts";
import { decimalNumber, fold, isWordPart, tokensOf } from "./analyze.ts";
import type {
  Clause,
  FieldName,
  FuzzyNode,
  Group,
  Node,
  Query,
  RangeNode,
  Span,
  WildcardNode,
} from "./ast.ts";
import {
  type BoundField,
  type Context,
  defaultFields,
  named,
  ofKind,
  soleKind,
  type Target,
  targetOf,
  textFields,
} from "./bind-fields.ts";
import { type DateUnit, parseDate } from "./dates.ts";
import { editsFor } from "./edit-distance.ts";
import type { FieldCatalog } from "./fields.ts";
import {
  anyOf,
  type Bound,
  boosted,
  combine,
  type EntryTest,
  everything,
  nothing,
  type Plan,
} from "./plan.ts";
import { type QueryProblem, queryError, queryHint } from "./query-problem.ts";
import { readRegex } from "./regex.ts";

/**
 * What a query means for the fields at hand, at a time (milliseconds since 1970). With an error among the problems the plan
 * must not be used: nothing is ever searched in part.
 */
export function bindQuery(
  query: Query,
  catalog: FieldCatalog,
  now: number,
): { plan: Plan; problems: readonly QueryProblem[] } {
  const context: Context = { catalog, now, problems: [], told: new Set() };
  if (query.clauses.length === 0) return { plan: everything, problems: [] };
  const plan = bindGroup(query, null, context);
  if (plan !== null) return { plan, problems: context.problems };
  const hint = queryHint(
    "nothing-to-find",
    query.span,
    "There is no letter or digit to search for",
    'Name a field to find a whole value: tags:"!"',
  );
  return { plan: nothing, problems: [...context.problems, hint] };
}

/** Null: the clause says nothing and is left out, as stop words are elsewhere. */
type Meaning = Plan | null;

function bindGroup(group: Group, outer: FieldName | null, context: Context): Meaning {
  const kept: { occur: Clause["occur"]; plan: Plan }[] = [];
  for (const { occur, and, node } of group.clauses) {
    const plan = bindNode(node, group.field ?? outer, context);
    // As in Lucene's parser, an AND binds the last clause that was kept, be the one it introduces kept or not.
    const before = kept.at(-1);
    if (and && before?.occur === "should") before.occur = "must";
    if (plan !== null) kept.push({ occur, plan });
  }
  if (kept.length === 0) return null;
  const of = (wanted: Clause["occur"]): Plan[] =>
    kept.filter(({ occur }) => occur === wanted).map(({ plan }) => plan);
  return boosted(combine(of("must"), of("should"), of("mustNot")), group.boost);
}

function bindNode(node: Node, outer: FieldName | null, context: Context): Meaning {
  if (node.kind === "everything") return everything;
  if (node.kind === "group") return bindGroup(node, outer, context);
  const meaning = bindLeaf(node, node.field ?? outer, context);
  return meaning === null ? null : boosted(meaning, node.boost);
}

type LeafNode = Exclude<Node, Group | { kind: "everything" }>;

function bindLeaf(node: LeafNode, field: FieldName | null, context: Context): Meaning {
  if (field?.name === "_exists_" && !field.pattern) return bindExists(node, field, context);
  const isStar = node.kind === "wildcard" && node.parts.length === 1 && node.parts[0] === "*";
  if (isStar && (field === null || (field.pattern && field.name === "*"))) return everything;
  const target = targetOf(field, context);
  if (isStar) return exists(target);
  switch (node.kind) {
    case "term":
      return bindWords(node.text, 0, node.span, target, context);
    case "phrase":
      return bindWords(node.text, node.slop, node.span, target, context);
    case "wildcard":
      return bindWildcard(node, target);
    case "range":
      return bindRange(node, target, context);
    case "fuzzy":
      return bindFuzzy(node, target);
    case "regex": {
      const regex = readRegex(node.source);
      if (!("message" in regex)) return entries({ kind: "regex", regex }, true, node.span, target);
      return fail(
        context,
        "bad-regex",
        regexPlace(node, regex.at),
        `This regular expression is wrong: ${regex.message}`,
        "Write a backslash before a sign to search for the sign itself.",
      );
    }
    default:
      return unreachable(node);
  }
}

function bindExists(node: LeafNode, field: FieldName, context: Context): Plan {
  if (node.kind === "wildcard" && node.parts.every((part) => part !== "?")) {
    const name = node.parts.map((part) => (typeof part === "string" ? part : part.literal)).join("");
    return exists(named(name, true, node.span, context));
  }
  if (node.kind === "term" || (node.kind === "phrase" && node.slop === 0))
    return exists(named(node.text, false, node.span, context));
  return fail(
    context,
    "bad-field",
    node.span,
    `\`${field.name}\` takes the name of a field`,
    "Write _exists_:metrics.loss",
  );
}

const exists = ({ fields }: Target): Plan =>
  fields === null || fields.length === 0
    ? nothing
    : { kind: "exists", fields: fields.map(({ name }) => name) };

/** The keyword fields of a target: null for the default ones, undefined when there is none. */
function keywordFields(target: Target, wanted: (field: BoundField) => boolean = () => true) {
  if (target.fields === null) return null;
  const names = ofKind(target, "keyword")
    .filter(wanted)
    .map(({ name }) => name);
  return names.length === 0 ? undefined : names;
}

function bindWords(text: string, slop: number, span: Span, target: Target, context: Context): Meaning {
  const whole = fold(text);
  const words = tokensOf(whole);
  const isGiven = target.fields !== null && target.fields.length > 0;
  // Without a word, only the whole value of a field that is named can be meant.
  if (words.length === 0 && (target === defaultFields || (isGiven && isTextOnly(target)))) return null;
  const parts: Plan[] = [];
  const texts = textFields(target);
  if (texts.length > 0 && words.length > 0)
    parts.push({ kind: "text-words", fields: texts, words, slop, span });
  const keywords = keywordFields(target);
  if (keywords !== undefined) parts.push({ kind: "keyword", fields: keywords, whole, words, slop, span });
  const numbers = ofKind(target, "number").map(({ name }) => name);
  const value = decimalNumber(text);
  if (numbers.length > 0 && value !== null) {
    const bound = { value, inclusive: true };
    parts.push({ kind: "number", fields: numbers, low: bound, high: bound });
  }
  const dates = ofKind(target, "date").map(({ name }) => name);
  if (dates.length > 0) {
    const unit = dateOf(text, span, target, context);
    if (unit !== null) parts.push({ kind: "date", fields: dates, ...unit });
  }
  return anyOf(parts.length === 0 ? [nothing] : parts);
}

const isTextOnly = ({ fields }: Target): boolean =>
  (fields ?? []).every(({ kinds }) => kinds.includes("text"));

function bindWildcard(node: WildcardNode, target: Target): Plan {
  const parts = node.parts.map((part) => (typeof part === "string" ? part : { literal: fold(part.literal) }));
  const mayBeWord = parts.every((part) => typeof part === "string" || isWordPart(part.literal));
  return entries({ kind: "pattern", parts }, mayBeWord, node.span, target);
}

function bindFuzzy(node: FuzzyNode, target: Target): Plan {
  const text = fold(node.text);
  const edits =
    typeof node.edits === "number"
      ? Math.trunc(node.edits)
      : editsFor(node.edits.similarity, [...text].length);
  return entries({ kind: "fuzzy", text, edits }, true, node.span, target);
}

/** Text and keyword fields with an entry in their dictionaries that a test holds for. */
function entries(test: EntryTest, mayBeWord: boolean, span: Span, target: Target): Plan {
  const parts: Plan[] = [];
  const texts = textFields(target);
  if (texts.length > 0 && mayBeWord) parts.push({ kind: "text-entries", fields: texts, test, span });
  const keywords = keywordFields(target);
  if (keywords !== undefined) parts.push({ kind: "keyword-entries", fields: keywords, test, span });
  return anyOf(parts.length === 0 ? [nothing] : parts);
}

function bindRange(node: RangeNode, target: Target, context: Context): Plan {
  const { low, high } = node;
  if (low === null && high === null) return target.fields === null ? everything : exists(target);
  const text = { low: textBound(low), high: textBound(high) };
  const wrong = [low, high].find((end) => end !== null && numberBound(end) === null);
  const parts: Plan[] = [];
  const texts = textFields(target);
  if (texts.length > 0)
    parts.push({ kind: "text-entries", fields: texts, test: { kind: "range", ...text }, span: node.span });
  // Where a field may hold numbers too, ends that are numbers ask for these.
  const keywords = keywordFields(target, ({ kinds }) => !(kinds.includes("number") && wrong === undefined));
  if (keywords !== undefined) parts.push({ kind: "keyword-range", fields: keywords, ...text });
  const numbers = ofKind(target, "number").map(({ name }) => name);
  if (numbers.length > 0 && wrong === undefined)
    parts.push({ kind: "number", fields: numbers, low: numberBound(low), high: numberBound(high) });
  const sole = soleKind(target);
  if (wrong !== undefined && wrong !== null && sole?.kind === "number") {
    const message = `\`${sole.name}\` holds numbers, and this is none`;
    fail(context, "bad-number", wrong.span, message, "Write a number such as 0.2 or 1e-3.");
  }
  const dates = ofKind(target, "date").map(({ name }) => name);
  if (dates.length > 0) {
    const unit = dateRange(node, target, context);
    if (unit !== null) parts.push({ kind: "date", fields: dates, ...unit });
  }
  return anyOf(parts.length === 0 ? [nothing] : parts);
}

function dateRange({ low, high }: RangeNode, target: Target, context: Context) {
  const from = low === null ? null : dateOf(low.text, low.span, target, context);
  const to = high === null ? null : dateOf(high.text, high.span, target, context);
  if ((low !== null && from === null) || (high !== null && to === null)) return null;
  return {
    first: from === null ? null : low?.inclusive === true ? from.first : from.last + 1,
    last: to === null ? null : high?.inclusive === true ? to.last : to.first - 1,
  };
}

/** The date, or null after a problem was added. Where a field may also hold other values, a wrong date matches nothing. */
function dateOf(text: string, span: Span, target: Target, context: Context): DateUnit | null {
  const unit = parseDate(text, context.now);
  if (unit === null && soleKind(target)?.kind === "date") {
    const remedy = 'Write 2024, 2024-05, 2024-05-01, now-7d or, in quotes, "2024-05-01T10:30Z".';
    fail(context, "bad-date", span, "This is not a date", remedy);
  }
  return unit;
}

const textBound = (end: RangeNode["low"]): Bound<string> | null =>
  end === null ? null : { value: fold(end.text), inclusive: end.inclusive };

function numberBound(end: RangeNode["low"]): Bound<number> | null {
  const value = end === null ? null : decimalNumber(end.text);
  return value === null || end === null ? null : { value, inclusive: end.inclusive };
}

/** Where in the query the place in a regular expression is. */
function regexPlace(node: Extract<LeafNode, { kind: "regex" }>, at: number): Span {
  const start = node.sourceStart + Math.min(at, node.source.length);
  return [start, start + 1];
}

function fail({ problems }: Context, code: string, span: Span, message: string, remedy: string): Plan {
  problems.push(queryError(code, span, message, remedy));
  return nothing;
}
