import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import { type RunId, shortDigest } from "../../../src-main/core/model/ids.ts";
import type { RunFile } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { sizeText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { StepName } from "../../ui/step-name.tsx";
import { LookInside } from "./look-inside.tsx";
import { OutputPlot } from "./output-plot.tsx";
import { OutputTable } from "./output-table.tsx";
import classes from "./outputs-tab.module.css";
import { isTable, plotOf } from "./plot-data.ts";

/** Rows that are asked for to look at, and to draw. */
const rowsShown = 1_000;
const rowsDrawn = 5_000;

type FileRole = "input" | "output";

/** What is looked at: a recorded file of a run, by its name there. */
type Place = { readonly run: RunId; readonly fileRole: FileRole; readonly file: RunFile };

/** What a file is found by. */
export const nameAndPath = ({ name, path }: RunFile): string => `${name}\n${path ?? ""}`;

/** A file that a run read or made: where it stood, what it was, and on a click what is in it. `maker`: who made it. */
export function FilePanel(props: Place & { readonly open: boolean; readonly maker: ReactNode }) {
  const { run, fileRole, file } = props;
  const [open, setOpen] = useState(props.open);
  const [look, setLook] = useState<"chart" | "table">(file.as === "plot" ? "chart" : "table");
  const drawn = isTable(file) && file.type === "file";
  return (
    <section
      className={classes.output}
      data-output={fileRole === "output" ? file.name : undefined}
      data-input={fileRole === "input" ? file.name : undefined}
      aria-label={`${fileRole === "input" ? "Input" : "Output"} ${file.name}`}
    >
      <Panel
        flush
        title={
          <span className={classes.name}>
            <StepName name={file.name} />
          </span>
        }
        aside={
          <span className={classes.aside}>
            {file.as === "plot" && open && (
              <SegmentedControl
                size="xs"
                aria-label={`Show ${file.name} as`}
                value={look}
                onChange={(next) => setLook(next as "chart" | "table")}
                data={[
                  { value: "chart", label: "Chart" },
                  { value: "table", label: "Table" },
                ]}
              />
            )}
            {file.kept && (
              <Button
                variant="default"
                size="compact-xs"
                aria-label={`${open ? "Hide" : "Show"} ${file.name}`}
                aria-expanded={open}
                onClick={() => setOpen(!open)}
              >
                {open ? "Hide" : "Show"}
              </Button>
            )}
          </span>
        }
      >
        <p className={classes.facts}>
          <span className={classes.path} title={file.path ?? undefined}>
            {file.path ?? "in the library"}
          </span>
          {props.maker !== null && <span>{props.maker}</span>}
          {file.digest !== null && <span title={file.digest}>{shortDigest(file.digest)}</span>}
          {file.size !== null && <span>{sizeText(file.size)}</span>}
          {file.type === "directory" && <span>folder</span>}
          {!file.kept && <span>contents not kept</span>}
        </p>
        {open &&
          file.kept &&
          (drawn ? (
            <Rows run={run} fileRole={fileRole} file={file} look={look} />
          ) : (
            <Inside run={run} fileRole={fileRole} file={file} />
          ))}
      </Panel>
    </section>
  );
}

function Inside({ run, fileRole, file }: Place) {
  const asked = useAnswer("runs.look", { id: run, role: fileRole, name: file.name });
  return <LookInside name={file.name} path={file.path} asked={asked} />;
}

function Rows({ run, fileRole, file, look }: Place & { readonly look: "chart" | "table" }) {
  const { value, failure, reload } = useAnswer("runs.table", {
    id: run,
    role: fileRole,
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
      // JSON need not be a table to be looked at.
      return <Inside run={run} fileRole={fileRole} file={file} />;
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
