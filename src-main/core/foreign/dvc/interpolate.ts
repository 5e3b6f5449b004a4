import { err, ok, type Result } from "../../base/result.ts";
import { isValueObject, type Value } from "../../base/value.ts";
import { optionsText, scalarText } from "./python-text.ts";

/** A value that `${…}` can stand for, and the parameter of the pipeline that it is, where it is one. */
export type Variable = { readonly value: Value; readonly param: string | null };

/** What `${…}` may name in a place of a `dvc.yaml`. */
export type Variables = { readonly find: (keys: readonly string[]) => Variable | null };

/** A piece of an interpolated text. */
export type Piece = { readonly text: string; readonly param: string | null };

const expression = /(?<!\\)\$\{(.*?)\}/gs;

export const isInterpolated = (value: Value): value is string =>
  typeof value === "string" && value.search(expression) >= 0;

/** `a.b[0].c` -> `["a", "b", "0", "c"]`; null when it is no such path. */
export function keysOf(text: string): readonly string[] | null {
  const keys: string[] = [];
  const part = /\.?([^.[\]]+)|\[([^.[\]]+)\]/y;
  while (part.lastIndex < text.length) {
    const at = part.lastIndex;
    const found = part.exec(text);
    if (found === null || (at === 0 && text[0] === ".")) return null;
    keys.push((found[1] ?? found[2] ?? "").trim());
  }
  return keys.length === 0 ? null : keys;
}

/** The value that a text which is one whole `${…}` stands for; null for other texts. */
export function wholeValue(text: string, variables: Variables): Result<Variable, string> | null {
  const found = [...text.matchAll(expression)];
  return found.length === 1 && found[0]?.[0] === text ? variableNamed(found[0][1] ?? "", variables) : null;
}

/**
 * The pieces of a text with every `${…}` filled in. Mappings become options in a command (`inCommand`) and are refused
 * elsewhere, as lists are. The error is a sentence.
 */
export function interpolate(
  text: string,
  variables: Variables,
  inCommand: boolean,
): Result<readonly Piece[], string> {
  const pieces: Piece[] = [];
  const literal = (piece: string): void => {
    if (piece !== "") pieces.push({ text: piece.replaceAll("\\${", "${"), param: null });
  };
  let from = 0;
  for (const found of text.matchAll(expression)) {
    const value = variableNamed(found[1] ?? "", variables);
    if (!value.ok) return value;
    const { value: inner, param } = value.value;
    const filled = inCommand && isValueObject(inner) ? optionsText(inner) : scalarText(inner);
    if (filled === null)
      return err(
        `${found[0]} is ${Array.isArray(inner) ? "a list" : "a mapping"}, which cannot stand in a text`,
      );
    literal(text.slice(from, found.index));
    pieces.push({ text: filled, param: isValueObject(inner) ? null : param });
    from = found.index + found[0].length;
  }
  literal(text.slice(from));
  return ok(pieces);
}

export const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join("");

function variableNamed(inner: string, variables: Variables): Result<Variable, string> {
  const keys = keysOf(inner.trim());
  if (keys === null) return err(`\${${inner}} is no name of a value: write \${a.b} or \${a[0]}`);
  const found = variables.find(keys);
  return found === null
    ? err(`Nothing is called ${inner.trim()} in \`vars\` and parameter files`)
    : ok(found);
}
