import fc from "fast-check";
import type { RunDocument } from "../../../../src-main/core/query/document.ts";

/**
 * Queries as people think of them, with their text and a judge that looks at one document after the other: no index,
 * no parser, nothing shared with the product.
 */
export type Asked =
  | { readonly ask: "words"; readonly field: string | null; readonly text: string; readonly quoted: boolean }
  | { readonly ask: "pattern"; readonly field: string | null; readonly text: string }
  | {
      readonly ask: "compare";
      readonly field: string;
      readonly sign: ">" | ">=" | "<" | "<=";
      readonly value: string;
    }
  | {
      readonly ask: "range";
      readonly field: string | null;
      readonly low: string;
      readonly high: string;
      readonly open: "[" | "{";
      readonly close: "]" | "}";
    }
  | { readonly ask: "exists"; readonly field: string }
  | {
      readonly ask: "signs";
      readonly field: string | null;
      readonly clauses: readonly (readonly [sign: "" | "+" | "-", clause: Asked])[];
    }
  | {
      readonly ask: "chain";
      readonly clauses: readonly (readonly [join: "AND" | "OR" | " ", not: boolean, clause: Asked])[];
    };

const words = ["a", "b", "ab", "Ba", "é", "1", "2024"];
const texts = ["a b", "B a", "ab", "a-b", "a/b a", "", "!", "é A", "1", "ba ab b", "A*b", "2024"];
const numbers = ["-1", "0", "0.5", "1", "2"];
const dates = ["2024", "2024-05", "2024-05-01"];
const instants = [
  Date.UTC(2023, 11, 31),
  Date.UTC(2024, 0, 1),
  Date.UTC(2024, 4, 1, 12),
  Date.UTC(2024, 4, 31),
  Date.UTC(2025, 0, 1),
];
const keywordFields = ["name", "tags", "host", "params.p", "env.e"];
const textFields = ["notes", "code", "log"];
const numberFields = ["metrics.m", "params.p", "duration"];
const dateFields = ["started", "ended"];
const defaults = ["name", "tags", "params.p", "notes", "code"];
const allFields = [...new Set([...keywordFields, ...textFields, ...numberFields, ...dateFields])];

const entries = <T>(fields: readonly string[], values: readonly T[]) =>
  fc.array(fc.tuple(fc.constantFrom(...fields), fc.constantFrom(...values)), { maxLength: 3 });

export const documents: fc.Arbitrary<RunDocument> = fc.record({
  keywords: entries(keywordFields, texts),
  texts: entries(textFields, texts),
  numbers: entries(numberFields, [...numbers.map(Number), Number.NaN, Number.POSITIVE_INFINITY]),
  dates: entries(dateFields, instants),
});

const isDate = (field: string | null): boolean => field !== null && dateFields.includes(field);
const isNumberOnly = (field: string | null): boolean => field === "metrics.m" || field === "duration";
const fieldOrNone = fc.option(fc.constantFrom(...allFields), { nil: null });

/** A value that the field takes: anything for words, dates for dates, numbers where only numbers stand. */
const valueFor = (field: string | null): fc.Arbitrary<string> =>
  isDate(field)
    ? fc.constantFrom(...dates)
    : isNumberOnly(field)
      ? fc.constantFrom(...numbers)
      : fc.constantFrom(...words, ...numbers);

const leaf: fc.Arbitrary<Asked> = fc.oneof(
  fieldOrNone.chain((field) =>
    fc.record({
      ask: fc.constant("words" as const),
      field: fc.constant(field),
      text: isDate(field) ? valueFor(field) : fc.constantFrom(...texts, ...numbers),
      quoted: fc.boolean(),
    }),
  ),
  fc.record({
    ask: fc.constant("pattern" as const),
    field: fieldOrNone,
    text: fc.constantFrom("a*", "*b", "?", "a?", "*a*", "B*", "?-?", "**", "a\\**", "é*", "*4"),
  }),
  fc.constantFrom(...allFields).chain((field) =>
    fc.record({
      ask: fc.constant("compare" as const),
      field: fc.constant(field),
      sign: fc.constantFrom(">", ">=", "<", "<="),
      value: valueFor(field),
    }),
  ),
  fieldOrNone.chain((field) =>
    fc.record({
      ask: fc.constant("range" as const),
      field: fc.constant(field),
      low: fc.oneof(fc.constant("*"), valueFor(field)),
      high: fc.oneof(fc.constant("*"), valueFor(field)),
      open: fc.constantFrom("[", "{"),
      close: fc.constantFrom("]", "}"),
    }),
  ),
  fc.record({ ask: fc.constant("exists" as const), field: fc.constantFrom(...allFields) }),
);

