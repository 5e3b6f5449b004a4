import {
  childNamed,
  definitionOf,
  type Node,
  type Source,
  type Syntax,
  statementsOf,
  textOf,
} from "../../fingerprint/python/syntax.ts";
import { argumentsOf, callsIn, lastName, literalText } from "./expressions.ts";
import { mostSteps, type SeenStep } from "./seen-steps.ts";

type TaskClass = {
  readonly name: string;
  readonly kind: "task" | "external";
  /** Names of tasks that are mentioned where it tells what it requires. */
  readonly requires: ReadonlySet<string>;
  readonly outputs: readonly string[];
  readonly params: readonly string[];
  readonly runs: boolean;
};

/**
 * The tasks that a Luigi module shows, each once whatever parameters it is used with. External tasks are no steps but
 * what others read; classes that others only derive from are none either.
 */
export function luigiSteps({ source, root }: Syntax, module: string): readonly SeenStep[] {
  const tasks = new Map<string, TaskClass>();
  const bases = new Set<string>();
  for (const statement of statementsOf(root)) {
    const found = definitionOf(statement);
    if (found?.definition.name !== "ClassDefinition" || tasks.size >= 2 * mostSteps) continue;
    const task = taskClass(source, found.definition, found.decorators, tasks, bases);
    if (task !== null) tasks.set(task.name, task);
  }
  const required = new Set([...tasks.values()].flatMap((task) => [...task.requires]));
  return [...tasks.values()].flatMap((task) =>
    stepOf(task, tasks, module, bases.has(task.name) && !required.has(task.name)),
  );
}

/** What a class says of itself; null for one that is no task. What it does not say is as in the task it derives from. */
function taskClass(
  source: Source,
  definition: Node,
  decorators: readonly Node[],
  tasks: ReadonlyMap<string, TaskClass>,
  bases: Set<string>,
): TaskClass | null {
  const name = lastName(source, childNamed(definition, "VariableName"));
  if (name === null) return null;
  const derivedFrom = argumentsOf(source, definition).positional.flatMap(
    (base) => lastName(source, base) ?? [],
  );
  const base = derivedFrom.find((one) => tasks.has(one) || one.endsWith("Task"));
  if (base === undefined) return null;
  const parent = tasks.get(base);
  if (parent !== undefined) bases.add(base);
  const statements = statementsOf(childNamed(definition, "Body") ?? definition);
  const method = (wanted: string): Node | undefined =>
    statements
      .map((statement) => definitionOf(statement)?.definition)
      .find(
        (one) =>
          one?.name === "FunctionDefinition" && lastName(source, childNamed(one, "VariableName")) === wanted,
      );
  const requires = method("requires");
  const output = method("output");
  const mentioned = new Set<string>();
  if (requires !== undefined) variablesIn(source, requires, mentioned);
  for (const decorator of decorators)
    if (
      lastName(
        source,
        decorator.children.findLast(({ name }) => name === "VariableName"),
      ) === "requires"
    )
      for (const given of argumentsOf(source, decorator).positional) variablesIn(source, given, mentioned);
  return {
    name,
    kind: parent?.kind ?? (base === "ExternalTask" ? "external" : "task"),
    requires: mentioned.size > 0 ? mentioned : (parent?.requires ?? mentioned),
    outputs: output === undefined ? (parent?.outputs ?? []) : targetsIn(source, output),
    params: [...new Set([...(parent?.params ?? []), ...parametersIn(source, statements)])],
    runs: method("run") !== undefined,
  };
}

function variablesIn(source: Source, node: Node, found: Set<string>): void {
  if (node.name === "VariableName") found.add(textOf(source, node));
  for (const child of node.children) variablesIn(source, child, found);
}

/** Places that are written out: `luigi.LocalTarget("data/a.txt")`. */
const targetsIn = (source: Source, output: Node): readonly string[] =>
  callsIn(output).flatMap((call) => {
    if (lastName(source, call.children[0])?.endsWith("Target") !== true) return [];
    const { positional, named } = argumentsOf(source, call);
    return literalText(source, named.get("path") ?? positional[0]) ?? [];
  });

/** `size = luigi.IntParameter()` */
const parametersIn = (source: Source, statements: readonly Node[]): readonly string[] =>
  statements.flatMap((statement) => {
    const value = statement.children.at(-1);
    if (statement.name !== "AssignStatement" || value?.name !== "CallExpression") return [];
    if (lastName(source, value.children[0])?.endsWith("Parameter") !== true) return [];
    return lastName(source, statement.children[0]) ?? [];
  });

function stepOf(
  task: TaskClass,
  tasks: ReadonlyMap<string, TaskClass>,
  module: string,
  onlyBase: boolean,
): readonly SeenStep[] {
  if (task.kind === "external" || (onlyBase && !task.runs)) return [];
  const after = new Map<string, readonly string[]>();
  const inputs = new Set<string>();
  for (const name of task.requires) {
    const before = tasks.get(name);
    if (before === undefined || name === task.name) continue;
    if (before.kind === "external" && before.outputs.length === 0) inputs.add(name);
    for (const output of before.outputs) inputs.add(output);
    if (before.kind !== "external") after.set(name, before.outputs);
  }
  return [
    {
      step: task.name,
      command: `luigi --module ${module} ${task.name}`,
      inputs: [...inputs],
      outputs: task.outputs,
      params: task.params,
      after,
    },
  ];
}
