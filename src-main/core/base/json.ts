import { isValueObject, type Value } from "./value.ts";

/**
 * JSON text of a value, in the five ways we need it.
 *
 * - `canonicalJson`: keys sorted by code unit, no white space, floats always with a point or exponent, `-0.0` as
 *   `0.0`, non-finite floats as `{"$float":"NaN"}`. Keys that begin with `$` get a second `$`, so no two different
 *   values share a text. This is what signatures are made of.
 * - `storedJson`: the same, but with keys in their own order; what the library keeps.
 * - `plainJson`: for other programs; floats keep their point, non-finite ones are strings.
 * - `pythonJson`: the same for Python's `json`, which reads the bare words `NaN`, `Infinity` and `-Infinity` as floats.
 * - `publicJson`: what `--json` prints: non-finite floats are the strings `NaN`, `Infinity`, `-Infinity`.
 * - `parseStored`: the inverse of the first two.
 */
export const canonicalJson = (value: Value): string => write(value, styles.canonical);
export const storedJson = (value: Value): string => write(value, styles.stored);
export const plainJson = (value: Value): string => write(value, styles.plain);
export const pythonJson = (value: Value): string => write(value, styles.python);

export function publicJson(value: unknown, indent = ""): string {
  return writePublic(value, indent, "");
}

type Style = { readonly sort: boolean; readonly nonFinite: "tagged" | "string" | "bare" };

const styles = {
  canonical: { sort: true, nonFinite: "tagged" },
  stored: { sort: false, nonFinite: "tagged" },
  plain: { sort: false, nonFinite: "string" },
  python: { sort: false, nonFinite: "bare" },
} as const satisfies { readonly [name: string]: Style };

const nonFiniteText = {
  tagged: (value: number): string => `{"$float":"${value}"}`,
  string: (value: number): string => `"${value}"`,
  bare: (value: number): string => String(value),
} as const;

function write(value: Value, style: Style): string {
  switch (typeof value) {
    case "bigint":
      return value.toString();
    case "number":
      return Number.isFinite(value) ? floatText(value) : nonFiniteText[style.nonFinite](value);
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      break;
    default:
      throw new Error(`Not a value: ${typeof value}`);
  }
  if (value === null) return "null";
  if (!isValueObject(value)) {
    let items = "";
    for (const item of value) items += items === "" ? write(item, style) : `,${write(item, style)}`;
    return `[${items}]`;
  }
  const keys = Object.keys(value);
  if (style.sort && !areSorted(keys)) keys.sort(byCodeUnit);
  let members = "";
  for (const key of keys) {
    const name = style.nonFinite === "tagged" && key.startsWith("$") ? `$${key}` : key;
    members += `${members === "" ? "" : ","}${JSON.stringify(name)}:${write(value[key] as Value, style)}`;
  }
  return `{${members}}`;
}

function areSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1)
    if ((keys[index - 1] as string) > (keys[index] as string)) return false;
  return true;
}

/** JavaScript's shortest text that reads back as the same float, with `.0` where it would look like an integer. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const text = String(value === 0 ? 0 : value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Order by UTF-16 code unit: the same everywhere, whatever the locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

const nonFinite = new Set<unknown>(["NaN", "Infinity", "-Infinity"]);

function unescapedKey(key: string): string {
  if (!key.startsWith("$")) return key;
  if (!key.startsWith("$$")) throw new SyntaxError(`Not a stored value: the key ${JSON.stringify(key)}`);
  return key.slice(1);
}

function hasTag(object: object): boolean {
  for (const key in object) if (key.startsWith("$")) return true;
  return false;
}

/** Reads `storedJson` or `canonicalJson` back, integers as `bigint`. Throws on text that neither wrote. */
export function parseStored(text: string): Value {
  return parseWithSource(text, (_key, value, context) => {
    if (typeof value === "number") {
      if (!Number.isInteger(value) && Number.isFinite(value)) return value;
      const source = context.source ?? "";
      return /^-?\d+$/.test(source) ? BigInt(source) : value;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value) || !hasTag(value)) return value;
    const entries = Object.entries(value);
    const [[firstKey, firstValue] = []] = entries;
    if (entries.length === 1 && firstKey === "$float" && nonFinite.has(firstValue)) return Number(firstValue);
    return Object.fromEntries(entries.map(([key, inner]) => [unescapedKey(key), inner]));
  }) as Value;
}

/** Plain JSON text (a metrics file, a parameters file) with integers as `bigint`. Throws `SyntaxError`. */
export function parsePlainJson(text: string): Value {
  return parseWithSource(text, (_key, value, context) =>
    typeof value === "number" && /^-?\d+$/.test(context.source ?? "") ? BigInt(context.source ?? "0") : value,
  ) as Value;
}

function writePublic(value: unknown, indent: string, margin: string): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (value === undefined) return "null";
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = margin + indent;
  const [open, close, items] = Array.isArray(value)
    ? ["[", "]", value.map((item) => writePublic(item, indent, inner))]
    : [
        "{",
        "}",
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .map(
            ([key, member]) =>
              `${JSON.stringify(key)}:${indent ? " " : ""}${writePublic(member, indent, inner)}`,
          ),
      ];
  if (items.length === 0) return open + close;
  return indent
    ? `${open}\n${inner}${items.join(`,\n${inner}`)}\n${margin}${close}`
    : `${open}${items.join(",")}${close}`;
}

/** How a value is shown to people: strings bare, everything else as its JSON. */
export function displayValue(value: Value | undefined): string {
  if (value === undefined) return "—";
  if (typeof value === "string") return value;
  if (typeof value === "number") return floatText(value);
  return plainJson(value);
}
