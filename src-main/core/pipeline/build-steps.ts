import { byCodeUnit } from "../base/json.ts";
import type { Command, Dataset, InputPort, Port, Step } from "../model/pipeline.ts";
import type { Resolved } from "./build-datasets.ts";
import { checkCall } from "./check-call.ts";
import { readSettings } from "./check-settings.ts";
import { checkCommand, checkSideCommands, type Mentioned } from "./check-templates.ts";
import { type Checker, complain, datasetMeant, stepMeant } from "./checker.ts";
import { type DraftPort, type DraftStep, noHooks } from "./draft.ts";
import type { Item } from "./foreach.ts";
import { nameComplaint, shown } from "./names.ts";
import { contentAt, keyAt } from "./problem.ts";
import { addConsumedOfPipeline, isOfItem, type Scope, type ScopeOfItems } from "./scope.ts";
import { parseTemplate } from "./templates.ts";

/** What all steps of a file together may wait for: items that gather items multiply. */
const MOST_EDGES = 1_000_000;

/** What building one step after the other adds up to. */
export type Building = { edges: number; readonly resolved: ReadonlyMap<string, Resolved> };

/** The steps that one entry of the file makes: itself, or one for each item of its `foreach`. */
export function buildStep(
  checker: Checker,
  building: Building,
  draft: DraftStep,
  scopes: readonly ScopeOfItems[],
): Step[] {
  checkAliases(checker, draft, scopes);
  checkCall(
    checker,
    draft,
    scopes.map(({ scope }) => scope),
  );
  const settings = readSettings(checker, draft);
  const count = Math.max(
    1,
    scopes.reduce((sum, { items }) => sum + items.length, 0),
  );
  const shared = {
    base: draft.base,
    command: draft.command ?? ({ kind: "shell", text: "" } satisfies Command),
    inputs: inputPorts(checker, building, draft, count),
    arguments: draft.params.length === 0 ? {} : Object.fromEntries(argumentsOf(draft)),
    code: draft.code.map((written) => written.text),
    env: draft.env.map((written) => written.text),
    needs: neededSteps(checker, building, draft, count),
    tags: draft.tags.length === 0 ? noTags : [...new Set(draft.tags.map((written) => written.text))],
    version: draft.version,
    hooks: draft.hooks === noHooks ? plainHooks : hooksOf(draft.hooks),
    ...settings,
  };
  const groupOf = checkGroups(checker, building, draft, scopes);
  const stepOf = (item: Item | null): Step => {
    const { mentioned, params } = groupOf(item);
    return {
      ...shared,
      name: item === null ? draft.name : `${draft.name}@${item.key}`,
      item,
      outputs: draft.outputs.map((port) => outputPort(port, item)),
      params,
      inPlace: draft.command?.kind === "call" ? [] : inPlacePorts(draft, mentioned, building.resolved, item),
    };
  };
  const items = checker.items.get(draft.name)?.list ?? null;
  return items === null ? [stepOf(null)] : items.map(stepOf);
}

const noTags: Step["tags"] = [];

const plainHooks: Step["hooks"] = { before: null, after: null, failed: null };

const hooksOf = ({ before, after, failed }: DraftStep["hooks"]): Step["hooks"] => ({
  before: before?.text ?? null,
  after: after?.text ?? null,
  failed: failed?.text ?? null,
});

type Group = { readonly mentioned: Mentioned; readonly params: readonly string[] };

const noGroup: Group = { mentioned: { params: new Set(), outputs: new Set() }, params: [] };

/** Checks what a step's commands mention, for each of its scopes; answers that by item. */
function checkGroups(
  checker: Checker,
  building: Building,
  draft: DraftStep,
  scopes: readonly ScopeOfItems[],
): (item: Item | null) => Group {
  let latest = noGroup;
  const byItem = new Map<Item, Group>();
  const before = checker.problems.length;
  for (const { scope, items } of scopes) {
    // What is wrong with one kind of item is mostly wrong with the next, too.
    if (checker.problems.length === before) {
      const mentioned = checkCommand(checker, draft, scope);
      const params = consumedParams(checker, draft, scope, mentioned, building.resolved);
      checkSideCommands(checker, draft, scope, params);
      if (!scope.doubtful) checkPlaces(checker, draft, mentioned, building.resolved, items[0] ?? null);
      latest = { mentioned, params: [...params].sort(byCodeUnit) };
    }
    for (const item of items) byItem.set(item, latest);
  }
  return (item) => (item === null ? latest : (byItem.get(item) ?? latest));
}

/** Its own names for parameters: in a `call` all that it lists are arguments. */
function argumentsOf(draft: DraftStep): [string, string][] {
  return draft.params.flatMap(({ alias, text }): [string, string][] =>
    alias !== null ? [[alias.text, text]] : draft.command?.kind === "call" ? [[text, text]] : [],
  );
}

/** Checks the step's own names for parameters. Those of a `call` are arguments, and checked as such. */
function checkAliases(checker: Checker, draft: DraftStep, scopes: readonly ScopeOfItems[]): void {
  if (draft.params.length === 0) return;
  const names = new Set(scopes.flatMap(({ scope }) => scope.itemNames));
  for (const { alias, text } of draft.params) {
    if (alias === null) continue;
    const complaint = draft.call === null ? nameComplaint("parameter", alias.text) : null;
    if (complaint !== null) complain(checker, keyAt(...alias.at), complaint);
    const item = [...names].find((name) => name === alias.text || name.startsWith(`${alias.text}.`));
    if (item === undefined || (item === text && alias.text === text)) continue;
    complain(checker, keyAt(...alias.at), {
      code: "duplicate-argument",
      message: `The items of step ${shown(draft.name)} set ${shown(item)}, so ${shown(alias.text)} cannot stand for something else`,
      remedy: "Choose another name here.",
    });
  }
}

