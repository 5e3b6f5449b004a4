import { parsePlainJson } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import type { PropertyValue } from "../model/run.ts";
import { isSecretName, isSecretParam, withoutSecrets } from "../model/secret-names.ts";
import type { ArtifactKind, ProcessMark, ProgramEvent } from "./program-event.ts";

/** Deeper or larger parameters are not what a person set. */
const mostDepth = 64;
const mostLeaves = 50_000;
const longestName = 10_000;

/** What stands in the place of a text that may be a secret. */
export const hiddenText = "(hidden)";

type Members = { readonly [key: string]: unknown };

/** Reads one line. The error says what is wrong with it, for people. Keys that are not known are passed over. */
export function readEvent(line: string): Result<ProgramEvent, string> {
  // Parsing it, and finding out the same way, takes seconds.
  if (line.length > longestShallow && isDeep(line)) return err("nested too deep");
  let members: unknown;
  try {
    members = JSON.parse(line);
  } catch (error) {
    return err(error instanceof RangeError ? "nested too deep" : "no JSON");
  }
  if (typeof members !== "object" || members === null || Array.isArray(members)) return err("no JSON object");
  try {
    return ok(eventOf(members as Members, line));
  } catch (error) {
    if (error instanceof WrongEvent) return err(error.message);
    // Recursion into something nested beyond reason.
    if (error instanceof RangeError) return err("nested too deep");
    throw error;
  }
}

/** Lines up to this length are parsed at once, however deep they may be. */
const longestShallow = 1_000;
/** Brackets that may be open at a time. */
const mostBrackets = 200;

function isDeep(line: string): boolean {
  let [open, inText] = [0, false];
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at];
    if (inText && letter === "\\") at += 1;
    else if (letter === '"') inText = !inText;
    else if (inText) continue;
    else if (letter === "[" || letter === "{") open += 1;
    else if (letter === "]" || letter === "}") open -= 1;
    if (open > mostBrackets) return true;
  }
  return false;
}

/** What is wrong with an event; never leaves this module. */
class WrongEvent extends Error {}

function eventOf(members: Members, line: string): ProgramEvent {
  const { type } = members;
  switch (type) {
    case "metric":
      return {
        type: "metrics",
        values: [[nameOf(members, "name"), numberOf(members.value, "value")]],
        step: optionalNumber(members, "step"),
        time: timeOf(members),
      };
    case "metrics":
      return {
        type,
        values: entriesOf(members, "values").map(([name, value]) => [
          checkedName(name, "a metric's name"),
          numberOf(value, `values.${name}`),
        ]),
        step: optionalNumber(members, "step"),
        time: timeOf(members),
      };
    case "resources":
      return resourcesOf(members);
    case "start":
      return startOf(members, line);
    case "params":
      return { type, values: paramsOf(exactMembers(line).values, "values") };
    case "tags":
      return { type, add: tagsOf(members, "add"), remove: tagsOf(members, "remove") };
    case "property": {
      const key = nameOf(members, "key");
      const value = propertyOf(members.value);
      return { type, key, value: typeof value === "string" && isSecretParam(key) ? hiddenText : value };
    }
    case "notes":
      return typeof members.append === "string"
        ? { type, text: members.append, append: true }
        : { type, text: textOf(members, "text"), append: false };
    case "artifact":
      return {
        type,
        name: nameOf(members, "name"),
        path: nameOf(members, "path"),
        kind: kindOf(members.kind),
        step: optionalNumber(members, "step"),
        time: timeOf(members),
      };
    case "input":
    case "output":
      return { type, name: nameOf(members, "name"), path: nameOf(members, "path") };
    case "code":
      return { type, path: nameOf(members, "path"), text: textOf(members, "text") };
    case "environment":
      return {
        type,
        os: optionalText(members, "os"),
        host: optionalText(members, "host"),
        user: optionalText(members, "user"),
        python: optionalText(members, "python"),
        hardware: optionalText(members, "hardware"),
        packages: textsOf(members, "packages"),
        variables: variablesOf(members),
      };
    case "git": {
      const commit = nameOf(members, "commit");
      return {
        type,
        commit,
        branch: optionalText(members, "branch"),
        dirty: members.dirty === true,
        diff: optionalText(members, "diff"),
      };
    }
    case "end": {
      const { status, exitCode } = members;
      if (status !== "succeeded" && status !== "failed" && status !== "cancelled")
        throw new WrongEvent("status is not succeeded, failed or cancelled");
      return {
        type,
        status,
        exitCode: typeof exitCode === "number" && Number.isInteger(exitCode) ? exitCode : null,
        error: optionalText(members, "error"),
        time: timeOf(members),
      };
    }
    default:
      throw new WrongEvent(
        typeof type === "string" ? `an unknown type ${JSON.stringify(type.slice(0, 40))}` : "no type",
      );
  }
}

function startOf(members: Members, line: string): ProgramEvent {
  const { version, command } = members;
  if (version !== undefined && version !== 1)
    throw new WrongEvent(`version ${JSON.stringify(version)} of event files; this Signet knows 1`);
  const words = Array.isArray(command) ? command.map(String).join(" ") : command;
  return {
    type: "start",
    project: optionalText(members, "project"),
    name: optionalText(members, "name"),
    params: members.params === undefined ? {} : paramsOf(exactMembers(line).params, "params"),
    tags: tagsOf(members, "tags"),
    command: typeof words === "string" ? withoutSecrets(words) : null,
    cwd: optionalText(members, "cwd"),
    process: processOf(members),
    host: optionalText(members, "host"),
    time: timeOf(members),
  };
}

