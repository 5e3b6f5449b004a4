import type { Value } from "../base/value.ts";

/**
 * Reads the YAML that pipeline files are mostly written in some ten times as fast as the library does: block mappings, lists
 * of one-line items, one-line `[…]` and `{…}`, plain and simply quoted texts, comments on lines of their own. Answers null
 * for everything else, mistakes included: the library reads that. What it answers is what the library would.
 */
export function readPlainYaml(text: string): PlainYaml | null {
  if (!onlyPlain.test(text)) return null;
  const reading: Reading = { lines: text.split("\n"), at: 0, indent: 0, values: 0 };
  try {
    if (!next(reading) || reading.indent !== 0) return null;
    const value = mapping(reading, 0, 1);
    return next(reading) ? null : { value, values: reading.values };
  } catch (error) {
    if (error === unusual) return null;
    throw error;
  }
}

/** `values`: how many keys and values there are. */
export type PlainYaml = { readonly value: Value; readonly values: number };

type Reading = {
  readonly lines: readonly string[];
  /** The line that is looked at, and how far it is indented. */
  at: number;
  indent: number;
  values: number;
};

/** Thrown where something stands that is not read here. */
const unusual = new Error("not plain");

/** Line ends, ASCII and letters: no tabs, no other white space, nothing that YAML forbids or escapes. */
const onlyPlain = /^[\n -~\u00c0-\u1679\u3041-\ud7a3]*$/;
const entry = /^ *([A-Za-z_][\w.@-]*):(?: +(.*))?$/;
const deepest = 20;

/** Goes to the next line that holds something; false after the last. */
function next(reading: Reading): boolean {
  for (; reading.at < reading.lines.length; reading.at += 1) {
    const line = reading.lines[reading.at] ?? "";
    let indent = 0;
    while (line.charCodeAt(indent) === 32) indent += 1;
    if (indent === line.length || line.charCodeAt(indent) === 35) continue;
    reading.indent = indent;
    return true;
  }
  return false;
}

function mapping(reading: Reading, indent: number, level: number): Value {
  const result: { [key: string]: Value } = {};
  reading.values += 1;
  if (level > deepest) throw unusual;
  do {
    const found = entry.exec(reading.lines[reading.at] ?? "");
    const key = found?.[1];
    if (found === null || key === undefined || !isKey(key) || Object.hasOwn(result, key)) throw unusual;
    const rest = found[2] ?? "";
    reading.at += 1;
    reading.values += 1;
    const isEmpty = rest === "" || isBlank(rest);
    if (!isEmpty) result[key] = oneLine(rest, reading);
    const goesOn = next(reading);
    if (goesOn && reading.indent > indent) {
      // Below a value it would be more of that value.
      if (!isEmpty) throw unusual;
      result[key] = block(reading, reading.indent, level + 1);
    } else if (isEmpty) {
      if (goesOn && reading.indent === indent && isItem(reading)) throw unusual;
      result[key] = null;
      reading.values += 1;
    }
  } while (hasMore(reading, indent));
  return result;
}

/** Whether the block goes on. One that ends must end where an outer one goes on, which that one sees. */
function hasMore(reading: Reading, indent: number): boolean {
  if (reading.at >= reading.lines.length || reading.indent < indent) return false;
  if (reading.indent > indent) throw unusual;
  return true;
}

const isBlank = (text: string): boolean => /^ *$/.test(text);

const isItem = ({ lines, at, indent }: Reading): boolean => lines[at]?.charCodeAt(indent) === 45;

function block(reading: Reading, indent: number, level: number): Value {
  if (!isItem(reading)) return mapping(reading, indent, level);
  const items: Value[] = [];
  reading.values += 1;
  do {
    const line = reading.lines[reading.at] ?? "";
    const rest = line.slice(indent + 2);
    if (line.slice(indent, indent + 2) !== "- " || isBlank(rest) || entry.test(rest)) throw unusual;
    items.push(oneLine(rest.replace(/^ +/, ""), reading));
    reading.at += 1;
    next(reading);
  } while (hasMore(reading, indent));
  return items;
}

/** Keys that could be something else than a text, or mean something, are left to the library. */
const isKey = (key: string): boolean => key !== "__proto__" && !special.test(key);
const special = /^(?:null|true|false)$/i;

/** A value that takes the rest of a line, whose first character is no space. */
function oneLine(rest: string, reading: Reading): Value {
  const text = rest.replace(/ +$/, "");
  const first = text.charAt(0);
  if (first === "[" || first === "{") {
    const flow: Flow = { text, at: 0, reading };
    const value = flowValue(flow, 1);
    if (flow.at !== text.length) throw unusual;
    return value;
  }
  reading.values += 1;
  if (first === '"' || first === "'") return quotedText(text);
  if (!/^[\w./$(]/.test(text) || text.includes(": ") || text.endsWith(":") || text.includes(" #"))
    throw unusual;
  return plain(text);
}

function quotedText(text: string): string {
  const inner = /^(?:"([^"\\]*)"|'([^']*)')$/.exec(text);
  if (inner === null) throw unusual;
  return inner[1] ?? inner[2] ?? "";
}

/** What a text without quotes means in YAML's core schema. */
function plain(text: string): Value {
  if (/^[A-Za-z_/$(]/.test(text)) {
    if (!special.test(text)) return text;
    if (text === "true") return true;
    if (text === "false") return false;
    if (text === "null") return null;
    throw unusual;
  }
  if (/^(?:0|[1-9]\d{0,30})$/.test(text)) return BigInt(text);
  if (/^\d{1,15}\.\d{1,15}$/.test(text)) return Number(text);
  if (/^\.\.?\//.test(text)) return text;
  throw unusual;
}

type Flow = { readonly text: string; at: number; readonly reading: Reading };

const flowScalar = /(?:"[^"\\]*"|'[^']*'|[\w./][\w./@*=+-]*)(?= *[,\]}])/y;
const flowKey = /([A-Za-z_][\w.@-]*): +/y;

function flowValue(flow: Flow, level: number): Value {
  if (level > deepest) throw unusual;
  const { text, reading } = flow;
  reading.values += 1;
  const open = text.charAt(flow.at);
  if (open !== "[" && open !== "{") {
    const scalar = taken(flow, flowScalar)[0];
    return /^["']/.test(scalar) ? quotedText(scalar) : plain(scalar);
  }
  const close = open === "[" ? "]" : "}";
  const items: Value[] = [];
  const members: { [key: string]: Value } = {};
  flow.at += 1;
  skipSpaces(flow);
  while (text.charAt(flow.at) !== close) {
    if (open === "[") items.push(flowValue(flow, level + 1));
    else {
      const key = taken(flow, flowKey)[1] ?? "";
      if (!isKey(key) || Object.hasOwn(members, key)) throw unusual;
      reading.values += 1;
      members[key] = flowValue(flow, level + 1);
    }
    skipSpaces(flow);
    if (text.charAt(flow.at) === close) break;
    if (text.charAt(flow.at) !== ",") throw unusual;
    flow.at += 1;
    skipSpaces(flow);
  }
  flow.at += 1;
  return open === "[" ? items : members;
}

function taken(flow: Flow, what: RegExp): RegExpExecArray {
  what.lastIndex = flow.at;
  const found = what.exec(flow.text);
  if (found === null) throw unusual;
  flow.at = what.lastIndex;
  return found;
}

function skipSpaces(flow: Flow): void {
  while (flow.text.charCodeAt(flow.at) === 32) flow.at += 1;
}
