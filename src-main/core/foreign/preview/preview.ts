import { parsePython, type Syntax } from "../../fingerprint/python/syntax.ts";
import type { PipelineGraph } from "../../model/graph.ts";
import type { AdapterCommand } from "../../model/pipeline.ts";
import { clearmlSteps } from "./clearml.ts";
import { kedroSteps } from "./kedro.ts";
import { luigiSteps } from "./luigi.ts";
import { graphOfSeen } from "./seen-steps.ts";

/** A module of a project: `name` as Python imports it. */
export type ModuleText = { readonly name: string; readonly text: string };

/**
 * The graph that the text of a project shows, without running anything. It is for people to look at before they trust
 * the project, never for a plan: loops, conditions and names that are put together are not followed, so the project's
 * own code may tell more steps, or other ones. Modules that are no Python are passed over.
 */
export function previewGraph(tool: AdapterCommand["tool"], modules: Iterable<ModuleText>): PipelineGraph {
  const parsed: { readonly name: string; readonly syntax: Syntax }[] = [];
  for (const { name, text } of modules) {
    const syntax = isNestedTooDeeply(text) ? null : parsePython(text);
    if (syntax !== null) parsed.push({ name, syntax });
  }
  switch (tool) {
    case "clearml":
      return graphOfSeen(parsed.flatMap(({ syntax }) => clearmlSteps(syntax)));
    case "luigi":
      return graphOfSeen(parsed.flatMap(({ name, syntax }) => luigiSteps(syntax, name)));
    case "kedro":
      return graphOfSeen(kedroSteps(parsed.map(({ syntax }) => syntax)));
  }
}

/** Beyond this nesting of brackets a parser's time grows with the square of the text; nobody writes a pipeline so. */
const deepestBrackets = 100;

/** Counts brackets in strings and comments too: a text that is passed over for them loses nothing but its preview. */
function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    depth = "([{".includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepestBrackets) return true;
  }
  return false;
}