function processOf({ pid, processStart, boot }: Members): ProcessMark | null {
  const start = typeof processStart === "number" ? String(processStart) : processStart;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 1) return null;
  return typeof start === "string" && typeof boot === "string" ? { pid, start, boot } : null;
}

/** Kept as metrics: `system.cpu`, `system.memory`, `system.gpu.0.use`, … */
function resourcesOf(members: Members): ProgramEvent {
  const values: [string, number][] = [];
  for (const name of ["cpu", "memory"] as const)
    if (members[name] !== undefined) values.push([`system.${name}`, numberOf(members[name], name)]);
  const gpus = Array.isArray(members.gpu) ? (members.gpu as unknown[]).slice(0, 64) : [];
  gpus.forEach((gpu, index) => {
    if (typeof gpu !== "object" || gpu === null) return;
    for (const name of ["use", "memory"] as const) {
      const value = (gpu as Members)[name];
      if (typeof value === "number") values.push([`system.gpu.${index}.${name}`, value]);
    }
  });
  return { type: "metrics", values, step: null, time: timeOf(members) };
}

/** The line once more, with integers told from floats. */
function exactMembers(line: string): ValueObject {
  const value = parsePlainJson(line);
  return isValueObject(value) ? value : {};
}

function paramsOf(value: Value | undefined, key: string): ValueObject {
  if (!isValueObject(value)) throw new WrongEvent(`${key} is no object`);
  let leaves = 0;
  const clean = (name: string, inner: Value, depth: number): Value => {
    if (depth > mostDepth) throw new WrongEvent(`${key} is nested too deep`);
    if (Array.isArray(inner)) return inner.map((item) => clean("", item as Value, depth + 1));
    if (isValueObject(inner))
      return Object.fromEntries(
        Object.entries(inner).map(([child, member]) => {
          if (child === "" || child.length > longestName) throw new WrongEvent(`${key} has no good name`);
          return [child, clean(child, member, depth + 1)];
        }),
      );
    leaves += 1;
    if (leaves > mostLeaves) throw new WrongEvent(`${key} has more than ${mostLeaves} values`);
    if (typeof inner !== "string") return inner;
    return isSecretParam(name) ? hiddenText : (nonFinite.get(inner) ?? inner);
  };
  return clean("", value, 0) as ValueObject;
}

const nonFinite: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

function numberOf(value: unknown, key: string): number {
  const number = typeof value === "number" ? value : nonFinite.get(value);
  if (number === undefined) throw new WrongEvent(`${key} is no number`);
  return number;
}

const optionalNumber = (members: Members, key: string): number | null =>
  members[key] === undefined || members[key] === null ? null : numberOf(members[key], key);

/** A time that is no moment of this calendar counts as of when it is read. */
function timeOf({ time }: Members): number | null {
  if (time === undefined || time === null) return null;
  if (typeof time !== "number") throw new WrongEvent("time is no number of milliseconds");
  return Math.abs(time) <= 8.64e15 ? time : null;
}

function textOf(members: Members, key: string): string {
  const value = members[key];
  if (typeof value !== "string") throw new WrongEvent(`${key} is no text`);
  return value;
}

const optionalText = (members: Members, key: string): string | null =>
  members[key] === undefined || members[key] === null ? null : textOf(members, key);

const nameOf = (members: Members, key: string): string => checkedName(textOf(members, key), key);

function checkedName(name: string, key: string): string {
  if (name === "" || name.length > longestName || name.includes("\0"))
    throw new WrongEvent(`${key} is empty, too long, or has a NUL`);
  return name;
}

function entriesOf(members: Members, key: string): [string, unknown][] {
  const value = members[key];
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new WrongEvent(`${key} is no object`);
  return Object.entries(value);
}

function tagsOf(members: Members, key: string): string[] {
  const value = members[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new WrongEvent(`${key} is no list`);
  return value.map((tag: unknown) => {
    if (typeof tag !== "string") throw new WrongEvent(`${key} has what is no text`);
    return checkedName(tag, key);
  });
}

function propertyOf(value: unknown): PropertyValue | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  throw new WrongEvent("value is no text, number or boolean");
}

const kinds: readonly ArtifactKind[] = ["file", "image", "figure", "table", "text"];

/** One that is not known is a file. */
const kindOf = (value: unknown): ArtifactKind => kinds.find((kind) => kind === value) ?? "file";

function textsOf(members: Members, key: string): { [name: string]: string } | null {
  if (members[key] === undefined || members[key] === null) return null;
  return Object.fromEntries(entriesOf(members, key).map(([name, text]) => [name, String(text ?? "")]));
}

/** Never one that may be a secret. */
function variablesOf(members: Members): { [name: string]: string | null } | null {
  if (members.variables === undefined || members.variables === null) return null;
  return Object.fromEntries(
    entriesOf(members, "variables")
      .filter(([name]) => !isSecretName(name))
      .map(([name, text]) => [name, text === null ? null : String(text)]),
  );
}