/** Leaves of the pipeline's parameters that the step consumes: in its command, listed, and where they choose a source. */
function consumedParams(
  checker: Checker,
  draft: DraftStep,
  scope: Scope,
  mentioned: Mentioned,
  resolved: ReadonlyMap<string, Resolved>,
): ReadonlySet<string> {
  const params = new Set(mentioned.params);
  for (const { text, at } of draft.params)
    addConsumedOfPipeline(checker, scope, text, () => contentAt(...at), params);
  for (const { dataset, at } of draft.inputs) {
    const source = resolved.get(dataset);
    // What only places a made dataset changes nothing in its bytes; what names a source chooses them.
    if (source === undefined || source.dataset.maker !== null) continue;
    if (source.params.size === 0) continue;
    for (const name of source.params) params.add(name);
    const shadowed = [...source.params].find((name) => isOfItem(scope, name));
    if (shadowed === undefined) continue;
    complain(checker, contentAt(...at), {
      code: "source-of-item",
      message: `The path of source ${shown(dataset)} takes ${shown(shadowed)} of the pipeline, not of the items of this step`,
      remedy: "Call the item's value otherwise, or let the step find its file in a directory.",
    });
  }
  return params;
}

/** What it reads: of what the items of a `foreach` make, every one. All its own items share the ports. */
function inputPorts(checker: Checker, building: Building, draft: DraftStep, items: number): InputPort[] {
  const ports = draft.inputs.flatMap(({ port, dataset, at }): InputPort[] => {
    const meant = datasetMeant(checker, dataset);
    if (meant.kind !== "all") return [{ port, dataset, gathered: null }];
    if (!mayWait(checker, building, meant.keys.size * items, at)) return [];
    return [...meant.keys].map((key) => ({
      port: `${port}@${key}`,
      dataset: `${dataset}@${key}`,
      gathered: { name: port, key },
    }));
  });
  if (!ports.some((one) => one.gathered !== null)) return ports;
  const gathered = new Set(ports.flatMap((one) => (one.gathered === null ? [] : [one.port])));
  const seen = new Set<string>();
  for (const { port } of ports) {
    // Others are reported as they stand in the file.
    if (seen.has(port) && gathered.has(port)) {
      const written = draft.inputs.find((input) => input.port === port);
      complain(checker, contentAt(...(written?.at ?? ["steps", draft.name, "inputs"])), {
        code: "duplicate-port",
        message: `${shown(port)} is among what is gathered here already`,
        remedy: "Remove it.",
      });
    }
    seen.add(port);
  }
  return ports;
}

function neededSteps(checker: Checker, building: Building, draft: DraftStep, items: number): string[] {
  if (draft.needs.length === 0) return [];
  const names = draft.needs.flatMap(({ text, at }) => {
    const meant = stepMeant(checker, text);
    if (meant.kind !== "all") return [text];
    return mayWait(checker, building, meant.keys.size * items, at)
      ? [...meant.keys].map((key) => `${text}@${key}`)
      : [];
  });
  return [...new Set(names)];
}

function mayWait(checker: Checker, building: Building, edges: number, at: DraftPort["at"]): boolean {
  const before = building.edges;
  building.edges += edges;
  if (building.edges <= MOST_EDGES) return true;
  if (before <= MOST_EDGES) {
    complain(checker, contentAt(...at), {
      code: "too-large",
      message: "The items of this file wait for too many others",
      remedy: "Let one step gather them, and the items read what that makes.",
    });
  }
  return false;
}

const datasetOf = (
  resolved: ReadonlyMap<string, Resolved>,
  name: string,
  item: Item | null,
): Dataset | undefined => {
  const found = resolved.get(name);
  return item === null ? found?.dataset : (found?.byItem?.get(item.key) ?? found?.dataset);
};

const outputPort = ({ port, dataset }: DraftPort, item: Item | null): Port => ({
  port,
  dataset: item === null ? dataset : `${dataset}@${item.key}`,
});

const isFixed = (path: string): boolean =>
  !path.includes("{") || parseTemplate(path).parts.every(({ kind }) => kind === "text");

/** Outputs that the command does not mention: it writes them at their fixed path. */
function inPlacePorts(
  draft: DraftStep,
  mentioned: Mentioned,
  resolved: ReadonlyMap<string, Resolved>,
  item: Item | null,
): string[] {
  return draft.outputs.flatMap(({ port, dataset }) => {
    if (mentioned.outputs.has(port)) return [];
    const path = datasetOf(resolved, dataset, item)?.path ?? null;
    return path !== null && isFixed(path) ? [port] : [];
  });
}

/** Reports outputs that are neither mentioned nor at a fixed path: nobody knows where they are. */
function checkPlaces(
  checker: Checker,
  draft: DraftStep,
  mentioned: Mentioned,
  resolved: ReadonlyMap<string, Resolved>,
  item: Item | null,
): void {
  if (draft.command?.kind !== "shell" && draft.command?.kind !== "argv") return;
  if (checker.doubt.step.has(draft.name)) return;
  const inPlace = inPlacePorts(draft, mentioned, resolved, item);
  for (const { port, dataset, at } of draft.outputs) {
    if (mentioned.outputs.has(port) || inPlace.includes(port)) continue;
    const path = datasetOf(resolved, dataset, item)?.path ?? null;
    const why = path === null ? "it has no path of its own" : "its path is not fixed";
    complain(checker, contentAt(...at), {
      code: "output-not-mentioned",
      message: `The command does not say where output ${shown(port)} goes, and ${why}`,
      remedy: `Write {outputs.${port}} in \`run\`${path === null ? `, or give ${dataset} a path that the command writes to` : ""}.`,
    });
  }
}