export const questions: fc.Arbitrary<Asked> = fc.letrec<{ any: Asked }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({
      ask: fc.constant("signs" as const),
      field: fc.option(fc.constantFrom("name", "notes", "params.p"), { nil: null, freq: 3 }),
      clauses: fc.array(fc.tuple(fc.constantFrom("" as const, "+" as const, "-" as const), tie("any")), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
    fc.record({
      ask: fc.constant("chain" as const),
      clauses: fc.array(
        fc.tuple(fc.constantFrom("AND" as const, "OR" as const, " " as const), fc.boolean(), tie("any")),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  ),
})).any;

export function written(asked: Asked): string {
  const at = (field: string | null): string => (field === null ? "" : `${field}:`);
  switch (asked.ask) {
    case "words":
      if (asked.quoted || asked.text === "") return `${at(asked.field)}"${asked.text}"`;
      return at(asked.field) + asked.text.replace(/[^\p{L}\p{N}.]/gu, "\\$&");
    case "pattern":
      return at(asked.field) + asked.text.replaceAll("-", "\\-");
    case "compare":
      return `${asked.field}:${asked.sign}${asked.value}`;
    case "range":
      return `${at(asked.field)}${asked.open}${asked.low} TO ${asked.high}${asked.close}`;
    case "exists":
      return asked.field.length % 2 === 0 ? `${asked.field}:*` : `_exists_:${asked.field}`;
    case "signs":
      return `${at(asked.field)}(${asked.clauses.map(([sign, clause]) => sign + written(clause)).join(" ")})`;
    case "chain":
      return `(${asked.clauses.map(([join, not, clause], index) => `${index === 0 ? "" : ` ${join} `}${not ? "NOT " : ""}${written(clause)}`).join("")})`;
  }
}

const split = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{Nd}]+/u)
    .filter((word) => word !== "");

function hasPhrase(value: string, text: string): boolean {
  const phrase = split(text);
  return phrase.length > 0 && ` ${split(value).join(" ")} `.includes(` ${phrase.join(" ")} `);
}

