import {
  childNamed,
  definitionOf,
  type Node,
  type Source,
  type Syntax,
  statementsOf,
  textOf,
} from "../../fingerprint/python/syntax.ts";
import { argumentsOf, callsIn, lastName, literalText, literalTexts } from "./expressions.ts";
import { freeName, mostSteps, type SeenStep } from "./seen-steps.ts";

/** The steps that a ClearML script shows: those added to a controller, and the calls of components in a pipeline. */
export const clearmlSteps = ({ source, root }: Syntax): readonly SeenStep[] => [
  ...controllerSteps(source, root),
  ...decoratedSteps(source, root),
];

/** https://clear.ml/docs/latest/docs/references/sdk/automation_controller_pipelinecontroller#add_function_step */
function controllerSteps(source: Source, root: Node): readonly SeenStep[] {
  const steps: SeenStep[] = [];
  const returned = new Map<string, readonly string[]>();
  for (const call of callsIn(root)) {
    if (lastName(source, call.children[0]) !== "add_function_step") continue;
    const { positional, named } = argumentsOf(source, call);
    const given = (name: string, at: number) => named.get(name) ?? positional[at];
    const name = literalText(source, given("name", 0));
    if (name === null || name === "") continue;
    const made = literalTexts(source, given("function_return", 3));
    const inputs = new Set<string>();
    const params = new Set<string>();
    const after = new Map<string, string[]>();
    const kwargs = given("function_kwargs", 2);
    const references = /\$\{([^{}."'\n]{1,200})(?:\.artifacts)?(?:\.([^{}"'\n]{1,200}))?/g;
    for (const [, step = "", key = ""] of (kwargs === undefined ? "" : textOf(source, kwargs)).matchAll(
      references,
    )) {
      if (step === "pipeline") {
        params.add(key);
        continue;
      }
      const handed = after.get(step) ?? [];
      after.set(step, handed);
      if (!(returned.get(step) ?? []).includes(key) || inputs.has(`${step}.${key}`)) continue;
      inputs.add(`${step}.${key}`);
      handed.push(`${step}.${key}`);
    }
    for (const parent of literalTexts(source, named.get("parents")))
      if (!after.has(parent)) after.set(parent, []);
    returned.set(name, made);
    steps.push({
      step: name,
      command: `${lastName(source, given("function", 1)) ?? name}()`,
      inputs: [...inputs],
      outputs: made.map((one) => `${name}.${one}`),
      params: [...params].sort(),
      after,
    });
    if (steps.length >= mostSteps) break;
  }
  return steps;
}

type Component = { readonly name: string; readonly returns: readonly string[] };

/** A value that a step made: the step, and the dataset where it is known which one. */
type Made = { readonly step: string; readonly dataset: string | null };

/** Functions by what `@PipelineDecorator.<kind>` makes of them, with the decorator. */
function decorated(source: Source, root: Node, kind: string): { definition: Node; decorator: Node }[] {
  return statementsOf(root).flatMap((statement) => {
    const found = definitionOf(statement);
    if (found?.definition.name !== "FunctionDefinition") return [];
    return found.decorators
      .filter((one) => {
        const names = one.children.filter(({ name }) => name === "VariableName");
        const last = names.at(-1);
        return names.length > 1 && last !== undefined && textOf(source, last) === kind;
      })
      .slice(0, 1)
      .map((decorator) => ({ definition: found.definition, decorator }));
  });
}

const functionName = (source: Source, definition: Node): string =>
  lastName(source, childNamed(definition, "VariableName")) ?? "";

function decoratedSteps(source: Source, root: Node): readonly SeenStep[] {
  const components = new Map<string, Component>();
  for (const { definition, decorator } of decorated(source, root, "component")) {
    const { named } = argumentsOf(source, decorator);
    const name = functionName(source, definition);
    const returns = named.get("return_values");
    components.set(name, {
      name: literalText(source, named.get("name")) ?? name,
      returns: returns === undefined ? ["return_object"] : literalTexts(source, returns),
    });
  }
  const steps = new Map<string, SeenStep>();
  for (const { definition } of decorated(source, root, "pipeline"))
    followPipeline(source, definition, components, steps);
  return [...steps.values()];
}

/** Follows what components return through the statements of a pipeline's function, each once, whatever their loops do. */
function followPipeline(
  source: Source,
  definition: Node,
  components: ReadonlyMap<string, Component>,
  steps: Map<string, SeenStep>,
): void {
  const params = new Set(
    childNamed(definition, "ParamList")
      ?.children.filter(({ name }) => name === "VariableName")
      .map((node) => textOf(source, node)),
  );
  const held = new Map<string, ReadonlySet<Made>>();

  /** Adds what an expression is made of, and the steps that it calls. */
  const follow = (node: Node, into: Set<Made>, used: Set<string>): void => {
    if (node.name === "VariableName") {
      const name = textOf(source, node);
      for (const made of held.get(name) ?? []) into.add(made);
      if (params.has(name) && !held.has(name)) used.add(name);
      return;
    }
    const callee = node.name === "CallExpression" ? node.children[0] : undefined;
    const component = callee?.name === "VariableName" ? components.get(textOf(source, callee)) : undefined;
    if (component !== undefined) for (const made of addStep(component, node)) into.add(made);
    else
      node.children.forEach((child, index) => {
        const isKeyword = node.name === "ArgList" && node.children[index + 1]?.name === "AssignOp";
        if (!isKeyword) follow(child, into, used);
      });
  };

  const addStep = ({ name, returns }: Component, call: Node): readonly Made[] => {
    const given = new Set<Made>();
    const used = new Set<string>();
    const { positional, named } = argumentsOf(source, call);
    for (const argument of [...positional, ...named.values()]) follow(argument, given, used);
    if (steps.size >= mostSteps) return [];
    const after = new Map<string, string[]>();
    for (const { step, dataset } of given) {
      const handed = after.get(step) ?? [];
      if (dataset !== null && !handed.includes(dataset)) handed.push(dataset);
      after.set(step, handed);
    }
    const step = freeName(steps, name);
    const outputs = returns.map((one) => `${step}.${one}`);
    steps.set(step, {
      step,
      command: `${lastName(source, call.children[0]) ?? name}()`,
      inputs: [...after.values()].flat(),
      outputs,
      params: [...used].sort(),
      after,
    });
    return outputs.length === 0 ? [{ step, dataset: null }] : outputs.map((dataset) => ({ step, dataset }));
  };

  const assign = (statement: Node): void => {
    const value = statement.children.at(-1);
    if (value === undefined) return;
    const made = new Set<Made>();
    follow(value, made, new Set());
    const targets = namesIn(statement.children.slice(0, -1));
    const inOrder = [...made];
    const oneEach = targets.length > 1 && targets.length === inOrder.length;
    targets.forEach((target, index) => {
      const one = inOrder[index];
      const kept = oneEach && one !== undefined ? [one] : inOrder;
      held.set(textOf(source, target), new Set(kept));
    });
  };

  const run = (node: Node): void => {
    switch (node.name) {
      case "AssignStatement":
        assign(node);
        return;
      case "ForStatement": {
        const at = node.children.findIndex(({ name }) => name === "in");
        const made = new Set<Made>();
        for (const child of node.children.slice(at + 1))
          if (child.name !== "Body") follow(child, made, new Set());
        for (const target of namesIn(node.children.slice(1, at))) held.set(textOf(source, target), made);
        for (const child of node.children) if (child.name === "Body") run(child);
        return;
      }
      case "ExpressionStatement":
      case "UpdateStatement": {
        // `models.append(fit(…))` and `models += [fit(…)]` put what is made into what is named first.
        const made = new Set<Made>();
        follow(node, made, new Set());
        const grown = firstName(node);
        if (grown === null || made.size === 0) return;
        const name = textOf(source, grown);
        if (!components.has(name)) held.set(name, made);
        return;
      }
      case "FunctionDefinition":
      case "ClassDefinition":
      case "DecoratedStatement":
        return;
      default:
        if (/Statement$|^StatementGroup$|^Body$/.test(node.name))
          for (const child of node.children) run(child);
        else follow(node, new Set(), new Set());
    }
  };
  const body = childNamed(definition, "Body");
  if (body !== undefined) run(body);
}

/** Variables that are assigned to, those in parentheses and brackets too. */
const namesIn = (targets: readonly Node[]): readonly Node[] =>
  targets.flatMap((target) =>
    target.name === "VariableName"
      ? [target]
      : target.name === "TupleExpression" || target.name === "ArrayExpression"
        ? namesIn(target.children)
        : [],
  );

function firstName(node: Node): Node | null {
  let first: Node | undefined = node;
  while (first !== undefined && first.name !== "VariableName") first = first.children[0];
  return first ?? null;
}
