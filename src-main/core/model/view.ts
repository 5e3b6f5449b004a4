import { unreachable } from "../base/unreachable.ts";
import { type PipelineId, pipelineId, type RunId, runId } from "./ids.ts";

/** What a window shows. `run` shows the run table with that run's detail beside it. */
export type View =
  /** Null: the runs of all projects; or those in the archive, to which no link leads. */
  | { readonly view: "runs"; readonly project: string | null; readonly archived?: true }
  | { readonly view: "run"; readonly id: RunId }
  | { readonly view: "pipeline"; readonly id: PipelineId }
  /** Two or more runs side by side, the baseline first. */
  | { readonly view: "compare"; readonly runs: readonly RunId[]; readonly tab: string | null };

const scheme = "signet://";

/**
 * The address of a view inside of a library, not of the web: `signet://compare/<baseline>/<candidate>…?tab=code`,
 * `signet://run/<id>`, `signet://pipeline/<id>`, `signet://runs/<project>`.
 */
export function viewLink(view: View): string {
  const path = partsOf(view).map(encodeURIComponent).join("/");
  const tab = view.view === "compare" && view.tab !== null ? `?tab=${encodeURIComponent(view.tab)}` : "";
  return `${scheme}${path}${tab}`;
}

function partsOf(view: View): readonly string[] {
  switch (view.view) {
    case "runs":
      return view.project === null ? ["runs"] : ["runs", view.project];
    case "run":
    case "pipeline":
      return [view.view, view.id];
    case "compare":
      return ["compare", ...view.runs];
    default:
      return unreachable(view);
  }
}

/** Null for anything else than a link to a view. A comparison is of two runs at least; of a run with itself it is that run. */
export function readViewLink(text: string): View | null {
  const match = /^signet:\/\/([a-z]+)((?:\/[^/?#\s]+)*)\/?(?:\?tab=([a-z]+))?$/.exec(text.trim());
  if (match === null) return null;
  const [, kind, path = "", tab = null] = match;
  const parts = decoded(path);
  const [first] = parts ?? [];
  if (parts === null || (tab !== null && kind !== "compare")) return null;
  if (kind === "compare" && parts.length >= 2) {
    const runs = [...new Set(parts)].map(runId);
    const [one, ...others] = runs;
    return one !== undefined && others.length === 0
      ? { view: "run", id: one }
      : { view: "compare", runs, tab };
  }
  if (kind === "runs" && parts.length <= 1) return { view: "runs", project: first ?? null };
  if (first === undefined || parts.length > 1) return null;
  if (kind === "run") return { view: "run", id: runId(first) };
  return kind === "pipeline" ? { view: "pipeline", id: pipelineId(first) } : null;
}

function decoded(path: string): readonly string[] | null {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return null; // A percent sign that begins no character.
  }
}
