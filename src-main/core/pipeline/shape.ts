import type { z } from "zod";
import { displayValue } from "../base/json.ts";
import { type Budget, nearest } from "../base/nearest.ts";
import { isValueObject, type Value } from "../base/value.ts";
import { shown } from "./names.ts";
import { contentAt, errorAt, keyAt, type Path, type Problem } from "./problem.ts";
import { knownKeys, laterKeys, pipelineSchema, type Section } from "./schema.ts";

type Issue = z.core.$ZodIssue;

type Shape = {
  readonly root: Value;
  readonly budget: Budget;
  readonly problems: Problem[];
  /** Missing keys, by `holder key`; a key that was misspelled or comes later explains one. */
  readonly missing: Map<string, Problem>;
  readonly explained: Set<string>;
  readonly doubtful: Path[];
};

/**
 * What is wrong with the shape of a file: keys that are missing or unknown, values of the wrong type. `doubtful` are the
 * places about which nothing can be said because of that: a name that is missing there is no second mistake.
 */
export function checkShape(root: Value, budget: Budget): Pick<Shape, "problems" | "doubtful"> {
  const shape: Shape = { root, budget, problems: [], missing: new Map(), explained: new Set(), doubtful: [] };
  const checked = pipelineSchema.safeParse(root);
  for (const issue of checked.success ? [] : checked.error.issues) addIssue(shape, issue, []);
  for (const [key, problem] of shape.missing) if (!shape.explained.has(key)) shape.problems.push(problem);
  return shape;
}

function addIssue(shape: Shape, issue: Issue, prefix: Path): void {
  const { root, problems } = shape;
  const path: Path = [...prefix, ...(issue.path as (string | number)[])];
  const add = (code: string, message: string, remedy: string | null): void => {
    problems.push(errorAt(contentAt(...path), { code, message, remedy }));
  };
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) addUnknownKey(shape, path, key);
    return;
  }
  if (valueAtPath(root, path) === undefined) {
    shape.missing.set(JSON.stringify(path), missingKey(path, root));
    return;
  }
  shape.doubtful.push(path);
  if (issue.code === "invalid_union") {
    const branch = issue.errors.find(
      (issues) => !issues.some(({ path: at, code }) => at.length === 0 && code === "invalid_type"),
    );
    if (branch === undefined) problems.push(wrongType(path, issue.errors.flat().flatMap(expectedOf), root));
    else for (const inner of branch) addIssue(shape, inner, path);
  } else if (issue.code === "invalid_type") problems.push(wrongType(path, expectedOf(issue), root));
  else if (issue.code === "invalid_value") problems.push(wrongValue(shape, path, issue.values));
  else if (issue.code === "too_small")
    add("bad-value", `${whatIsAt(path)} is empty`, "Write something, or remove it.");
  else add("bad-value", `${whatIsAt(path)}: ${issue.message}`, null);
}

function sectionOf(path: Path): Section {
  if (path[0] === "steps" && path.length === 2) return "step";
  return path[0] === "datasets" && path.length === 2 ? "dataset" : "pipeline";
}

function addUnknownKey(shape: Shape, path: Path, key: string): void {
  const section = sectionOf(path);
  const add = (code: string, message: string, remedy: string): void => {
    shape.problems.push(errorAt(keyAt(...path, key), { code, message, remedy }));
  };
  if (laterKeys[section].includes(key)) {
    if (key === "call") shape.explained.add(JSON.stringify([...path, "run"]));
    if (key === "include") shape.doubtful.push(["datasets"], ["params"], ["steps"]);
    if (key === "foreach") shape.doubtful.push(["params"]);
    const instead =
      key === "call" ? "Run it as a command with `run`." : "Remove it: ignored, it would mislead.";
    add("not-supported", `\`${key}\` is not supported yet by this version`, instead);
    return;
  }
  const present = valueAtPath(shape.root, path);
  const free = knownKeys[section].filter(
    (known) => !(isValueObject(present) && Object.hasOwn(present, known)),
  );
  const synonym = Object.hasOwn(synonyms, key.toLowerCase()) ? synonyms[key.toLowerCase()] : undefined;
  const near = nearest(key, free, shape.budget) ?? (free.includes(synonym ?? "") ? synonym : undefined);
  if (near !== undefined) {
    shape.explained.add(JSON.stringify([...path, near]));
    shape.doubtful.push([...path, near]);
  }
  const otherwise = otherSection(section, key) ?? `Known here: ${knownKeys[section].join(", ")}.`;
  add(
    "unknown-key",
    `A ${section} has no key ${shown(key)}`,
    near === undefined ? otherwise : `Write \`${near}\`.`,
  );
}

