import type { z } from "zod";
import { displayValue } from "../base/json.ts";
import { type Budget, nearest } from "../base/nearest.ts";
import { isValueObject, type Value } from "../base/value.ts";
import { shown } from "./names.ts";
import { contentAt, errorAt, keyAt, type Path, type Problem } from "./problem.ts";
import { includedSchema, knownKeys, pipelineSchema, type Section } from "./schema.ts";

type Issue = z.core.$ZodIssue;

/** A pipeline file itself, or one that it includes. */
export type FileKind = "pipeline" | "included file";

type Shape = {
  readonly kind: FileKind;
  readonly root: Value;
  readonly budget: Budget;
  readonly problems: Problem[];
  /** Missing keys, by their paths; a key that was misspelled explains one. */
  readonly missing: Map<string, Problem>;
  readonly explained: Set<string>;
  readonly doubtful: Path[];
};

/**
 * What is wrong with the shape of a file: keys that are missing or unknown, values of the wrong type. `doubtful` are the
 * places about which nothing can be said because of that: a name that is missing there is no second mistake.
 */
export function checkShape(
  root: Value,
  budget: Budget,
  kind: FileKind = "pipeline",
): Pick<Shape, "problems" | "doubtful"> {
  const shape: Shape = {
    kind,
    root,
    budget,
    problems: [],
    missing: new Map(),
    explained: new Set(),
    doubtful: [],
  };
  const checked = (kind === "pipeline" ? pipelineSchema : includedSchema).safeParse(root);
  for (const issue of checked.success ? [] : checked.error.issues) addIssue(shape, issue, []);
  if (kind === "pipeline" && isValueObject(root) && !has(root, "steps") && !has(root, "include"))
    addMissing(shape, ["steps"]);
  checkCommands(shape);
  for (const [key, problem] of shape.missing) if (!shape.explained.has(key)) shape.problems.push(problem);
  return shape;
}

const has = (value: Value, key: string): boolean => isValueObject(value) && Object.hasOwn(value, key);

/** Each step says what it does once: by `run` or by `call`. */
function checkCommands(shape: Shape): void {
  const steps = valueAtPath(shape.root, ["steps"]);
  for (const [name, step] of isValueObject(steps) ? Object.entries(steps) : []) {
    if (!isValueObject(step)) continue;
    const [run, call] = [has(step, "run"), has(step, "call")];
    if (!run && !call) addMissing(shape, ["steps", name, "run"]);
    if (!run || !call) continue;
    const message = `Step ${shown(name)} has both \`run\` and \`call\``;
    const complaint = { code: "run-and-call", message, remedy: "Keep one of the two." };
    shape.problems.push(errorAt(keyAt("steps", name, "call"), complaint));
  }
}

function addMissing(shape: Shape, path: Path): void {
  shape.missing.set(JSON.stringify(path), missingKey(path, shape.root));
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
    addMissing(shape, path);
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

function sectionOf(path: Path, kind: FileKind): Section {
  const [section, , key] = path;
  if (path.length === 2 && section === "steps") return "step";
  if (path.length === 2 && section === "datasets") return "dataset";
  if (path.length === 3 && (key === "cache" || key === "hooks" || key === "retries")) return key;
  return kind;
}

function addUnknownKey(shape: Shape, path: Path, key: string): void {
  const section = sectionOf(path, shape.kind);
  const add = (code: string, message: string, remedy: string): void => {
    shape.problems.push(errorAt(keyAt(...path, key), { code, message, remedy }));
  };
  if (section === "included file" && knownKeys.pipeline.includes(key)) {
    const remedy =
      key === "include" ? "List it in the pipeline file itself." : "Move it to the pipeline file itself.";
    const holds = "An included file holds params, datasets and steps";
    add("not-in-included", `${holds}, and no \`${key}\``, remedy);
    return;
  }
  const present = valueAtPath(shape.root, path);
  const free = knownKeys[section].filter(
    (known) => !(isValueObject(present) && Object.hasOwn(present, known)),
  );
  const synonym = Object.hasOwn(synonyms, key.toLowerCase()) ? synonyms[key.toLowerCase()] : undefined;
  const near = nearest(key, free, shape.budget) ?? (free.includes(synonym ?? "") ? synonym : undefined);
  if (near !== undefined) {
    shape.explained.add(JSON.stringify([...path, near === "call" ? "run" : near]));
    shape.doubtful.push([...path, near]);
  }
  const otherwise = otherSection(section, key) ?? `Known here: ${knownKeys[section].join(", ")}.`;
  add(
    "unknown-key",
    `${path.length === 3 ? `\`${section}\`` : article(section)} has no key ${shown(key)}`,
    near === undefined ? otherwise : `Write \`${near}\`.`,
  );
}

const article = (section: Section): string => `${section === "included file" ? "An" : "A"} ${section}`;

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
  labels: "tags",
  catalog: "datasets",
  function: "call",
  matrix: "foreach",
  retry: "retries",
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
      ? "Write `run:` and the command, or `call:` and a Python function."
      : key === "steps"
        ? "Write `steps:` and at least one step."
        : null;
  const holder = valueAtPath(root, around) === root ? "The pipeline" : whatIsAt(around);
  const what = key === "run" ? "`run` or `call`" : `\`${key}\``;
  return errorAt(keyAt(...around), { code: "missing-key", message: `${holder} has no ${what}`, remedy });
}

const typeNames: { readonly [type: string]: string | undefined } = {
  string: "a text",
  bigint: "an integer",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  record: "a mapping",
  object: "a mapping",
};

function expectedOf(issue: Issue): string[] {
  return issue.code === "invalid_type" ? [typeNames[issue.expected] ?? issue.expected] : [];
}

function wrongType(path: Path, expected: readonly string[], root: Value): Problem {
  const found = valueAtPath(root, path) ?? null;
  // An integer is a number, too.
  const kinds = new Set(
    expected.includes("a number") ? expected.filter((kind) => kind !== "an integer") : expected,
  );
  const wanted = [...kinds].join(" or ");
  const message = `${whatIsAt(path)} must be ${wanted}, not ${typeName(found)}`;
  return errorAt(contentAt(...path), {
    code: "wrong-type",
    message,
    remedy: typeRemedy(found, expected, path),
  });
}

function typeRemedy(found: Value, expected: readonly string[], path: Path): string | null {
  if (path[2] === "foreach" && path.length === 4 && typeof path[3] === "number")
    return "Write what each item is called: {lr: [0.1, 0.01]}.";
  if (isValueObject(found)) {
    const [key = ""] = Object.keys(found);
    if (/^(?:(?:params|inputs|outputs)\..+|signature)$/.test(key)) {
      return `Put the text around {${key}} in quotes: YAML reads bare braces as a mapping.`;
    }
    return null;
  }
  if (found === null) return "Write a value, or remove the key.";
  if (Array.isArray(found)) return null;
  if (expected.includes("true or false")) return "Write true or false.";
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
      return Number.isFinite(value) ? "a float" : displayValue(value);
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
