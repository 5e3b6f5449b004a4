import { toggleExpanded } from "../state/load-runs.ts";
import { tellFailure } from "./edit.tsx";

/** Unfolds a pipeline run to its steps or a group to its runs, or folds it; says why it could not be unfolded. */
export async function unfold(id: string, open?: boolean): Promise<void> {
  const failure = await toggleExpanded(id, open);
  if (failure !== null) tellFailure("The line was not unfolded", failure);
}
