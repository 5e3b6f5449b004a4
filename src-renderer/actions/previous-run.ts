import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { client } from "../api/client.ts";
import { go } from "../state/navigation.ts";

const pageSize = 200;

/** So far back a previous run is looked for. */
const pagesLookedAt = 10;

/** Of runs, newest first, the newest one of the same pipeline that was made before `run`. */
export function previousOf(run: RunRow, newestFirst: readonly RunRow[]): RunRow | undefined {
  return newestFirst.find(
    (other) =>
      other.id !== run.id &&
      other.kind === run.kind &&
      other.created < run.created &&
      other.pipelineId === run.pipelineId &&
      (run.kind === "pipeline" || other.name === run.name),
  );
}

/**
 * The run before this one of the same pipeline, or of a step the same step in the pipeline run before; null when there
 * is none, undefined while it is looked for.
 */
export function usePreviousRun(run: RunRow): RunId | null | undefined {
  const [found, setFound] = useState<{ readonly of: RunId; readonly id: RunId | null } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another run has another previous one.
  useEffect(() => {
    let current = true;
    void findPrevious(run).then((id) => {
      if (current) setFound({ of: run.id, id });
    });
    return () => {
      current = false;
    };
  }, [run.id]);
  return found?.of === run.id ? found.id : undefined;
}

/** Shows what differs from the run before, or says that there is none. */
export async function compareWithPrevious(run: RunRow): Promise<void> {
  const previous = await findPrevious(run);
  if (previous !== null) go({ view: "compare", runs: [previous, run.id], tab: null });
  else notifications.show({ message: `There is no run before ${run.name} to compare it with` });
}

async function findPrevious(run: RunRow): Promise<RunId | null> {
  if (run.kind !== "step" || run.parent === null) return (await findTopLevel(run))?.id ?? null;
  const parent = await client.call("runs.get", { id: run.parent });
  if (!parent.ok) return null;
  const before = await findTopLevel(parent.value);
  if (before === undefined) return null;
  const detail = await client.call("runs.get", { id: before.id });
  return detail.ok ? (detail.value.steps.find((step) => step.step === run.step)?.id ?? null) : null;
}

async function findTopLevel(run: RunRow): Promise<RunRow | undefined> {
  for (let page = 0; page < pagesLookedAt; page += 1) {
    const answer = await client.call("runs.list", {
      query: "",
      project: run.project,
      limit: pageSize,
      offset: page * pageSize,
      sort: null,
    });
    if (!answer.ok) return undefined;
    const previous = previousOf(run, answer.value.runs);
    if (previous !== undefined || answer.value.runs.length < pageSize) return previous;
  }
  return undefined;
}
