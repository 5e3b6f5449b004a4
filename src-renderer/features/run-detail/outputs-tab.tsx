import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { IconTable } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import { type RunId, shortDigest } from "../../../src-main/core/model/ids.ts";
import type { RunDetail, RunFile } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { sizeText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { StepName } from "../../ui/step-name.tsx";
import { Artifacts } from "./artifacts.tsx";
import { DisplacedPanel } from "./displaced-panel.tsx";
import { OutputPlot } from "./output-plot.tsx";
import { OutputTable } from "./output-table.tsx";
import classes from "./outputs-tab.module.css";
import { isTable, plotOf } from "./plot-data.ts";

/** Rows that are asked for to look at, and to draw. */
const rowsShown = 1_000;
const rowsDrawn = 5_000;

/** More charts than this are drawn on a click only. */
const plotsAtOnce = 12;

/** What a run made and handed over: tables that are meant as plots drawn, other tables on a click; and what of the user's gave way to it. */
export function OutputsTab({ detail }: { readonly detail: RunDetail }) {
  if (detail.outputs.length + detail.displaced.length + detail.artifacts.length === 0) {
    return <EmptyState title="No outputs">Nothing that this run made was recorded.</EmptyState>;
  }
  const plots = detail.outputs.filter((file) => file.as === "plot");
  const others = detail.outputs.filter((file) => file.as !== "plot");
  return (
    <div className={classes.outputs}>
      <DisplacedPanel files={detail.displaced} />
      <Artifacts artifacts={detail.artifacts} />
      {plots.map((file, index) => (
        <OutputPanel key={file.name} run={detail.id} file={file} open={index < plotsAtOnce} />
      ))}
      {others.map((file) => (
        <OutputPanel key={file.name} run={detail.id} file={file} open={false} />
      ))}
    </div>
  );
}

type Look = "chart" | "table";

function OutputPanel(props: { readonly run: RunId; readonly file: RunFile; readonly open: boolean }) {
  const { run, file } = props;
  const [open, setOpen] = useState(props.open);
  const [look, setLook] = useState<Look>(file.as === "plot" ? "chart" : "table");
  const readable = file.kept && file.type === "file" && isTable(file);
  const shown = open && readable;
  return (
    <section className={classes.output} data-output={file.name} aria-label={`Output ${file.name}`}>
      <Panel
        flush
        title={
          <span className={classes.name}>
            <StepName name={file.name} />
          </span>
        }
        aside={
          <span className={classes.aside}>
            {file.as === "plot" && shown && (
              <SegmentedControl
                size="xs"
                aria-label={`Show ${file.name} as`}
                value={look}
                onChange={(next) => setLook(next as Look)}
                data={[
                  { value: "chart", label: "Chart" },
                  { value: "table", label: "Table" },
                ]}
              />
            )}
            {readable && (!open || file.as !== "plot") && (
              <Button
                variant="default"
                size="compact-xs"
                leftSection={<IconTable size={13} stroke={1.8} aria-hidden="true" />}
                aria-expanded={open}
                onClick={() => setOpen(!open)}
              >
                {open ? "Hide" : file.as === "plot" ? "Draw" : "Show as table"}
              </Button>
            )}
          </span>
        }
      >
        <p className={classes.facts}>
          <span className={classes.path} title={file.path ?? undefined}>
            {file.path ?? "in the library"}
          </span>
          {file.maker !== null && <span>by {file.maker}</span>}
          {file.digest !== null && <span title={file.digest}>{shortDigest(file.digest)}</span>}
          {file.size !== null && <span>{sizeText(file.size)}</span>}
          {file.type === "directory" && <span>folder</span>}
          {!file.kept && <span>contents not kept</span>}
        </p>
        {shown && <Contents run={run} file={file} look={look} />}
      </Panel>
    </section>
  );
}

function Contents({ run, file, look }: { readonly run: RunId; readonly file: RunFile; readonly look: Look }) {
  const { value, failure, reload } = useAnswer("runs.table", {
    id: run,
    role: "output",
    name: file.name,
    rows: look === "chart" ? rowsDrawn : rowsShown,
  });
  const plot = useMemo(
    () => (look === "chart" && value?.kind === "table" ? plotOf(value) : null),
    [look, value],
  );
  if (failure !== null) {
    return (
      <div className={classes.padded}>
        <ErrorNotice
          failure={failure}
          action={
            <Button variant="default" onClick={reload}>
              Try again
            </Button>
          }
        />
      </div>
    );
  }
  if (value === null) {
    return (
      <div className={classes.padded} role="status" aria-label={`Reading ${file.name}`}>
        <Skeleton height={look === "chart" ? 240 : 120} />
      </div>
    );
  }
  switch (value.kind) {
    case "unreadable":
      return <p className={classes.note}>{value.why}</p>;
    case "table":
      if (value.rows.length === 0) return <p className={classes.note}>The table has no rows.</p>;
      if (look === "table") return <OutputTable name={file.name} table={value} />;
      if (plot === null)
        return (
          <>
            <p className={classes.note}>It has no column of numbers that could be drawn.</p>
            <OutputTable name={file.name} table={value} />
          </>
        );
      return <OutputPlot name={file.name} plot={plot} />;
    default:
      return unreachable(value);
  }
}
