import { type ReactNode, useDeferredValue } from "react";
import { partOfReason } from "../../../src-main/core/diff/part-of-reason.ts";
import { type RunId, shortDigest } from "../../../src-main/core/model/ids.ts";
import { isActive, type RunDetail } from "../../../src-main/core/model/run.ts";
import { usePreviousRun } from "../../actions/previous-run.ts";
import { go } from "../../state/navigation.ts";
import { countText, fullTimeText, plural, sizeText } from "../../ui/format.ts";
import { KeyValue } from "../../ui/key-value.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StepName } from "../../ui/step-name.tsx";
import { StepNotes } from "../../ui/step-notes.tsx";
import { CommandText, Mono } from "../../ui/text.tsx";
import { Duration, RelativeTime } from "../../ui/time.tsx";
import type { DetailTab } from "./detail-tabs.ts";
import { ErrorPanel } from "./error-panel.tsx";
import { NotesPanel } from "./notes-panel.tsx";
import { ProblemsPanel } from "./problems-panel.tsx";
import { PropertiesPanel } from "./properties-panel.tsx";
import classes from "./run-detail.module.css";
import { TagsPanel } from "./tags-panel.tsx";
import { ReasonTexts, restsBy, WhySteps } from "./why-steps.tsx";

/** What happened, why, and under what circumstances. */
export function OverviewTab({
  detail,
  onTab,
}: {
  readonly detail: RunDetail;
  /** Shows the tab that has more of something. */
  readonly onTab: (tab: DetailTab) => void;
}) {
  const { git, environment } = detail;
  return (
    <div className={classes.overview}>
      {detail.error !== null && <ErrorPanel detail={detail} onLog={() => onTab("Logs")} />}
      <WhyPanel key={`why ${detail.id}`} detail={detail} />
      {detail.stepNotes.length > 0 && (
        <Panel title="Good to know">
          <StepNotes notes={detail.stepNotes} />
        </Panel>
      )}
      {detail.origin !== null && <OriginPanel origin={detail.origin} cache={detail.cache} />}
      <NotesPanel key={`notes ${detail.id}`} detail={detail} />
      <TagsPanel detail={detail} />
      <Panel title="Run">
        <KeyValue
          rows={[
            [
              "Started",
              detail.started === null ? null : (
                <>
                  <RelativeTime time={detail.started} /> <Mono muted>{fullTimeText(detail.started)}</Mono>
                </>
              ),
            ],
            [
              "Duration",
              <Duration
                key="duration"
                from={detail.started}
                to={isActive(detail.status) ? null : (detail.ended ?? detail.started)}
              />,
            ],
            ["Pipeline", detail.pipeline],
            [
              "Command",
              detail.command === null ? null : (
                <Mono key="command">
                  <CommandText command={detail.command} />
                </Mono>
              ),
            ],
            ["Exit code", detail.exitCode === null ? null : <Mono key="exit">{detail.exitCode}</Mono>],
            ["Signature", detail.signature === null ? null : <Mono key="signature">{detail.signature}</Mono>],
            ["Run id", <Mono key="id">{detail.id}</Mono>],
          ]}
        />
      </Panel>
      <FilesPanel
        title="Inputs"
        files={detail.inputs}
        onAll={() => onTab("Inputs")}
        aside={
          <button type="button" className={classes.link} onClick={() => onTab("Inputs")}>
            Look inside
          </button>
        }
      />
      <FilesPanel
        title="Outputs"
        files={detail.outputs}
        onAll={() => onTab("Outputs")}
        aside={
          detail.outputs.length + detail.displaced.length === 0 ? undefined : (
            <button type="button" className={classes.link} onClick={() => onTab("Outputs")}>
              {detail.displaced.length === 0
                ? "Look inside"
                : `Look inside · replaced ${plural(detail.displaced.length, "file")} of yours`}
            </button>
          )
        }
      />
      {(git !== null || environment !== null) && (
        <Panel
          title="Circumstances"
          aside={
            <button type="button" className={classes.link} onClick={() => onTab("Environment")}>
              All of them
            </button>
          }
        >
          <KeyValue
            rows={[
              [
                "Commit",
                git === null ? null : (
                  <>
                    <Mono>{git.commit.slice(0, 7)}</Mono>{" "}
                    <Mono muted>
                      {[git.branch, git.dirty ? "with uncommitted changes" : null].filter(Boolean).join(", ")}
                    </Mono>
                  </>
                ),
              ],
              ["Python", environment?.python == null ? null : <Mono key="python">{environment.python}</Mono>],
              ["System", environment?.os],
              ["Host", environment === null ? null : `${environment.user} on ${environment.host}`],
            ]}
          />
        </Panel>
      )}
      <ProblemsPanel problems={detail.eventProblems} />
      <PropertiesPanel key={`properties ${detail.id}`} detail={detail} />
    </div>
  );
}