/** What other tools call things. */
const synonyms: { readonly [key: string]: string | undefined } = {
  cmd: "run",
  command: "run",
  script: "run",
  deps: "inputs",
  outs: "outputs",
  stages: "steps",
  tasks: "steps",
  parameters: "params",
  environment: "env",
  depends_on: "needs",
  catalog: "datasets",
};

function otherSection(section: Section, key: string): string | null {
  const other = (["pipeline", "step", "dataset"] as const).find(
    (candidate) => candidate !== section && knownKeys[candidate].includes(key),
  );
  return other === undefined ? null : `\`${key}\` belongs to a ${other}.`;
}

function missingKey(path: Path, root: Value): Problem {
  const key = String(path.at(-1));
  const around = path.slice(0, -1);
  const remedy =
    key === "run"
      ? "Write `run:` and the command."
      : key === "steps"
        ? "Write `steps:` and at least one step."
        : null;
  const holder = valueAtPath(root, around) === root ? "The pipeline" : whatIsAt(around);
  return errorAt(keyAt(...around), { code: "missing-key", message: `${holder} has no \`${key}\``, remedy });
}

const typeNames: { readonly [type: string]: string | undefined } = {
  string: "a text",
  bigint: "an integer",
  array: "a list",
  record: "a mapping",
  object: "a mapping",
};

function expectedOf(issue: Issue): string[] {
  return issue.code === "invalid_type" ? [typeNames[issue.expected] ?? issue.expected] : [];
}

function wrongType(path: Path, expected: readonly string[], root: Value): Problem {
  const found = valueAtPath(root, path) ?? null;
  const wanted = [...new Set(expected)].join(" or ");
  const message = `${whatIsAt(path)} must be ${wanted}, not ${typeName(found)}`;
  if (path[0] === "steps" && path.length === 3 && path[2] === "params" && isValueObject(found)) {
    const complaint = {
      code: "not-supported",
      message: "Parameters by argument name are for `call`, which this version does not support yet",
      remedy: `Write a list of names: [${Object.values(found).map(displayValue).join(", ")}].`,
    };
    return errorAt(contentAt(...path), complaint);
  }
  return errorAt(contentAt(...path), { code: "wrong-type", message, remedy: typeRemedy(found, expected) });
}

function typeRemedy(found: Value, expected: readonly string[]): string | null {
  if (isValueObject(found)) {
    const [key = ""] = Object.keys(found);
    if (/^(?:(?:params|inputs|outputs)\..+|signature)$/.test(key)) {
      return `Put the text around {${key}} in quotes: YAML reads bare braces as a mapping.`;
    }
    return null;
  }
  if (found === null) return "Write a value, or remove the key.";
  if (Array.isArray(found)) return null;
  if (expected.includes("a text")) return `Put it in quotes: "${displayValue(found)}".`;
  return expected.includes("a list") ? `Write a list: [${displayValue(found)}].` : null;
}

function wrongValue({ root, budget }: Shape, path: Path, values: readonly unknown[]): Problem {
  const found = valueAtPath(root, path) ?? null;
  const allowed = values.map(String);
  const near = typeof found === "string" ? nearest(found, allowed, budget) : null;
  const remedy = `Write ${near ?? allowed.join(" or ")}.`;
  const message = `${whatIsAt(path)} cannot be ${shown(displayValue(found))}`;
  return errorAt(contentAt(...path), { code: "bad-value", message, remedy });
}

function typeName(value: Value): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "bigint":
      return "an integer";
    case "number":
      return "a float";
    case "boolean":
      return "true or false";
    case "string":
      return "a text";
    default:
      return "a mapping";
  }
}

/** `steps.train.inputs[0]`, as people say it. */
function whatIsAt(path: Path): string {
  if (path.length === 0) return "The file";
  const [section, name, ...rest] = path;
  const tail = rest
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
  if (name === undefined) return `\`${String(section)}\``;
  const owner =
    section === "steps"
      ? `Step ${shown(String(name))}`
      : section === "datasets"
        ? `Dataset ${shown(String(name))}`
        : null;
  if (owner === null) return `\`${String(section)}.${[name, ...rest].join(".")}\``;
  return tail === "" ? owner : `\`${tail}\` of ${owner[0]?.toLowerCase()}${owner.slice(1)}`;
}

function valueAtPath(root: Value, path: Path): Value | undefined {
  let current: Value | undefined = root;
  for (const key of path) {
    if (Array.isArray(current)) current = current[Number(key)];
    else if (isValueObject(current) && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}
