import type { Source, Syntax } from "../../fingerprint/python/syntax.ts";
import { argumentsOf, callsIn, lastName, literalText, literalTexts } from "./expressions.ts";
import { freeName, mostSteps, type SeenStep } from "./seen-steps.ts";

/** A node before it is known who makes what it reads; `module` tells the files apart. */
type KedroNode = Omit<SeenStep, "after"> & { readonly module: number };

/**
 * The nodes that the modules of a Kedro project show: `node(function, inputs, outputs, name=…)`. Datasets are followed by
 * their names, first in the same module, then where only one node of the project makes it.
 */
export function kedroSteps(modules: readonly Syntax[]): readonly SeenStep[] {
  const nodes = new Map<string, KedroNode>();
  modules.forEach(({ source, root }, module) => {
    for (const call of callsIn(root)) {
      const callee = lastName(source, call.children[0])?.toLowerCase();
      if (callee !== "node" || nodes.size >= mostSteps) continue;
      const node = nodeOf(source, argumentsOf(source, call));
      if (node === null) continue;
      const step = freeName(nodes, node.step);
      nodes.set(step, { ...node, step, module });
    }
  });
  const makers = new Map<string, KedroNode[]>();
  for (const node of nodes.values())
    for (const dataset of node.outputs) makers.set(dataset, [...(makers.get(dataset) ?? []), node]);
  return [...nodes.values()].map(({ module, ...node }) => {
    const after = new Map<string, string[]>();
    for (const dataset of node.inputs) {
      const made = makers.get(dataset) ?? [];
      const maker = made.find((one) => one.module === module) ?? (made.length === 1 ? made[0] : undefined);
      if (maker === undefined) continue;
      after.set(maker.step, [...(after.get(maker.step) ?? []), dataset]);
    }
    return { ...node, after };
  });
}

/** https://docs.kedro.org/en/stable/api/kedro.pipeline.node.html */
function nodeOf(
  source: Source,
  { positional, named }: ReturnType<typeof argumentsOf>,
): Omit<SeenStep, "after"> | null {
  const given = (name: string, at: number) => named.get(name) ?? positional[at];
  const func = given("func", 0);
  if (func === undefined || given("outputs", 2) === undefined) return null;
  const step = literalText(source, named.get("name") ?? positional[3]) ?? lastName(source, func);
  if (step === null || step === "") return null;
  const read = literalTexts(source, given("inputs", 1));
  const isParam = (name: string) => name === "parameters" || name.startsWith("params:");
  return {
    step,
    command: `kedro run --nodes=${step}`,
    inputs: datasets(read.filter((name) => !isParam(name))),
    outputs: datasets(literalTexts(source, given("outputs", 2))),
    params: read.filter(isParam).map((name) => name.replace(/^params:/, "")),
  };
}

/** Transcoding (`scores@json`) is another way to read the same dataset. */
const datasets = (names: readonly string[]): readonly string[] => [
  ...new Set(names.map((name) => name.replace(/@.*$/, ""))),
];
