import { byCodeUnit } from "../base/json.ts";
import { nearest, newBudget } from "../base/nearest.ts";
import { unreachable } from "../base/unreachable.ts";
import { decimalNumber, fold, isWordPart, tokensOf } from "./analyze.ts";
import type { FieldName, Group, Node, PatternPart, Query, RangeNode, Span, WildcardNode } from "./ast.ts";
import { type DateUnit, isDateMaths, parseDate } from "./dates.ts";
import {
  defaultTextFields,
  type FieldCatalog,
  type FieldKind,
  fieldKinds,
  fixedFields,
  isFixedField,
} from "./fields.ts";
import { anyOf, type Bound, combine, everything, nothing, type Plan } from "./plan.ts";
import { type QueryProblem, queryError, queryHint } from "./query-problem.ts";

/**
 * What a query means for the fields at hand. With an error among the problems the plan must not be used: nothing is
 * ever searched in part.
 */
export function bindQuery(
  query: Query,
  catalog: FieldCatalog,
): { plan: Plan; problems: readonly QueryProblem[] } {
  const context: Context = { catalog, problems: [], told: new Set() };
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

type Context = {
  readonly catalog: FieldCatalog;
  readonly problems: QueryProblem[];
  readonly told: Set<string>;
};

/** Null: the clause says nothing and is left out, as stop words are elsewhere. */
type Meaning = Plan | null;

function bindGroup(group: Group, outer: FieldName | null, context: Context): Meaning {
  const clauses = { must: [] as Plan[], should: [] as Plan[], mustNot: [] as Plan[] };
  for (const { occur, node } of group.clauses) {
    const plan = bindNode(node, group.field ?? outer, context);
    if (plan !== null) clauses[occur].push(plan);
  }
  if (clauses.must.length + clauses.should.length + clauses.mustNot.length === 0) return null;
  return combine(clauses.must, clauses.should, clauses.mustNot);
}

function bindNode(node: Node, outer: FieldName | null, context: Context): Meaning {
  if (node.kind === "everything") return everything;
  if (node.kind === "group") return bindGroup(node, outer, context);
  const field = node.field ?? outer;
  if (field?.pattern === true) return notYet(context, field.span, "Patterns over field names");
  if (field?.name === "_exists_") return bindExists(node, field, context);
  switch (node.kind) {
    case "term":
      return bindWords(node.text, node.span, field, context);
    case "phrase":
      if (node.slop > 0) return notYet(context, node.span, "Phrases with gaps (`~`)");
      return bindWords(node.text, node.span, field, context);
    case "wildcard":
      return bindWildcard(node, field, context);
    case "range":
      return bindRange(node, field, context);
    case "fuzzy":
      return notYet(context, node.span, "Fuzzy words (`~`)");
    case "regex":
      return notYet(context, node.span, "Regular expressions");
    default:
      return unreachable(node);
  }
}

function bindExists(
  node: Exclude<Node, Group | { kind: "everything" }>,
  field: FieldName,
  context: Context,
): Plan {
  if (node.kind === "wildcard") return notYet(context, node.span, "Patterns over field names");
  if (node.kind === "term" || (node.kind === "phrase" && node.slop === 0))
    return exists(node.text, node.span, context);
  return fail(
    context,
    "bad-field",
    node.span,
    `\`${field.name}\` takes the name of a field`,
    "Write _exists_:metrics.loss",
  );
}

function exists(name: string, span: Span, context: Context): Plan {
  return knownKinds(name, span, context) === null ? nothing : { kind: "exists", field: name };
}

function bindWords(text: string, span: Span, field: FieldName | null, context: Context): Meaning {
  const whole = fold(text);
  const words = tokensOf(whole);
  if (field === null) {
    if (words.length === 0) return null;
    return anyOf([
      { kind: "text-words", fields: defaultTextFields, words },
      { kind: "keyword", field: null, whole, words },
    ]);
  }
  const kinds = knownKinds(field.name, field.span, context);
  if (kinds === null) return nothing;
  if (kinds.includes("text") && words.length === 0) return null;
  return anyOf(
    kinds.map((kind): Plan => {
      switch (kind) {
        case "text":
          return { kind: "text-words", fields: [field.name], words };
        case "keyword":
          return { kind: "keyword", field: field.name, whole, words };
        case "number": {
          const value = decimalNumber(text);
          const bound = value === null ? null : { value, inclusive: true };
          return bound === null ? nothing : { kind: "number", field: field.name, low: bound, high: bound };
        }
        case "date": {
          const unit = dateOf(text, span, kinds, context);
          return unit === null ? nothing : { kind: "date", field: field.name, ...unit };
        }
        default:
          return unreachable(kind);
      }
    }),
  );
}

function bindWildcard(node: WildcardNode, field: FieldName | null, context: Context): Plan {
  const isStar = node.parts.length === 1 && node.parts[0] === "*";
  if (isStar) return field === null ? everything : exists(field.name, field.span, context);
  const pattern = node.parts.map(
    (part): PatternPart => (typeof part === "string" ? part : { literal: fold(part.literal) }),
  );
  const mayBeWord = pattern.every((part) => typeof part === "string" || isWordPart(part.literal));
  const inText = (fields: readonly string[]): Plan =>
    mayBeWord ? { kind: "text-pattern", fields, pattern } : nothing;
  if (field === null)
    return anyOf([inText(defaultTextFields), { kind: "keyword-pattern", field: null, pattern }]);
  const kinds = knownKinds(field.name, field.span, context) ?? [];
  if (kinds.includes("text")) return inText([field.name]);
  return kinds.includes("keyword") ? { kind: "keyword-pattern", field: field.name, pattern } : nothing;
}

function bindRange(node: RangeNode, field: FieldName | null, context: Context): Plan {
  const { low, high } = node;
  if (low === null && high === null)
    return field === null ? everything : exists(field.name, field.span, context);
  const text = { low: textBound(low), high: textBound(high) };
  if (field === null) {
    return anyOf([
      { kind: "text-range", fields: defaultTextFields, ...text },
      { kind: "keyword-range", field: null, ...text },
    ]);
  }
  const kinds = knownKinds(field.name, field.span, context);
  if (kinds === null) return nothing;
  const numbers = { low: numberBound(low), high: numberBound(high) };
  const notNumber = [low, high].find((end) => end !== null && numberBound(end) === null);
  return anyOf(
    kinds.map((kind): Plan => {
      switch (kind) {
        case "text":
          return { kind: "text-range", fields: [field.name], ...text };
        case "keyword":
          return kinds.includes("number") && notNumber === undefined
            ? nothing
            : { kind: "keyword-range", field: field.name, ...text };
        case "number":
          if (notNumber === undefined) return { kind: "number", field: field.name, ...numbers };
          if (kinds.length > 1) return nothing;
          return fail(
            context,
            "bad-number",
            notNumber?.span ?? node.span,
            `\`${field.name}\` holds numbers, and this is none`,
            "Write a number such as 0.2 or 1e-3.",
          );
        case "date":
          return bindDates(node, field.name, kinds, context);
        default:
          return unreachable(kind);
      }
    }),
  );
}

function bindDates(
  { low, high }: RangeNode,
  field: string,
  kinds: readonly FieldKind[],
  context: Context,
): Plan {
  const from = low === null ? null : dateOf(low.text, low.span, kinds, context);
  const to = high === null ? null : dateOf(high.text, high.span, kinds, context);
  if ((low !== null && from === null) || (high !== null && to === null)) return nothing;
  const first = from === null ? null : low?.inclusive === true ? from.first : from.last + 1;
  const last = to === null ? null : high?.inclusive === true ? to.last : to.first - 1;
  return { kind: "date", field, first, last };
}

/** The date, or null after a problem was added. Where a field may also hold other values, a wrong date matches nothing. */
function dateOf(text: string, span: Span, kinds: readonly FieldKind[], context: Context): DateUnit | null {
  const unit = parseDate(text);
  if (unit !== null || kinds.length > 1) return unit;
  if (isDateMaths(text)) notYet(context, span, "Dates that are computed (`now`, `||`)");
  else
    fail(
      context,
      "bad-date",
      span,
      "This is not a date",
      'Write 2024, 2024-05, 2024-05-01 or, in quotes, "2024-05-01T10:30Z".',
    );
  return null;
}

const textBound = (end: RangeNode["low"]): Bound<string> | null =>
  end === null ? null : { value: fold(end.text), inclusive: end.inclusive };

function numberBound(end: RangeNode["low"]): Bound<number> | null {
  const value = end === null ? null : decimalNumber(end.text);
  return value === null || end === null ? null : { value, inclusive: end.inclusive };
}

/** The kinds of a field; null for one that no run has, which earns a hint with the name most like it. */
function knownKinds(
  name: string,
  span: Span,
  { catalog, problems, told }: Context,
): readonly FieldKind[] | null {
  const kinds = fieldKinds(name);
  if (name === "log" && !told.has(name)) {
    told.add(name);
    const message = "What steps printed is not in the index yet, so this finds nothing";
    problems.push(queryHint("log-not-indexed", span, message, "Open the run's Logs."));
  }
  if (kinds !== null && (isFixedField(name) || catalog.has(name))) return kinds;
  if (!told.has(name)) {
    told.add(name);
    const like = nearest(name, [...fixedFields, ...[...catalog.names()].sort(byCodeUnit)], newBudget());
    const remedy = like === null ? "Look for the names in the detail of a run." : `Did you mean \`${like}\`?`;
    problems.push(
      queryHint("unknown-field", span, `No run has a field \`${name}\`, so this matches nothing`, remedy),
    );
  }
  return null;
}

function notYet(context: Context, span: Span, what: string): Plan {
  return fail(
    context,
    "not-supported-yet",
    span,
    `${what} cannot be searched yet`,
    "Leave this clause out, or use wildcards.",
  );
}

function fail({ problems }: Context, code: string, span: Span, message: string, remedy: string): Plan {
  problems.push(queryError(code, span, message, remedy));
  return nothing;
}
