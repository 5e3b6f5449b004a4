import {
  definitionOf,
  type Node,
  type Syntax,
  statementsOf,
  textOf,
} from "../../fingerprint/python/syntax.ts";
import { argumentsOf, callsIn, lastName, literalText } from "./expressions.ts";
import { mostSteps, type SeenStep } from "./seen-steps.ts";

/** What a ClearML script asks for that is not done here. */
export type ClearmlNotes = {
  /** Steps that are copies of a server's tasks, by name; null for one whose name is put together. */
  readonly remote: readonly (string | null)[];
  /** A sentence for each setting of a step that has no equal. */
  readonly differences: readonly string[];
};

/** https://clear.ml/docs/latest/docs/references/sdk/automation_controller_pipelinecontroller#add_step */
export function clearmlNotes({ source, root }: Syntax): ClearmlNotes {
  const remote: (string | null)[] = [];
  const differences: string[] = [];
  const settingsOf = (node: Node, fallback: string | null): void => {
    const { positional, named } = argumentsOf(source, node);
    const step = literalText(source, named.get("name") ?? positional[0]) ?? fallback ?? "A step";
    const text = (key: string) => {
      const value = named.get(key);
      return value === undefined ? "" : textOf(source, value);
    };
    const behaviour = text("continue_behaviour");
    if (text("continue_on_fail") === "True" || /["']continue_on_fail["']\s*:\s*True/.test(behaviour))
      differences.push(
        `${step}: with continue_on_fail the others go on, but a run of which a step failed has failed`,
      );
    if (/["']skip_children_on_fail["']\s*:\s*False/.test(behaviour))
      differences.push(
        `${step}: skip_children_on_fail=False has no equal here: what follows a failed step is always skipped`,
      );
    for (const callback of ["pre_execute_callback", "post_execute_callback", "status_change_callback"])
      if (!/^(?:None)?$/.test(text(callback))) differences.push(`${step}: ${callback} is not called`);
  };
  for (const call of callsIn(root)) {
    if (remote.length + differences.length >= mostSteps) break;
    const callee = lastName(source, call.children[0]);
    if (callee === "add_function_step") settingsOf(call, null);
    if (callee !== "add_step") continue;
    const { positional, named } = argumentsOf(source, call);
    remote.push(literalText(source, named.get("name") ?? positional[0]));
  }
  for (const statement of statementsOf(root))
    for (const decorator of definitionOf(statement)?.decorators ?? [])
      if (textOf(source, decorator).includes(".component"))
        settingsOf(decorator, functionName(source, statement));
  return { remote, differences };
}

const functionName = (source: Syntax["source"], statement: Node): string | null =>
  lastName(
    source,
    definitionOf(statement)?.definition.children.find(({ name }) => name === "VariableName"),
  );

/** The steps without those that wait for a step of a server, and a sentence for each that is left out. */
export function withoutRemote(
  steps: readonly SeenStep[],
  remote: readonly (string | null)[],
): { readonly kept: readonly SeenStep[]; readonly told: readonly string[] } {
  const told = remote.map((name) => {
    const step = name === null ? "A step whose name is put together" : `Step ${name}`;
    return `${step} is a copy of a task on a ClearML server, and left out`;
  });
  const missing = new Set<string | null>(remote);
  const kept = steps.filter(({ step, after }) => {
    const cause = [...after.keys()].find((name) => missing.has(name));
    if (cause === undefined) return true;
    missing.add(step);
    told.push(`Step ${step} is left out as well: it waits for ${cause}`);
    return false;
  });
  return { kept, told };
}
