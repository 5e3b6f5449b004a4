import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { durationText, plural, sizeText } from "../../ui/format.ts";
import { KeyValue } from "../../ui/key-value.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Mono } from "../../ui/text.tsx";
import { FileContent } from "./file-content.tsx";
import classes from "./recorded-panels.module.css";

/** What was recorded around a run: what it used of the machine, what git had not committed, packages, what went wrong with it. */
export function RecordedPanels({ detail }: { readonly detail: RunDetail }) {
  const { eventProblems, peakMemory, cpuSeconds, gitDiff, environment } = detail;
  const packages = Object.entries(environment?.packages ?? {});
  return (
    <>
      {eventProblems !== null && (
        <Panel title="Not taken in" aside={`${plural(eventProblems.bad, "thing")} that its program told`}>
          <ul className={classes.problems}>
            {eventProblems.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Panel>
      )}
      {(peakMemory !== null || cpuSeconds !== null) && (
        <Panel title="Use of the machine">
          <KeyValue
            rows={[
              ["Most memory", peakMemory === null ? null : sizeText(peakMemory)],
              ["Processor time", cpuSeconds === null ? null : durationText(cpuSeconds * 1_000)],
            ]}
          />
        </Panel>
      )}
      {gitDiff !== null && (
        <Foldable title="Uncommitted changes" what="uncommitted changes">
          {() => <GitDiff run={detail.id} />}
        </Foldable>
      )}
      {packages.length > 0 && (
        <Foldable title="Packages" aside={plural(packages.length, "package")} what="packages">
          {() => (
            <KeyValue rows={packages.map(([name, version]) => [name, <Mono key={name}>{version}</Mono>])} />
          )}
        </Foldable>
      )}
    </>
  );
}

/** A card whose contents are shown on a click. */
function Foldable(props: {
  readonly title: string;
  readonly aside?: string;
  readonly what: string;
  readonly children: () => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Panel
      title={props.title}
      aside={
        <span className={classes.aside}>
          {props.aside}
          <Button
            variant="default"
            size="compact-xs"
            aria-expanded={open}
            aria-label={`${open ? "Hide" : "Show"} ${props.what}`}
            onClick={() => setOpen(!open)}
          >
            {open ? "Hide" : "Show"}
          </Button>
        </span>
      }
    >
      {open && props.children()}
    </Panel>
  );
}

function GitDiff({ run }: { readonly run: RunId }) {
  const { value, failure } = useAnswer("runs.gitDiff", { id: run });
  if (failure !== null) return <ErrorNotice failure={failure} />;
  return value === null ? null : <FileContent name="Uncommitted changes" content={value} />;
}
