import { Select } from "@mantine/core";
import { useState } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
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
        detail.kind !== "pipeline" ? null : (
          <Select
            aria-label="Step"
            w={220}
            allowDeselect={false}
            searchable={runs.length > 12}
            value={run.id}
            onChange={setChosen}
            data={runs.map((step) => ({ value: step.id, label: `${step.name} · ${labelOf(wordOf(step))}` }))}
          />
        )
      }
    />
  );
}
