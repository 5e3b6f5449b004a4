import { byCodeUnit } from "../base/json.ts";
import { nearest, newBudget } from "../base/nearest.ts";
import type { FieldName, Span } from "./ast.ts";
import {
  defaultTextFields,
  type FieldCatalog,
  type FieldKind,
  fieldKinds,
  fixedFields,
  isFixedField,
} from "./fields.ts";
import { type QueryProblem, queryHint } from "./query-problem.ts";

/** The field or fields that a clause looks in, by the kinds of value they may hold. */
export type Target = {
  /** Null where no field is given: the default ones. */
  readonly fields: readonly BoundField[] | null;
  readonly isPattern: boolean;
};

export type BoundField = { readonly name: string; readonly kinds: readonly FieldKind[] };

export type Context = {
  readonly catalog: FieldCatalog;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly problems: QueryProblem[];
  readonly told: Set<string>;
};

export const defaultFields: Target = { fields: null, isPattern: false };

/** The fields that a name, or a pattern over names, stands for now. None earns a hint, once. */
export function targetOf(field: FieldName | null, context: Context): Target {
  return field === null ? defaultFields : named(field.name, field.pattern, field.span, context);
}

export function named(name: string, isPattern: boolean, span: Span, context: Context): Target {
  const { catalog, problems, told } = context;
  const names = isPattern
    ? [...new Set([...fixedFields, ...catalog.names()])].filter(starMatcher(name))
    : isFixedField(name) || catalog.has(name)
      ? [name]
      : [];
  const fields = names.flatMap((one): BoundField[] => {
    const kinds = fieldKinds(one);
    return kinds === null ? [] : [{ name: one, kinds }];
  });
  if (fields.some((field) => field.name === "log")) tellOfLog(span, context);
  if (fields.length === 0 && !told.has(name)) {
    told.add(name);
    const what = isPattern ? "a field like" : "a field";
    problems.push(
      queryHint(
        "unknown-field",
        span,
        `No run has ${what} \`${name}\`, so this matches nothing`,
        remedy(name, isPattern, catalog),
      ),
    );
  }
  return { fields, isPattern };
}

function remedy(name: string, isPattern: boolean, catalog: FieldCatalog): string {
  const like = isPattern
    ? null
    : nearest(name, [...fixedFields, ...[...catalog.names()].sort(byCodeUnit)], newBudget());
  return like === null ? "Look for the names in the detail of a run." : `Did you mean \`${like}\`?`;
}

function tellOfLog(span: Span, { catalog, problems, told }: Context): void {
  if (!catalog.hasCutLogs() || told.has("log")) return;
  told.add("log");
  const message = "Only the beginning and the end of very long consoles are searched";
  problems.push(queryHint("log-cut", span, message, "Open the run's Logs to search the rest."));
}

/** Those of the fields that may hold a kind; null for the default ones, where there are any of that kind. */
export const ofKind = ({ fields }: Target, kind: FieldKind): readonly BoundField[] =>
  (fields ?? []).filter(({ kinds }) => kinds.includes(kind));

/** Names of the text fields to look in. */
export const textFields = (target: Target): readonly string[] =>
  target.fields === null ? defaultTextFields : ofKind(target, "text").map(({ name }) => name);

/** The field, where one is named and its values are of one kind: there a wrong value is an error. */
export function soleKind(target: Target): { readonly name: string; readonly kind: FieldKind } | null {
  if (target.isPattern) return null;
  const [field] = target.fields ?? [];
  const [kind, other] = field?.kinds ?? [];
  if (field === undefined || kind === undefined || other !== undefined) return null;
  return { name: field.name, kind };
}

/** Whether a name is one that a pattern with `*` stands for. Takes time in proportion to the name for each star. */
function starMatcher(pattern: string): (name: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  return (name) => {
    if (last === undefined) return name === pattern;
    if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
      return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const piece of rest) {
      const found = name.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
