import { parse as parseToml, TomlError, type TomlValue } from "smol-toml";
import { err, ok, type Result } from "../base/result.ts";
import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import type { Allowance } from "../pipeline/allowance.ts";
import { readTree } from "../pipeline/yaml-tree.ts";
import { pythonValues } from "./python-values.ts";

/** Reads the names and values of a TOML, Python, JSON or YAML text, told by the path's ending. The error is a sentence. */
export function readValues(path: string, text: string, allowance: Allowance): Result<ValueObject, string> {
  if (/\.py$/i.test(path)) return pythonValues(path, text);
  const read = /\.toml$/i.test(path) ? readToml(path, text) : readYaml(path, text, allowance);
  if (!read.ok) return read;
  if (read.value === null) return ok({});
  return isValueObject(read.value) ? ok(read.value) : err(`${path} holds no names with values`);
}

function readYaml(path: string, text: string, allowance: Allowance): Result<Value, string> {
  const tree = readTree(text, allowance);
  if (tree.readable) return ok(tree.value);
  return err(`${path} cannot be read: ${tree.problems[0]?.message ?? "it is no YAML"}`);
}

function readToml(path: string, text: string): Result<Value, string> {
  try {
    return ok(plain(parseToml(text, { integersAsBigInt: true })));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return err(`${path}, line ${error.line}, cannot be read: ${error.message.split("\n", 1)[0]}`);
  }
}

/** Dates become the text that stands for them. */
function plain(value: TomlValue): Value {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
