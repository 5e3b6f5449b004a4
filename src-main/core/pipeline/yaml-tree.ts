import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from "yaml";
import type { Value } from "../base/value.ts";
import { type Allowance, mayRead, newAllowance } from "./allowance.ts";
import { errorAt, type Path, type Problem, type Span } from "./problem.ts";
import { isMergeKey, locator, rangeOf } from "./yaml-locate.ts";
import { readPlainYaml } from "./yaml-plain.ts";
import { syntaxProblems } from "./yaml-syntax.ts";

/** A YAML or JSON text as plain values, and the way back to where each of them stands. */
export type Tree = {
  /** Integers are `bigint`, floats `number`. Null when the text could not be read at all. */
  readonly value: Value;
  /** False after a mistake in the syntax: `value` is not worth looking at. */
  readonly readable: boolean;
  readonly problems: readonly Problem[];
  /** Keys of one of the tree's mappings in file order, which objects do not keep for keys that look like numbers. */
  readonly keysOf: (mapping: object) => readonly string[];
  /** Where a key or value stands; for what is not there, the nearest thing around it. */
  readonly locate: (path: Path, on: "key" | "value") => Span;
};

/** Levels of nesting, aliases written out. */
const MOST_LEVELS = 100;

type Anchor = { value: Value; size: number; height: number; finished: boolean; node: Node };
type Reading = {
  readonly text: string;
  readonly problems: Problem[];
  readonly anchors: Map<string, Anchor>;
  readonly aliased: Map<Alias, Node>;
  readonly order: WeakMap<object, readonly string[]>;
  readonly most: number;
  size: number;
  deepest: number;
  tooMuch: boolean;
};

/** Reads YAML 1.2 (core schema, with `<<`) or JSON. Never throws; never takes long, whatever the text. */
export function readTree(text: string, allowance: Allowance = newAllowance()): Tree {
  const size = sizeProblem(text, allowance);
  if (size !== null) return unreadable([size]);
  const simple = readPlainYaml(text);
  if (simple !== null && simple.values <= allowance.values) {
    allowance.values -= simple.values;
    // Where things stand is asked only of a file with problems.
    let whole: Tree | null = null;
    return {
      value: simple.value,
      readable: true,
      problems: [],
      keysOf: Object.keys,
      locate: (path, on) => {
        whole ??= readWithLibrary(text, newAllowance());
        return whole.locate(path, on);
      },
    };
  }
  return readWithLibrary(text, allowance);
}

/** The same, of a text that is not too large, with the whole of YAML and with what is wrong with it. */
export function readWithLibrary(text: string, allowance: Allowance): Tree {
  const document = parseDocument(text, {
    version: "1.2",
    intAsBigInt: true,
    stringKeys: true,
    // The library compares every key with every other; `mapping` below does it in one pass.
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: "error",
  });
  const syntax = syntaxProblems(document, text);
  if (syntax.some(({ severity }) => severity === "error")) return unreadable(syntax);

  const reading: Reading = {
    text,
    problems: [...syntax],
    anchors: new Map(),
    aliased: new Map(),
    order: new WeakMap(),
    most: allowance.values,
    size: 0,
    deepest: 0,
    tooMuch: false,
  };
  const root = document.contents;
  const value = root === null ? null : convert(root, 1, reading);
  allowance.values -= reading.size;
  return {
    value: reading.tooMuch ? null : value,
    readable: !reading.tooMuch,
    problems: reading.problems,
    keysOf: (mapping) => reading.order.get(mapping) ?? Object.keys(mapping),
    locate: locator(root, reading.aliased),
  };
}

const unreadable = (problems: readonly Problem[]): Tree => ({
  value: null,
  readable: false,
  problems,
  keysOf: Object.keys,
  locate: () => [0, 0],
});

function sizeProblem(text: string, allowance: Allowance): Problem | null {
  const complaint = {
    code: "too-large",
    message: "This file is too large to be a pipeline",
    remedy: "Split it, or let a script make datasets of what is data.",
  };
  return mayRead(text, allowance) ? null : errorAt({ span: [0, 0] }, complaint);
}

function convert(node: Node, level: number, reading: Reading): Value {
  if (reading.tooMuch) return null;
  reading.size += 1;
  reading.deepest = Math.max(reading.deepest, level);
  if (level > MOST_LEVELS)
    return giveUp(node, reading, "too-deep", `This is nested more than ${MOST_LEVELS} levels deep`);
  if (reading.size > reading.most)
    return giveUp(node, reading, "too-large", "The aliases of this file stand for too much");
  if (isAlias(node)) return aliasValue(node, level, reading);
  const name = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (name === undefined) return plainValue(node, level, reading);

  const anchor: Anchor = { value: null, size: reading.size, height: 0, finished: false, node };
  reading.anchors.set(name, anchor);
  const outer = reading.deepest;
  reading.deepest = level;
  anchor.value = plainValue(node, level, reading);
  anchor.height = reading.deepest - level;
  anchor.size = reading.size - anchor.size + 1;
  anchor.finished = true;
  reading.deepest = Math.max(outer, reading.deepest);
  return anchor.value;
}

function giveUp(node: Node, reading: Reading, code: string, message: string): null {
  reading.tooMuch = true;
  reading.problems.push(errorAt({ span: rangeOf(node) }, { code, message, remedy: "Write it more simply." }));
  return null;
}

