import { Loader } from "@mantine/core";
import { useMemo, useRef } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { runStates } from "../../graph/node-view.ts";
import { type GraphFinder, PipelineGraphView } from "../../graph/pipeline-graph.tsx";
import { useCommands } from "../../state/commands.ts";
import { go } from "../../state/navigation.ts";
import { useRunDetail } from "../../state/run-details.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import classes from "./run-detail.module.css";

/** The pipeline as it was for this run; of a step, its pipeline run with the step marked. A step opens on a click. */
export function GraphTab({ detail }: { readonly detail: RunDetail }) {
  if (detail.kind === "step" && detail.parent !== null)
    return <GraphOf id={detail.parent} selected={detail.step} />;
  return <GraphOf id={detail.id} selected={null} />;
}

function GraphOf({ id, selected }: { readonly id: RunDetail["id"]; readonly selected: string | null }) {
  const graph = useAnswer("runs.graph", { id });
  const { value: run } = useRunDetail(id);
  const states = useMemo(() => (run === null ? {} : runStates(run.steps, run.stepReasons)), [run]);
  const finder = useRef<GraphFinder>(null);
  useCommands({ find: graph.value === null ? null : () => finder.current?.find() });
  if (graph.failure !== null) return <ErrorNotice failure={graph.failure} />;
  if (graph.value === null) {
    return graph.pending ? (
      <Loader size="sm" aria-label="Loading graph" />
    ) : (
      <EmptyState title="No graph">This run is not part of a pipeline.</EmptyState>
    );
  }
  return (
    <div className={classes.graph}>
      <PipelineGraphView
        finder={finder}
        graph={graph.value}
        states={states}
        selected={selected}
        onSelect={(step) => {
          const row = run?.steps.find((candidate) => candidate.step === step);
          if (row !== undefined) go({ view: "run", id: row.id });
        }}
      />
    </div>
  );
}