/** So many steps are shown at once; more are drawn in parts between which the window answers. */
const stepsAtOnce = 50;

function WhyPanel({ detail }: { readonly detail: RunDetail }) {
  const steps = useDeferredValue(detail.steps, detail.steps.slice(0, stepsAtOnce));
  if (detail.kind === "pipeline") {
    if (detail.steps.length === 0) return null;
    return (
      <Panel title="Why it ran">
        <WhySteps steps={steps} reasons={detail.stepReasons} />
      </Panel>
    );
  }
  if (detail.reasons.length === 0) return null;
  return (
    <Panel title={restsBy(detail.cache) ? "Why it did not run again" : "Why it ran"}>
      <div className={classes.whyText}>
        <ReasonTexts reasons={detail.reasons} status={detail.status} />
        <CompareForReason detail={detail} />
      </div>
    </Panel>
  );
}

/** Leads from why it ran to the comparison with the run before, at the part that the first reason is about. */
function CompareForReason({ detail }: { readonly detail: RunDetail }) {
  const previous = usePreviousRun(detail);
  const part = detail.reasons.map(({ kind }) => partOfReason[kind]).find((tab) => tab !== undefined);
  if (previous === null || previous === undefined || part === undefined) return null;
  return (
    <button
      type="button"
      className={classes.link}
      onClick={() => go({ view: "compare", runs: [previous, detail.id], tab: part })}
    >
      Compare runs
    </button>
  );
}

function OriginPanel(props: {
  readonly origin: { readonly run: RunId; readonly number: number | null };
  readonly cache: RunDetail["cache"];
}) {
  const name = props.origin.number === null ? "an earlier run" : `run #${props.origin.number}`;
  return (
    <Panel title={props.cache === "restored" ? "Restored" : "Reused"}>
      Outputs, metrics and console are those of{" "}
      <button
        type="button"
        className={classes.link}
        onClick={() => go({ view: "run", id: props.origin.run })}
      >
        {name}
      </button>
      .
    </Panel>
  );
}

/** So many files are listed here; all of them have a tab. */
const filesShown = 20;

function FilesPanel({
  title,
  files,
  aside,
  onAll,
}: {
  readonly title: "Inputs" | "Outputs";
  readonly files: RunDetail["inputs"];
  readonly aside?: ReactNode;
  /** Leads to all of them. */
  readonly onAll: () => void;
}) {
  if (files.length === 0) return null;
  return (
    <Panel title={title} aside={aside}>
      <ul className={classes.files}>
        {files.slice(0, filesShown).map((file) => (
          <li key={file.name} className={classes.file}>
            <Mono>
              <StepName name={file.name} />
            </Mono>
            <span className={classes.filePath} title={file.path ?? undefined}>
              {file.path ?? "in the library"}
            </span>
            <span className={classes.fileFact} title={file.digest ?? undefined}>
              {file.digest === null ? "" : shortDigest(file.digest)}
            </span>
            <span className={classes.fileFact}>{file.size === null ? "" : sizeText(file.size)}</span>
          </li>
        ))}
      </ul>
      {files.length > filesShown && (
        <button type="button" className={classes.link} onClick={onAll}>
          {countText(files.length - filesShown)} more {title.toLowerCase()}
        </button>
      )}
    </Panel>
  );
}