/** Values are shared, not copied, but counted as if they were: whoever walks them must not drown. */
function aliasValue(node: Alias, level: number, reading: Reading): Value {
  const anchor = reading.anchors.get(node.source);
  if (anchor === undefined || !anchor.finished) {
    const message =
      anchor === undefined
        ? `No anchor &${node.source} stands above`
        : `*${node.source} stands inside &${node.source}`;
    reading.problems.push(
      errorAt(
        { span: rangeOf(node) },
        { code: "bad-alias", message, remedy: "An alias repeats what is complete above it." },
      ),
    );
    return null;
  }
  reading.aliased.set(node, anchor.node);
  reading.size += anchor.size;
  reading.deepest = Math.max(reading.deepest, level + anchor.height);
  if (level + anchor.height > MOST_LEVELS) {
    return giveUp(node, reading, "too-deep", `This is nested more than ${MOST_LEVELS} levels deep`);
  }
  return anchor.value;
}

function plainValue(node: Node, level: number, reading: Reading): Value {
  if (isMap(node)) return mapping(node, level, reading);
  if (isSeq(node)) return node.items.map((item) => convert(item as Node, level + 1, reading));
  const value: unknown = isScalar(node) ? node.value : null;
  switch (typeof value) {
    case "string":
      badCharacter(value, node, reading);
      return value;
    case "number":
      if (!Number.isFinite(value) && isScalar(node) && /\d/.test(node.source ?? "")) {
        reading.problems.push(
          errorAt(
            { span: rangeOf(node) },
            {
              code: "number-too-large",
              message: `${node.source} is too large for a float`,
              remedy: "Write .inf if that is meant.",
            },
          ),
        );
      }
      return value;
    case "bigint":
    case "boolean":
      return value;
    default:
      return null;
  }
}

function badCharacter(value: string, node: Node, reading: Reading): void {
  const found = /\0|\p{Cs}/u.exec(value);
  if (found === null) return;
  const [start, end] = rangeOf(node);
  if (found[0] !== "\0") {
    const message = "This text holds half a character (a lone surrogate)";
    reading.problems.push(
      errorAt({ span: [start, end] }, { code: "bad-character", message, remedy: "Remove it." }),
    );
    return;
  }
  // Where it stands itself, as it is seen in no editor, or how it is written.
  const written = /\0|\\(?:0|x00|u0000|U00000000)/.exec(reading.text.slice(start, end));
  const at = start + (written?.index ?? 0);
  const complaint = {
    code: "bad-character",
    message: "Here is a NUL character (U+0000), which no command and no path can hold",
    remedy:
      written?.[0] === "\0"
        ? "Remove it. Where every other character is one, the file is UTF-16: save it as UTF-8."
        : "Remove it. A command that is to get `\\0` wants two backslashes here, or single quotes.",
  };
  reading.problems.push(errorAt({ span: [at, at + (written?.[0].length ?? 0)] }, complaint));
}

function mapping(node: YAMLMap, level: number, reading: Reading): Value {
  const result: { [key: string]: Value } = {};
  const keys: string[] = [];
  const merged: Value[] = [];
  let numberLike = false;
  for (const pair of node.items) {
    const keyNode = pair.key as Node;
    const valueNode = pair.value as Node | null;
    const key = keyText(keyNode, level, reading);
    const value = valueNode === null ? null : convert(valueNode, level + 1, reading);
    if (key === null) continue;
    if (isMergeKey(keyNode)) {
      merged.push(...mergedMaps(value, valueNode ?? keyNode, reading));
    } else if (Object.hasOwn(result, key)) {
      const complaint = {
        code: "duplicate-key",
        message: `The key ${JSON.stringify(key)} stands here twice`,
        remedy: "Remove one of the two.",
      };
      reading.problems.push(errorAt({ span: rangeOf(keyNode) }, complaint));
    } else {
      result[key] = value;
      keys.push(key);
      numberLike ||= /^\d/.test(key);
    }
  }
  for (const source of merged) {
    for (const [key, value] of Object.entries(source as object)) {
      if (Object.hasOwn(result, key)) continue;
      result[key] = value;
      keys.push(key);
      numberLike ||= /^\d/.test(key);
    }
  }
  if (numberLike) reading.order.set(result, keys);
  return result;
}

function keyText(node: Node, level: number, reading: Reading): string | null {
  const value = convert(node, level + 1, reading);
  if (reading.tooMuch) return null;
  if (typeof value !== "string" || isAlias(node)) {
    const complaint = { code: "bad-key", message: "A key must be a plain text", remedy: null };
    reading.problems.push(errorAt({ span: rangeOf(node) }, complaint));
    return null;
  }
  if (value !== "__proto__") return value;
  const complaint = {
    code: "bad-name",
    message: "__proto__ cannot be a name",
    remedy: "Choose another name.",
  };
  reading.problems.push(errorAt({ span: rangeOf(node) }, complaint));
  return null;
}

function mergedMaps(value: Value, node: Node, reading: Reading): Value[] {
  const items = Array.isArray(value) ? value : [value];
  const maps = items.filter((item) => typeof item === "object" && item !== null && !Array.isArray(item));
  if (maps.length < items.length) {
    const complaint = {
      code: "bad-alias",
      message: "<< merges mappings, and this is none",
      remedy: "Write an alias of a mapping, or a list of them.",
    };
    reading.problems.push(errorAt({ span: rangeOf(node) }, complaint));
  }
  // What is merged is written out once more.
  for (const item of maps) reading.size += Object.keys(item as object).length;
  return maps;
}
