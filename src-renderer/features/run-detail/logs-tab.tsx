import { Button, Loader, Select, Switch } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { isActive, type RunDetail, type RunRow } from "../../../src-main/core/model/run.ts";
import { go } from "../../state/navigation.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { plural } from "../../ui/format.ts";
import { labelOf, wordOf } from "../../ui/status.ts";
import { logSpans } from "./log-text.ts";
import { loggingRuns, mostTelling } from "./logging-runs.ts";
import classes from "./logs-tab.module.css";
import { useLog } from "./use-log.ts";

const lineHeight = 18;

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

function LogView(props: {
  readonly run: RunRow;
  readonly origin: RunDetail["origin"];
  readonly picker: React.ReactNode;
}) {
  const { run, origin } = props;
  const active = isActive(run.status);
  const { buffer, failure, loadAll } = useLog(run.id, !active);
  const [follow, setFollow] = useState(active || run.status === "failed");
  const box = useRef<HTMLDivElement>(null);
  const count = (buffer?.lines.length ?? 0) + (buffer !== null && buffer.rest !== "" ? 1 : 0);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  });

  useEffect(() => {
    if (follow && count > 0) virtual.scrollToIndex(count - 1, { align: "end" });
  }, [follow, count, virtual]);

  // Scrolling up stops following; reaching the end starts it again.
  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    setFollow(element.scrollHeight - element.scrollTop - element.clientHeight < lineHeight * 2);
  };

  return (
    <div className={classes.log}>
      <div className={classes.bar}>
        {props.picker}
        <span className={classes.count}>{buffer === null ? "" : plural(count, "line")}</span>
        {active && (
          <Switch
            className={classes.push}
            label="Follow"
            checked={follow}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
        )}
      </div>
      {failure !== null && <ErrorNotice failure={failure} />}
      {buffer !== null && buffer.start > 0 && (
        <div className={classes.earlier}>
          The beginning is left out, this is the end of a long log.
          <Button variant="default" onClick={loadAll}>
            Show all
          </Button>
        </div>
      )}
      {buffer === null && failure === null && <Loader size="sm" aria-label="Loading log" />}
      {buffer !== null && count === 0 ? (
        <EmptyState
          title={active ? "Nothing written yet" : "Nothing was written"}
          actions={
            origin === null ? undefined : (
              <Button variant="default" onClick={() => go({ view: "run", id: origin.run })}>
                Open the run that made its outputs
              </Button>
            )
          }
        >
          {active ? "Output appears here as the step writes it." : "This step wrote nothing to its console."}
        </EmptyState>
      ) : (
        <div
          ref={box}
          className={classes.text}
          role="log"
          aria-label={`Log of ${run.name}`}
          aria-live="off"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard.
          tabIndex={0}
          onScroll={onScroll}
        >
          <div style={{ position: "relative", height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => (
              <div
                key={item.index}
                className={classes.line}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span className={classes.lineNumber} aria-hidden="true">
                  {item.index + 1}
                </span>
                <LogLine text={buffer?.lines[item.index] ?? buffer?.rest ?? ""} />
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function LogLine({ text }: { readonly text: string }) {
  return (
    <span className={classes.lineText}>
      {logSpans(text).map((span, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a line never changes its order.
          key={index}
          data-color={span.color ?? undefined}
          data-bold={span.bold || undefined}
        >
          {span.text}
        </span>
      ))}
    </span>
  );
}
