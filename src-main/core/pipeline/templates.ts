import { displayValue } from "../base/json.ts";
import { editDistanceWithin, nearest, newBudget } from "../base/nearest.ts";
import { type Value, type ValueObject, valueAt } from "../base/value.ts";
import { type QuotePlace, quoteFor, quotePlaces } from "./shell-quoting.ts";

/**
 * A piece of a template text; `start` and `end` are offsets in it. `name` is a dotted parameter or a port.
 *
 * Only `{params.…}`, `{inputs.…}`, `{outputs.…}` and `{signature}` are templates. Every other brace stays as it is, so
 * that `${HOME}` and `awk '{print $1}'` need no care. `{{` is a literal `{`, and a `}}` that closes one a literal `}`;
 * a `}}` with nothing to close stays two braces, as in `{if (a) {print}}`.
 */
export type TemplatePart = { readonly start: number; readonly end: number } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "params" | "inputs" | "outputs"; readonly name: string }
  | { readonly kind: "signature" }
);

/** Something that was meant as a template and is none. */
export type TemplateProblem = {
  readonly message: string;
  readonly remedy: string;
  readonly start: number;
  readonly end: number;
};

export type Template = {
  readonly parts: readonly TemplatePart[];
  readonly problems: readonly TemplateProblem[];
};

type Root = "params" | "inputs" | "outputs";
const roots: readonly Root[] = ["params", "inputs", "outputs"];

const TEMPLATE = /\{(?:(params|inputs|outputs)\.([^{}\n]*)|signature)\}/y;
const UNCLOSED = /\{(?:(?:params|inputs|outputs)\.[^{}\s]*|signature(?![\w\s}]))/y;
const ALMOST = /\{[ \t]*([A-Za-z_]\w*)[ \t]*(?:\.[ \t]*([^{}\n]*?)|\[['"]?([^\]{}\n'"]*)['"]?\])?[ \t]*\}/y;

/** Takes a text apart. Never fails: what is wrong is listed and left out of the parts. */
export function parseTemplate(text: string): Template {
  // Most paths hold none, and a step's command is asked about several times in a row.
  if (!text.includes("{") && !text.includes("}"))
    return {
      parts: text === "" ? [] : [{ kind: "text", text, start: 0, end: text.length }],
      problems: [],
    };
  if (newest?.text !== text) newest = { text, template: takenApart(text) };
  return newest.template;
}

let newest: { readonly text: string; readonly template: Template } | null = null;

function takenApart(text: string): Template {
  const parts: TemplatePart[] = [];
  const problems: TemplateProblem[] = [];
  let literal = "";
  let from = 0;
  let open = 0;
  const flush = (end: number): void => {
    if (literal !== "") parts.push({ kind: "text", text: literal, start: from, end });
    literal = "";
  };
  let at = 0;
  while (at < text.length) {
    const next = text.slice(at, at + 2);
    if (next === "{{" || (next === "}}" && open > 0)) {
      open += next === "{{" ? 1 : -1;
      literal += next[0];
      at += 2;
      continue;
    }
    if (next[0] !== "{") {
      const brace = nextBrace(text, at + 1);
      literal += text.slice(at, brace);
      at = brace;
      continue;
    }
    const found = templateAt(text, at);
    if (found === null) {
      literal += "{";
      at += 1;
      continue;
    }
    flush(at);
    if ("message" in found) problems.push(found);
    else parts.push(found);
    at = found.end;
    from = at;
  }
  flush(text.length);
  return { parts, problems };
}

function nextBrace(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x7d) return at;
  }
  return text.length;
}

function templateAt(text: string, start: number): TemplatePart | TemplateProblem | null {
  const dollar = text[start - 1] === "$";
  const wrong = (end: number, message: string, remedy: string): TemplateProblem => ({
    message,
    remedy,
    start,
    end,
  });
  const match = matchAt(TEMPLATE, text, start);
  if (match !== null) {
    const end = start + match[0].length;
    if (dollar) {
      return wrong(
        end,
        `$${match[0]} is no template`,
        `Write ${match[0]} without the $. A shell variable is written without braces.`,
      );
    }
    const root = match[1] as Root | undefined;
    const name = match[2] ?? "";
    if (root === undefined) return { kind: "signature", start, end };
    if (name !== "" && name === name.trim()) return { kind: root, name, start, end };
    const meant = name.trim() === "" ? "name" : name.trim();
    return wrong(end, `${match[0]} names nothing`, `Write {${root}.${meant}}, without spaces.`);
  }
  const unclosed = matchAt(UNCLOSED, text, start);
  if (unclosed !== null && text[start + unclosed[0].length] !== "}") {
    const end = start + unclosed[0].length;
    return wrong(
      end,
      `${unclosed[0]} is not closed`,
      `Write ${unclosed[0]}}, or {{ for a brace that is meant as such.`,
    );
  }
  const almost = matchAt(ALMOST, text, start);
  if (almost === null) return null;
  const meant = meaningOf(almost[1] ?? "", almost[2] ?? almost[3], dollar);
  if (meant === null) return null;
  const end = start + almost[0].length;
  return wrong(
    end,
    `${almost[0]} is no template`,
    `Write ${meant}, or {{ for a brace that is meant as such.`,
  );
}

