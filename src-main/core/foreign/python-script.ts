import { segmentsBelow, splitFile } from "../pipeline/paths.ts";
import type { ForeignProject } from "./description.ts";

/** Whose pipeline a Python file holds, by what it imports and uses; null for every other one. Nothing of it runs. */
function toolOfScript(text: string): "luigi" | "clearml" | null {
  const imports = (name: string) => new RegExp(`^[ \\t]*(?:import|from)[ \\t]+${name}\\b`, "m").test(text);
  if (imports("clearml") && /\bPipeline(?:Controller|Decorator)\b/.test(text)) return "clearml";
  if (imports("luigi") && /^class[ \t]+\w+[ \t]*\([^)]*\b(?:Task|ExternalTask|WrapperTask)\b/m.test(text))
    return "luigi";
  return null;
}

/** A Python file with tasks or a pipeline, in the folder that its paths start from. */
export function scriptProject(file: string, text: string, workspace: string): ForeignProject | null {
  const tool = toolOfScript(text);
  if (tool === null) return null;
  const { folder, name } = splitFile(file);
  const sources = segmentsBelow(workspace, folder)?.join("/") ?? "";
  return { tool, file, text, name: name.replace(/\.py$/, ""), workspace, sources };
}
