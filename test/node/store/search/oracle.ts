import fc from "fast-check";
import type { RunDocument } from "../../../../src-main/core/query/document.ts";
import {
  type Expression,
  editsBetween,
  expressions,
  expressionText,
  isWholeMatch,
  standsNear,
} from "./oracle-parts.ts";

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
  | { readonly ask: "near"; readonly field: string | null; readonly text: string; readonly slop: number }
  | { readonly ask: "fuzzy"; readonly field: string | null; readonly text: string; readonly number: string }
  | { readonly ask: "regex"; readonly field: string | null; readonly expression: Expression }
  | {
      readonly ask: "when";
      readonly field: string;
      readonly sign: "" | ">" | ">=" | "<" | "<=";
      readonly date: string;
    }
  | { readonly ask: "boosted"; readonly clause: Asked; readonly boost: string }
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
const texts = [
  "a b",
  "B a",
  "ab",
  "a-b",
  "a/b a",
  "",
  "!",
  "é A",
  "1",
  "ba ab b",
  "A*b",
  "2024",
  "a c b a",
  "b-c-c a",
  "abba",
];
const phrases = ["a b", "b a", "a a", "a b a", "b c", "ab b", "a b c a", "c!a", "a", "!"];
const misspelt = ["a", "ab", "ba", "abc", "abab", "aéb", "A-b", "2042", "bbaa", "é"];
const fieldPatterns = ["*", "n*", "no*", "*.p", "params.*", "met*", "*ost", "*s", "zz*"];

/** Noon of the first of May 2024. */
export const noon = Date.UTC(2024, 4, 1, 12);

/** Computed dates and what they come to on that day: the first and the last millisecond. */
const computed: { readonly [text: string]: readonly [first: string, last: string] } = {
  now: ["2024-05-01T12:00:00.000Z", "2024-05-01T12:00:00.000Z"],
  "now-1d": ["2024-04-30T12:00:00.000Z", "2024-04-30T12:00:00.000Z"],
  "now/d": ["2024-05-01T00:00:00.000Z", "2024-05-01T23:59:59.999Z"],
  "now/y": ["2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z"],
  "now+1M/M": ["2024-06-01T00:00:00.000Z", "2024-06-30T23:59:59.999Z"],
  "now-122d": ["2023-12-31T12:00:00.000Z", "2023-12-31T12:00:00.000Z"],
  "2024-04||+1M": ["2024-05-01T00:00:00.000Z", "2024-05-30T23:59:59.999Z"],
  "2023-12-31||+1d": ["2024-01-01T00:00:00.000Z", "2024-01-01T23:59:59.999Z"],
};
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
const fieldOrPattern = fc.option(fc.constantFrom(...allFields, ...fieldPatterns), { nil: null });
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
    text: fc.constantFrom(
      "a*",
      "*b",
      "?",
      "a?",
      "*a*",
      "B*",
      "?-?",
      "**",
      "?*",
      "a\\**",
      "é*",
      "*4",
      "*bba*",
      "*024",
      "a c*",
    ),
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
  fc.record({ ask: fc.constant("exists" as const), field: fc.constantFrom(...allFields, ...fieldPatterns) }),
  fc.record({
    ask: fc.constant("near" as const),
    // Words are no dates.
    field: fieldOrPattern.filter((field) => !isDate(field)),
    text: fc.constantFrom(...phrases),
    slop: fc.nat(4),
  }),
  fc.record({
    ask: fc.constant("fuzzy" as const),
    field: fieldOrPattern,
    text: fc.constantFrom(...misspelt),
    number: fc.constantFrom("", "0", "1", "2", "5", "0.5", ".8", "0.67", "x"),
  }),
  fc.record({ ask: fc.constant("regex" as const), field: fieldOrPattern, expression: expressions }),
  fc.record({
    ask: fc.constant("when" as const),
    field: fc.constantFrom(...dateFields),
    sign: fc.constantFrom("" as const, ">" as const, ">=" as const, "<" as const, "<=" as const),
    date: fc.constantFrom(...Object.keys(computed)),
  }),
  fc.constantFrom(...fieldPatterns).chain((field) =>
    fc.oneof(
      fc.record({
        ask: fc.constant("words" as const),
        field: fc.constant(field),
        text: fc.constantFrom(...texts, ...numbers),
        quoted: fc.boolean(),
      }),
      fc.record({
        ask: fc.constant("pattern" as const),
        field: fc.constant(field),
        text: fc.constantFrom("a*", "*b", "?", "*a*", "**", "?*"),
      }),
      fc.record({
        ask: fc.constant("range" as const),
        field: fc.constant(field),
        low: fc.constantFrom("*", ...words, ...numbers),
        high: fc.constantFrom("*", ...words, ...numbers),
        open: fc.constantFrom("[" as const, "{" as const),
        close: fc.constantFrom("]" as const, "}" as const),
      }),
    ),
  ),
);

