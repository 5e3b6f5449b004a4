import { floatText } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { isValueObject, typeOfValue, type Value, type ValueObject, type ValueType } from "../base/value.ts";
import { shown } from "./names.ts";
import { readTree } from "./yaml-tree.ts";

/** Why a value cannot take a parameter's type; `name` is the dotted name of the leaf that it is about. */
export type Misfit = {
  readonly name: string;
  readonly message: string;
  readonly remedy: string;
  readonly unknown: boolean;
};

/** How each type is written after `-P`, for remedies. */
const examples: { readonly [type in ValueType]: string } = {
  integer: "Write a whole number, like 3.",
  float: "Write a number, like 0.1 or 1e-3.",
  string: "Write a text in quotes.",
  boolean: "Write true or false.",
  null: "Write any JSON.",
  list: "Write a list, like [1, 2].",
  object: "Write an object, like {a: 1}.",
};

/**
 * The value that a text stands for where `declared` is the value in the file: any text for a string, else JSON or YAML
 * on one line, in the declared type if that loses nothing. Objects answer with what of them the text names.
 */
export function valueFromText(name: string, declared: Value, text: string): Result<Value, Misfit> {
  const misfit = (message: string): Misfit => ({
    name,
    message,
    remedy: examples[typeOfValue(declared)],
    unknown: false,
  });
  if (typeof declared === "string") {
    const bad = /\0|\p{Cs}/u.test(text);
    return bad
      ? err({ ...misfit(`The text for ${name} holds a character that no text can`), remedy: "Remove it." })
      : ok(text);
  }
  const tree = readTree(text);
  const wrong = tree.problems.find(({ severity }) => severity === "error");
  if (wrong !== undefined) return err(misfit(`${shown(text)} is no value for ${name}: ${wrong.message}`));
  if (declared !== null && text.trim() === "") return err(misfit(`The value for ${name} is empty`));
  return coerceValue(name, declared, tree.value);
}

/** A given value in the declared one's type, if that loses nothing. `null` takes anything. */
export function coerceValue(name: string, declared: Value, given: Value): Result<Value, Misfit> {
  const type = typeOfValue(declared);
  const wrong = (why: string): Result<Value, Misfit> =>
    err({
      name,
      message: `${name} is ${article(type)}, and ${shown(valueToText(given))} ${why}`,
      remedy: examples[type],
      unknown: false,
    });
  const isNone = (): Result<Value, Misfit> => wrong("is none");
  switch (type) {
    case "null":
      return ok(given);
    case "integer":
      if (typeof given === "bigint") return ok(given);
      if (typeof given !== "number") return isNone();
      if (Number.isInteger(given)) {
        return Number.isSafeInteger(given) ? ok(BigInt(given)) : wrong("is a float too large to be exact");
      }
      return Number.isFinite(given) ? wrong("would lose its fraction") : isNone();
    case "float":
      if (typeof given === "number") return ok(given);
      if (typeof given !== "bigint") return isNone();
      return Number.isFinite(Number(given)) && BigInt(Number(given)) === given
        ? ok(Number(given))
        : wrong("has more digits than a float can hold");
    case "string":
      return typeof given === "string" ? ok(given) : isNone();
    case "boolean":
      return typeof given === "boolean" ? ok(given) : isNone();
    case "list":
      return Array.isArray(given) ? ok(coerceItems(name, declared as readonly Value[], given)) : isNone();
    case "object":
      return isValueObject(given) ? coerceMembers(name, declared as ValueObject, given) : isNone();
  }
}

/** In a list of floats `1` is `1.0`, as it would be alone; items that are of no such type stay as they are. */
function coerceItems(name: string, declared: readonly Value[], given: readonly Value[]): readonly Value[] {
  if (declared.length === 0 || !declared.every((item) => typeof item === "number")) return given;
  return given.map((item) => {
    const coerced = coerceValue(name, 0, item);
    return coerced.ok ? coerced.value : item;
  });
}

/** The members that are given, each in its type. An object declared empty takes any. */
function coerceMembers(name: string, declared: ValueObject, given: ValueObject): Result<Value, Misfit> {
  if (Object.keys(declared).length === 0) return ok(given);
  const members: [string, Value][] = [];
  for (const [key, value] of Object.entries(given)) {
    const inner = `${name}.${key}`;
    if (!Object.hasOwn(declared, key)) {
      return err({
        name: inner,
        message: `No parameter ${shown(inner)} is declared`,
        remedy: "Declare it in `params`.",
        unknown: true,
      });
    }
    const coerced = coerceValue(inner, declared[key] ?? null, value);
    if (!coerced.ok) return coerced;
    members.push([key, coerced.value]);
  }
  return ok(Object.fromEntries(members));
}

const article = (type: ValueType): string =>
  type === "integer" || type === "object" ? `an ${type}` : type === "null" ? type : `a ${type}`;

/** The text that `valueFromText` takes back to the same value: strings as they are, the rest as JSON with `.nan` and `.inf`. */
export const valueToText = (value: Value): string => (typeof value === "string" ? value : flowText(value));

function flowText(value: Value): string {
  if (typeof value === "number") {
    if (Number.isNaN(value)) return ".nan";
    if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
    return Object.is(value, -0) ? "-0.0" : floatText(value);
  }
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (!isValueObject(value)) return `[${value.map(flowText).join(", ")}]`;
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${flowText(inner)}`);
  return `{${members.join(", ")}}`;
}