function matchAt(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

/** The template that braces around `word` (and a name after a point or in brackets) were surely meant to be, or null. */
function meaningOf(word: string, name: string | undefined, dollar: boolean): string | null {
  const lower = word.toLowerCase();
  if (name === undefined && dollar) return null;
  if (lower === "signature" || (lower.length > 6 && editDistanceWithin(lower, "signature", 2)))
    return "{signature}";
  if (name === undefined) {
    const root = roots.find((candidate) => candidate === lower || candidate === `${lower}s`);
    return root === undefined ? null : `{${root}.name}`;
  }
  const root =
    lower === "parameters" || lower === "parameter"
      ? "params"
      : (roots.find((candidate) => candidate === lower) ?? nearest(lower, roots, newBudget()));
  return root === null ? null : `{${root}.${name.trim() === "" ? "name" : name.trim()}}`;
}

/** What templates stand for. */
export type TemplateValues = {
  /** Nested, as in the pipeline. */
  readonly params: ValueObject;
  /** Port -> path, or paths where a step gathers several. */
  readonly inputs: ReadonlyMap<string, string | readonly string[]>;
  readonly outputs: ReadonlyMap<string, string>;
  /** Its first 16 hex digits. */
  readonly signature: string;
};

/**
 * The text for `/bin/sh -c`. Every value is quoted for the place it stands in (bare, in `'…'`, in `"…"`), so that the
 * command gets it unchanged whatever it holds. A list becomes several words, inside quotes one text with spaces.
 */
export function renderShell(text: string, values: TemplateValues): string {
  const { parts } = parseTemplate(text);
  const places = quotePlaces(parts);
  return parts
    .map((part, index) => {
      if (part.kind === "text") return part.text;
      const place: QuotePlace = places[index] ?? "bare";
      const words = wordsOf(part, values);
      return place === "bare"
        ? words.map((word) => quoteFor(place, word)).join(" ")
        : quoteFor(place, words.join(" "));
    })
    .join("");
}

/**
 * The words of a command that runs without a shell; nothing is quoted. A word that is nothing but a template of a list
 * becomes as many words as the list has items; inside a longer word a list is its items with spaces between.
 */
export function renderWords(words: readonly string[], values: TemplateValues): string[] {
  return words.flatMap((word) => {
    const { parts } = parseTemplate(word);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined && only.kind !== "text") return wordsOf(only, values);
    return [
      parts.map((part) => (part.kind === "text" ? part.text : wordsOf(part, values).join(" "))).join(""),
    ];
  });
}

function wordsOf(part: Exclude<TemplatePart, { kind: "text" }>, values: TemplateValues): string[] {
  if (part.kind === "signature") return [values.signature];
  if (part.kind === "params") {
    const value = valueAt(values.params, part.name);
    if (value === undefined) throw new Error(`Template of a parameter that is not declared: ${part.name}`);
    return Array.isArray(value) ? value.map((item: Value) => valueText(item)) : [valueText(value)];
  }
  const path = values[part.kind].get(part.name);
  if (path === undefined) throw new Error(`Template of a port without a path: ${part.kind}.${part.name}`);
  return typeof path === "string" ? [path] : [...path];
}

/**
 * A value as text in a command: strings as they are, integers by their digits, floats with a point or exponent,
 * `true` and `false`, nothing at all for null, lists and objects as JSON.
 */
export const valueText = (value: Value): string => (value === null ? "" : displayValue(value));

/**
 * The place of an output, relative to the workspace. Each value is made part of one file name: what separates folders
 * or is forbidden in names somewhere is written as `%` and two hex digits, so different values never share a path by
 * that, and none leaves the folder that the text names. An empty part becomes `_`.
 */
export function renderOutputPath(path: string, values: Pick<TemplateValues, "params" | "signature">): string {
  const text = parseTemplate(path)
    .parts.map((part) => (part.kind === "text" ? part.text : safeForName(pathValue(part, values))))
    .join("");
  return text.split("/").map(nameInPath).join("/");
}

/**
 * Puts the values of a `foreach`'s item into the path of what it makes, as text that is part of one file name; other
 * templates stay.
 */
export function itemPlacer(path: string): (item: ValueObject) => string {
  const { parts } = parseTemplate(path);
  return (item) => {
    const text = parts
      .map((part) => {
        const known = part.kind === "params" && valueAt(item, part.name) !== undefined;
        if (!known) return path.slice(part.start, part.end);
        const value = safeForName(pathValue(part, { params: item, signature: "" }));
        return value.replaceAll("{", "%7B").replaceAll("}", "%7D");
      })
      .join("");
    return text.split("/").map(nameInPath).join("/");
  };
}

/** A name that is no folder of another meaning. */
function nameInPath(segment: string): string {
  if (segment === "") return "_";
  return segment === "." || segment === ".." ? segment.replaceAll(".", "%2E") : segment;
}

/** The place of a source: parameters as they are, for a source may be anywhere. */
export function renderSourcePath(path: string, params: ValueObject): string {
  return parseTemplate(path)
    .parts.map((part) => (part.kind === "text" ? part.text : pathValue(part, { params, signature: "" })))
    .join("");
}

function pathValue(
  part: Exclude<TemplatePart, { kind: "text" }>,
  values: Pick<TemplateValues, "params" | "signature">,
): string {
  return wordsOf(part, { ...values, inputs: new Map(), outputs: new Map() }).join(" ");
}

const safeForName = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  text.replace(/[\u0000-\u001f\u007f/\\:*?"<>|%]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
