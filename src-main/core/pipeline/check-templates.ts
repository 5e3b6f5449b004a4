import { byCodeUnit } from "../base/json.ts";
import { nearest } from "../base/nearest.ts";
import { addLeaves, type Checker, complain, datasetMeant } from "./checker.ts";
import type { DraftStep, Written } from "./draft.ts";
import { shown } from "./names.ts";
import { contentAt, type Place } from "./problem.ts";
import { addConsumed, addConsumedOfPipeline, type Scope } from "./scope.ts";
import { quotePlaces, quotesNothing, unquotable } from "./shell-quoting.ts";
import { parseTemplate, type TemplatePart, type TemplateProblem } from "./templates.ts";

/** What the templates of a step's command mention: leaves of the pipeline's parameters, and ports. */
export type Mentioned = { readonly params: ReadonlySet<string>; readonly outputs: ReadonlySet<string> };

/** Checks the templates in a step's `run`; answers the leaves and output ports they name. */
export const checkCommand = (checker: Checker, step: DraftStep, scope: Scope): Mentioned =>
  checkTexts(checker, step, scope, { texts: step.texts, shell: step.command?.kind === "shell" });

/**
 * Checks the templates in the shell commands that a step has beside its own. They do not count in its signature, so
 * they may only use parameters that it consumes anyway, which are `consumed`.
 */
export function checkSideCommands(
  checker: Checker,
  step: DraftStep,
  scope: Scope,
  consumed: ReadonlySet<string>,
): void {
  const { before, after, failed } = step.hooks;
  const key = step.cacheKey;
  for (const written of [before, after, failed, key]) {
    if (written === null) continue;
    if (written === key) checkKeyCommand(checker, key);
    const { params } = checkTexts(checker, step, scope, { texts: [written], shell: true });
    const foreign = [...params].filter((name) => !consumed.has(name)).sort(byCodeUnit);
    for (const name of foreign.slice(0, MOST_IN_ONE_TEXT)) {
      complain(checker, contentAt(...written.at), {
        code: "hook-parameter",
        message: `Step ${shown(step.name)} does not use the parameter ${shown(name)}, so its ${written === key ? "cache key" : "hook"} cannot`,
        remedy: `Add ${name} to the step's \`params\`: then it counts.`,
      });
    }
  }
}

/** The command of a cache key runs to find out whether the step has to: nothing is known yet but parameters. */
function checkKeyCommand(checker: Checker, written: Written): void {
  const wrong = parseTemplate(written.text).parts.flatMap((part): TemplateProblem[] => {
    if (part.kind === "text" || part.kind === "params") return [];
    const { start, end } = part;
    const message = `${written.text.slice(start, end)} is not known when the command of a cache key runs`;
    return [{ message, remedy: "Use {params.…} only, or paths as they are.", start, end }];
  });
  complainOfTemplates(checker, written, wrong);
}