/** Whether a document matches; null when the question says nothing (no letter or digit to look for). */
export function judge(asked: Asked, document: RunDocument, outer: string | null = null): boolean | null {
  const values = <T>(list: readonly (readonly [string, T])[], field: string | null): T[] =>
    list
      .filter(([name]) => (field === null ? defaults.includes(name) : name === field))
      .map(([, value]) => value);
  switch (asked.ask) {
    case "words": {
      const field = asked.field ?? outer;
      if (split(asked.text).length === 0 && (field === null || textFields.includes(field))) return null;
      const keywords = values(document.keywords, field);
      const whole = asked.text.toLowerCase();
      if (keywords.some((value) => value.toLowerCase() === whole || hasPhrase(value, asked.text)))
        return true;
      if (values(document.texts, field).some((value) => hasPhrase(value, asked.text))) return true;
      if (field === null) return false;
      if (isDate(field)) return within(document, field, "[", asked.text, asked.text, "]");
      return numbers.includes(asked.text) && values(document.numbers, field).includes(Number(asked.text));
    }
    case "pattern": {
      const field = asked.field ?? outer;
      const source = asked.text
        .toLowerCase()
        .replace(/\\.|[^\\]/gu, (part) =>
          part === "*"
            ? ".*"
            : part === "?"
              ? "."
              : part
                  .replace(/^([^\\])$/u, "\\u{X}")
                  .replace("\\u{X}", `\\u{${part.codePointAt(part.length - 1)?.toString(16)}}`),
        );
      const pattern = new RegExp(`^(?:${source})$`, "su");
      const keywords = values(document.keywords, field);
      return [
        ...keywords.map((value) => value.toLowerCase()),
        ...keywords.flatMap(split),
        ...values(document.texts, field).flatMap(split),
      ].some((entry) => pattern.test(entry));
    }
    case "compare": {
      const up = asked.sign.startsWith(">");
      const [open, close] = [asked.sign === ">" ? "{" : "[", asked.sign === "<" ? "}" : "]"];
      return within(document, asked.field, open, up ? asked.value : "*", up ? "*" : asked.value, close);
    }
    case "range":
      return within(document, asked.field ?? outer, asked.open, asked.low, asked.high, asked.close);
    case "exists": {
      const all = [
        ...document.keywords,
        ...document.texts.filter(([, text]) => text !== ""),
        ...document.numbers,
        ...document.dates,
      ];
      return all.some(([name]) => name === asked.field);
    }
    case "signs":
      return decide(
        asked.clauses.map(([sign, clause]) => [sign, judge(clause, document, asked.field ?? outer)]),
      );
    case "chain": {
      const signs = asked.clauses.map(([, not]): "" | "+" | "-" => (not ? "-" : ""));
      asked.clauses.forEach(([join], index) => {
        if (index === 0 || join !== "AND") return;
        for (const place of [index - 1, index]) if (signs[place] === "") signs[place] = "+";
      });
      return decide(
        asked.clauses.map(([, , clause], index) => [signs[index] ?? "", judge(clause, document, outer)]),
      );
    }
  }
}

function decide(all: readonly (readonly ["" | "+" | "-", boolean | null])[]): boolean | null {
  const clauses = all.filter(([, answer]) => answer !== null);
  if (clauses.length === 0) return null;
  const of = (sign: "" | "+" | "-") =>
    clauses.filter(([mark]) => mark === sign).map(([, answer]) => answer === true);
  if (of("-").includes(true) || of("+").includes(false)) return false;
  return of("+").length > 0 || of("").length === 0 || of("").includes(true);
}

function within(
  document: RunDocument,
  field: string | null,
  open: string,
  low: string,
  high: string,
  close: string,
): boolean {
  if (low === "*" && high === "*") {
    if (field === null) return true;
    return judge({ ask: "exists", field }, document) === true;
  }
  const between = <T extends string | number>(value: T, from: T | null, to: T | null): boolean =>
    (from === null || (open === "[" ? value >= from : value > from)) &&
    (to === null || (close === "]" ? value <= to : value < to));
  const inField = (name: string): boolean => (field === null ? defaults.includes(name) : name === field);
  const numeric = [low, high].every((end) => end === "*" || /^-?[\d.]+$/.test(end));
  const asNumber = field !== null && numberFields.includes(field) && numeric;
  if (asNumber) {
    const end = (text: string): number | null => (text === "*" ? null : Number(text));
    return document.numbers.some(
      ([name, value]) => inField(name) && !Number.isNaN(value) && between(value, end(low), end(high)),
    );
  }
  if (isDate(field)) {
    const unit = (text: string): [number, number] => {
      const [year = 0, month, day] = text.split("-").map(Number);
      const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
      const next =
        day !== undefined
          ? Date.UTC(year, (month ?? 1) - 1, day + 1)
          : month !== undefined
            ? Date.UTC(year, month, 1)
            : Date.UTC(year + 1, 0, 1);
      return [start, next - 1];
    };
    const from = low === "*" ? null : unit(low)[open === "[" ? 0 : 1];
    const to = high === "*" ? null : unit(high)[close === "]" ? 1 : 0];
    return document.dates.some(([name, value]) => inField(name) && between(value, from, to));
  }
  const end = (text: string): string | null => (text === "*" ? null : text.toLowerCase());
  return (
    document.keywords.some(
      ([name, value]) => inField(name) && between(value.toLowerCase(), end(low), end(high)),
    ) ||
    document.texts.some(
      ([name, value]) => inField(name) && split(value).some((word) => between(word, end(low), end(high))),
    )
  );
}
