import { Select } from "@mantine/core";
import { memo, useDeferredValue, useState } from "react";
import type { RunDetail, RunRow } from "../../../src-main/core/model/run.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { labelOf, wordOf } from "../../ui/status.ts";
import { LogView } from "./log-view.tsx";
import { loggingRuns, mostTelling } from "./logging-runs.ts";

/** The console of a run; of a pipeline run that of one of its steps, which is chosen above it. */
export function LogsTab({ detail }: { readonly detail: RunDetail }) {
  const runs = loggingRuns(detail);
  const [chosen, setChosen] = useState<string | null>(null);
  const run = runs.find(({ id }) => id === chosen) ?? mostTelling(runs);
  if (run === undefined) return <EmptyState title="No log yet">No step of this run has started.</EmptyState>;
  return (
    <LogView
      key={run.id}
      run={run}
      origin={detail.kind === "pipeline" ? null : detail.origin}
      picker={
        detail.kind !== "pipeline" ? null : <StepPicker runs={runs} chosen={run} onChoose={setChosen} />
      }
    />
  );
}

/** Chooses one of the steps. To list thousands takes longer than the window may stand still: React does it in parts. */
function StepPicker(props: {
  readonly runs: readonly RunRow[];
  readonly chosen: RunRow;
  readonly onChoose: (id: string | null) => void;
}) {
  const { runs, chosen, onChoose } = props;
  const listed = useDeferredValue(runs, [chosen]);
  return <StepSelect runs={listed} searchable={runs.length > 12} value={chosen.id} onChoose={onChoose} />;
}

const StepSelect = memo(function StepSelect(props: {
  readonly runs: readonly RunRow[];
  readonly searchable: boolean;
  readonly value: string;
  readonly onChoose: (id: string | null) => void;
}) {
  return (
    <Select
      aria-label="Step"
      w={220}
      allowDeselect={false}
      searchable={props.searchable}
      value={props.value}
      onChange={props.onChoose}
      data={props.runs.map((step) => ({ value: step.id, label: `${step.name} · ${labelOf(wordOf(step))}` }))}
    />
  );
});