function checkTexts(
  checker: Checker,
  step: DraftStep,
  scope: Scope,
  command: { readonly texts: readonly Written[]; readonly shell: boolean },
): Mentioned {
  const params = new Set<string>();
  const outputs = new Set<string>();
  for (const written of command.texts) {
    const { parts, problems } = parseTemplate(written.text);
    complainOfTemplates(checker, written, problems);
    if (command.shell) checkQuoting(checker, written, parts);
    const seen = new Set<string>();
    for (const part of parts) {
      if (part.kind === "text" || part.kind === "signature") continue;
      const key = `${part.kind}.${part.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const place = (): Place => placeIn(written, part.start, part.end);
      if (part.kind === "params") addConsumed(checker, scope, part.name, place, params);
      else checkPort(checker, step, part.kind, part.name, place);
      if (part.kind === "outputs") outputs.add(part.name);
    }
  }
  return { params, outputs };
}

/** Mistakes reported of one text: its author sees what is meant, and a hostile text costs little. */
const MOST_IN_ONE_TEXT = 100;

function complainOfTemplates(checker: Checker, written: Written, problems: readonly TemplateProblem[]): void {
  if (problems.length === 0) return;
  for (const { message, remedy, start, end } of problems.slice(0, MOST_IN_ONE_TEXT)) {
    complain(checker, placeIn(written, start, end), { code: "bad-template", message, remedy });
  }
}

function checkQuoting(checker: Checker, written: Written, parts: readonly TemplatePart[]): void {
  if (quotesNothing(parts)) return;
  const problems: TemplateProblem[] = [];
  for (const [index, place] of quotePlaces(parts).entries()) {
    const part = parts[index];
    const wrong = part === undefined || part.kind === "text" ? null : unquotable(place);
    if (wrong === null || part === undefined) continue;
    const { start, end } = part;
    const message = `${written.text.slice(start, end)} stands ${wrong.where}, where no value can be quoted safely`;
    problems.push({ message, remedy: wrong.remedy, start, end });
  }
  complainOfTemplates(checker, written, problems);
}

function checkPort(
  checker: Checker,
  step: DraftStep,
  kind: "inputs" | "outputs",
  name: string,
  place: () => Place,
): void {
  if (checker.doubt.step.has(step.name)) return;
  if (step[kind].some(({ port }) => port === name)) return;
  const ports = step[kind].map(({ port }) => port);
  const role = kind === "inputs" ? "input" : "output";
  const other = kind === "inputs" ? "outputs" : "inputs";
  const near = nearest(name, ports, checker.budget);
  let remedy: string;
  if (step[other].some(({ port }) => port === name))
    remedy = `It is one of the step's ${other}: write {${other}.${name}}.`;
  else if (kind === "inputs" && datasetMeant(checker, name).kind !== "unknown")
    remedy = `Add ${name} to the step's inputs.`;
  else if (near !== null) remedy = `Write {${kind}.${near}}.`;
  else remedy = `Add ${name} to the step's ${kind}.`;
  const message = `${shown(name)} is no ${role} of step ${shown(step.name)}`;
  complain(checker, place(), { code: "unknown-port", message, remedy });
}

/**
 * Checks the templates in a dataset's path; answers the leaves they name. A source may use parameters, an output also
 * its signature, and where items of a `foreach` make it (`scopes`) their values.
 */
export function checkPathTemplates(
  checker: Checker,
  written: Written,
  made: boolean,
  scopes: readonly Scope[],
): ReadonlySet<string> {
  const params = new Set<string>();
  const { parts, problems } = parseTemplate(written.text);
  const wrong: TemplateProblem[] = [...problems];
  for (const part of parts) {
    const { start, end } = part;
    const place = (): Place => placeIn(written, start, end);
    if (part.kind === "params") {
      if (scopes.length === 0) addLeaves(checker, part.name, place, params);
      for (const scope of scopes) checkItemPath(checker, scope, part.name, place, params);
    } else if (part.kind === "inputs" || part.kind === "outputs") {
      const message = `{${part.kind}.${part.name}} means nothing in a dataset's path`;
      wrong.push({ message, remedy: `Use {params.…}${made ? " or {signature}" : ""} here.`, start, end });
    } else if (part.kind === "signature" && !made) {
      const message = "No step makes this dataset, so it has no signature";
      wrong.push({ message, remedy: "Write where the source is, or let a step make it.", start, end });
    }
  }
  complainOfTemplates(checker, written, wrong);
  return params;
}

/** In the path of what items make, a name is an item's value or the pipeline's parameter, and no mixture of the two. */
function checkItemPath(
  checker: Checker,
  scope: Scope,
  name: string,
  place: () => Place,
  params: Set<string>,
): void {
  const inside = scope.itemNames.find((inner) => inner.startsWith(`${name}.`));
  if (inside === undefined) {
    addConsumedOfPipeline(checker, scope, name, place, params);
    return;
  }
  complain(checker, place(), {
    code: "bad-template",
    message: `{params.${name}} holds ${shown(inside)}, which the items of step ${shown(scope.step)} set`,
    remedy: `Write {params.${inside}}.`,
  });
}

/** A stretch of a text of the file: found in the source as it stands, else the text as a whole. */
function placeIn(written: Written, start: number, end: number): Place {
  const text = written.text.slice(start, end);
  let occurrence = 0;
  let at = written.text.indexOf(text);
  while (at >= 0 && at < start) {
    occurrence += 1;
    at = written.text.indexOf(text, at + text.length);
  }
  return { path: written.at, on: "value", snippet: { text, occurrence } };
}