export const questions: fc.Arbitrary<Asked> = fc.letrec<{ any: Asked }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({
      ask: fc.constant("boosted" as const),
      clause: tie("any"),
      boost: fc.constantFrom("^2", "^0.5", "^0", " ^3"),
    }),
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
  const at = (field: string | null): string => (field === null ? "" : `${field.replaceAll("*", "\\*")}:`);
  switch (asked.ask) {
    case "words":
      if (asked.quoted || asked.text === "") return `${at(asked.field)}"${asked.text}"`;
      return at(asked.field) + asked.text.replace(/[^\p{L}\p{N}.]/gu, "\\$&");
    case "pattern":
      return at(asked.field) + asked.text.replace(/[- ]/g, "\\$&");
    case "compare":
      return `${asked.field}:${asked.sign}${asked.value}`;
    case "range":
      return `${at(asked.field)}${asked.open}${asked.low} TO ${asked.high}${asked.close}`;
    case "exists":
      return asked.field.length % 2 === 0 ? `${at(asked.field)}*` : `_exists_:${asked.field}`;
    case "near":
      return `${at(asked.field)}"${asked.text}"~${asked.slop}`;
    case "fuzzy": {
      const text = `${asked.text.replace(/[^\p{L}\p{N}]/gu, "\\$&")}~${asked.number}`;
      // A number in the next clause would be that of the `~`.
      return at(asked.field) + (asked.number === "" ? `(${text})` : text);
    }
    case "regex":
      return `${at(asked.field)}/${expressionText(asked.expression)}/`;
    case "when":
      return `${asked.field}:${asked.sign}${asked.date}`;
    case "boosted": {
      const { clause } = asked;
      // The other way round would name a number a boost, and a boost takes no other.
      return clause.ask === "boosted" ? `(${written(clause)})${asked.boost}` : written(clause) + asked.boost;
    }
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
    list.filter(([name]) => isMeant(field, name)).map(([, value]) => value);
  /** The dictionary of a field: words of texts, words and whole values of keywords. */
  const entriesOf = (field: string | null): string[] => {
    const keywords = values(document.keywords, field).map((value) => value.toLowerCase());
    return [...keywords, ...keywords.flatMap(split), ...values(document.texts, field).flatMap(split)];
  };
  switch (asked.ask) {
    case "words": {
      const field = asked.field ?? outer;
      if (split(asked.text).length === 0 && (field === null || isTextOnly(field))) return null;
      const keywords = values(document.keywords, field);
      const whole = asked.text.toLowerCase();
      if (keywords.some((value) => value.toLowerCase() === whole || hasPhrase(value, asked.text)))
        return true;
      if (values(document.texts, field).some((value) => hasPhrase(value, asked.text))) return true;
      if (field === null) return false;
      if (/^\d{4}(-\d\d)*$/.test(asked.text)) {
        const times = dateFields.filter((name) => isMeant(field, name));
        if (times.some((name) => within(document, name, "[", asked.text, asked.text, "]"))) return true;
      }
      return /^-?[\d.]+$/.test(asked.text) && values(document.numbers, field).includes(Number(asked.text));
    }
    case "near": {
      const field = asked.field ?? outer;
      const wanted = split(asked.text);
      if (wanted.length === 0 && (field === null || isTextOnly(field))) return null;
      const keywords = values(document.keywords, field);
      if (keywords.some((value) => value.toLowerCase() === asked.text)) return true;
      return [...keywords, ...values(document.texts, field)].some((value) =>
        standsNear(split(value), wanted, asked.slop),
      );
    }
    case "fuzzy": {
      const term = asked.text.toLowerCase();
      const number = asked.number === "" || asked.number === "x" ? 2 : Number(asked.number);
      // Lucene reads the number as a 32-bit float.
      const share = 1 - new Float32Array([number]).reduce((_, float) => float, 0);
      const edits = Math.min(2, number > 0 && number < 1 ? Math.floor(share * [...term].length) : number);
      return entriesOf(asked.field ?? outer).some((entry) => editsBetween(term, entry) <= edits);
    }
    case "regex":
      return entriesOf(asked.field ?? outer).some((entry) => isWholeMatch(asked.expression, entry));
    case "when": {
      const [first, last] = (computed[asked.date] ?? ["", ""]).map((text) => Date.parse(text)) as [
        number,
        number,
      ];
      const holds = {
        "": (time: number) => time >= first && time <= last,
        ">": (time: number) => time > last,
        ">=": (time: number) => time >= first,
        "<": (time: number) => time < first,
        "<=": (time: number) => time <= last,
      };
      return values(document.dates, asked.field).some(holds[asked.sign]);
    }
    case "boosted":
      return judge(asked.clause, document, outer);
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
      return entriesOf(field).some((entry) => pattern.test(entry));
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
      return all.some(([name]) => isMeant(asked.field, name));
    }
    case "signs":
      return decide(
        asked.clauses.map(([sign, clause]) => [sign, judge(clause, document, asked.field ?? outer)]),
      );
    case "chain": {
      // A clause that says nothing is no clause: an AND after it binds the one before it.
      const kept: ["" | "+" | "-", boolean][] = [];
      asked.clauses.forEach(([join, not, clause], index) => {
        const isAnd = index > 0 && join === "AND";
        const before = kept.at(-1);
        if (isAnd && before?.[0] === "") before[0] = "+";
        const answer = judge(clause, document, outer);
        if (answer !== null) kept.push([not ? "-" : isAnd ? "+" : "", answer]);
      });
      return decide(kept);
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

const isPattern = (field: string): boolean => field.includes("*");

/** Whether a field of a document is (one of those) meant; none named: the default ones. */
function isMeant(field: string | null, name: string): boolean {
  if (field === null) return defaults.includes(name);
  return isPattern(field)
    ? new RegExp(`^${field.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(name)
    : name === field;
}

/** Of the patterns used here one is for text fields alone. */
const isTextOnly = (field: string): boolean => field === "no*" || textFields.includes(field);

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
  if (field !== null && isPattern(field)) {
    const meant = allFields.filter((name) => isMeant(field, name));
    return meant.some((name) => within(document, name, open, low, high, close));
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
    if ([low, high].some((end) => end !== "*" && !/^\d{4}(-\d\d)*$/.test(end))) return false;
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
