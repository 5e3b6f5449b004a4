import { Button, Loader } from "@mantine/core";
import { useMemo } from "react";
import type { NodeState } from "../../../src-main/core/model/graph.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { PipelineGraphView } from "../../graph/pipeline-graph.tsx";
import { go } from "../../state/navigation.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import classes from "./compare.module.css";
import type { PairOfSides } from "./sides.ts";

/** Both pipelines as one graph, each step with how it differs and why; a step opens the comparison of its two runs. */
export function GraphTab(props: {
  readonly pair: PairOfSides;
  readonly current: string | null;
  readonly onCompare: (baseline: RunId, candidate: RunId) => void;
}) {
  const { pair } = props;
  const { value, failure, pending, reload } = useAnswer("runs.diffGraph", {
    baseline: pair.from.run.id,
    candidate: pair.to.run.id,
  });
  const states = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(value?.nodes ?? {}).map(([step, { change, reasons }]): [string, NodeState] => [
          step,
          {
            action: null,
            status: null,
            change,
            reasons: reasons.map((text) => ({
              kind: "outputs-changed",
              subject: null,
              from: null,
              to: null,
              text,
            })),
            notes: [],
          },
        ]),
      ),
    [value],
  );
  if (failure !== null)
    return (
      <ErrorNotice
        failure={failure}
        action={
          <Button variant="default" onClick={reload}>
            Try again
          </Button>
        }
      />
    );
  if (value === null)
    return pending ? (
      <Loader size="sm" aria-label="Comparing pipelines" />
    ) : (
      <EmptyState title="No graph">Neither run is part of a pipeline.</EmptyState>
    );
  return (
    <div className={classes.graph}>
      <p className={classes.graphLegend}>
        {(["changed", "added", "removed", "same"] as const).map((change) => {
          const count = Object.values(value.nodes).filter((node) => node.change === change).length;
          return count === 0 ? null : (
            <StatusBadge key={change} word={change}>
              {count} {change}
            </StatusBadge>
          );
        })}
        <span>A step opens the comparison of its two runs.</span>
      </p>
      <div className={classes.graphScene}>
        <PipelineGraphView
          label="Both pipelines"
          graph={value.graph}
          states={states}
          selected={props.current}
          onSelect={(step) => {
            const node = step === null ? undefined : value.nodes[step];
            if (node === undefined) return;
            const { from, to } = node;
            if (from !== null && to !== null) props.onCompare(from, to);
            else if (from !== null || to !== null) go({ view: "run", id: (from ?? to) as RunId });
          }}
        />
      </div>
    </div>
  );
}
