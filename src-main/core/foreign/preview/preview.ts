import { parsePython, type Syntax } from "../../fingerprint/python/syntax.ts";
import type { PipelineGraph } from "../../model/graph.ts";
import type { AdapterCommand } from "../../model/pipeline.ts";
import { clearmlSteps } from "./clearml.ts";
import { clearmlNotes, withoutRemote } from "./clearml-notes.ts";
import { kedroSteps } from "./kedro.ts";
import { luigiSteps } from "./luigi.ts";
import { graphOfSeen, type SeenStep } from "./seen-steps.ts";

/** A module of a project: `name` as Python imports it. */
export type ModuleText = { readonly name: string; readonly text: string };

/** What the text of a project shows. */
export type Preview = {
  readonly graph: PipelineGraph;
  /** What it asks for that will not be done here, each a sentence. `warning`: steps that are left out. */
  readonly notes: readonly { readonly severity: "warning" | "hint"; readonly message: string }[];
};

/**
 * The graph that the text of a project shows, without running anything. It is for people to look at before they trust
 * the project, never for a plan: loops, conditions and names that are put together are not followed, so the project's
 * own code may tell more steps, or other ones. Modules that are no Python are passed over.
 */
export function previewOf(tool: AdapterCommand["tool"], modules: Iterable<ModuleText>): Preview {
  const parsed: { readonly name: string; readonly syntax: Syntax }[] = [];
  for (const { name, text } of modules) {
    const syntax = parsePython(text);
    if (syntax !== null) parsed.push({ name, syntax });
  }
  switch (tool) {
    case "clearml": {
      const notes = parsed.map(({ syntax }) => clearmlNotes(syntax));
      const { kept, told } = withoutRemote(
        parsed.flatMap(({ syntax }) => clearmlSteps(syntax)),
        notes.flatMap(({ remote }) => remote),
      );
      return {
        graph: graphOfSeen(kept),
        notes: [
          ...told.map((message) => ({ severity: "warning", message }) as const),
          ...notes.flatMap(({ differences }) =>
            differences.map((message) => ({ severity: "hint", message }) as const),
          ),
        ],
      };
    }
    case "luigi":
      return shown(parsed.flatMap(({ name, syntax }) => luigiSteps(syntax, name)));
    case "kedro":
      return shown(kedroSteps(parsed.map(({ syntax }) => syntax)));
  }
}

const shown = (steps: readonly SeenStep[]): Preview => ({ graph: graphOfSeen(steps), notes: [] });
