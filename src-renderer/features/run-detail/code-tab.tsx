import { Skeleton } from "@mantine/core";
import { useState } from "react";
import type { CountedFile } from "../../../src-main/core/contract/run-contents.ts";
import { type RunId, shortDigest } from "../../../src-main/core/model/ids.ts";
import { isActive, type RunDetail } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { countText, plural } from "../../ui/format.ts";
import { KeyValue } from "../../ui/key-value.tsx";
import { loadedLater } from "../../ui/loaded-later.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Breakable, CommandText, Mono } from "../../ui/text.tsx";
import classes from "./code-tab.module.css";
import { DiffText } from "./diff-text.tsx";
import { FileContent } from "./file-content.tsx";
import { FoldPanel } from "./fold-panel.tsx";
import { FoundList } from "./found-list.tsx";

// Loaded when the first file is shown, as the editor is large.
const CodeText = loadedLater(
  async () => (await import("../../text-diff/code-text.tsx")).CodeText,
  () => <Skeleton height={120} />,
);

/** The code that counted for a run, as the library kept it, where git stood, and what was not committed. */
export function CodeTab({ detail }: { readonly detail: RunDetail }) {
  const { value, failure } = useAnswer("runs.code", { id: detail.id });
  const { git, gitDiff, command } = detail;
  if (failure !== null) return <ErrorNotice failure={failure} />;
  if (value === null) return <Skeleton height={80} role="status" aria-label="Reading code" />;
  if (value.length === 0 && git === null && command === null)
    return (
      <EmptyState title="No code">
        {isActive(detail.status)
          ? "What counts is recorded when a step starts."
          : "No file of code was recorded for this run."}
      </EmptyState>
    );
  return (
    <div className={classes.code}>
      {(git !== null || command !== null) && (
        <Panel title="Where it comes from">
          <KeyValue
            rows={[
              [
                "Command",
                command === null ? null : (
                  <Mono key="command">
                    <CommandText command={command} />
                  </Mono>
                ),
              ],
              ["Commit", git === null ? null : <Mono key="commit">{git.commit}</Mono>],
              ["Branch", git?.branch],
              ["Uncommitted", git === null ? null : git.dirty ? "yes" : "nothing"],
            ]}
          />
        </Panel>
      )}
      {gitDiff !== null && (
        <FoldPanel title="Uncommitted changes" what="uncommitted changes">
          {() => <GitDiff run={detail.id} />}
        </FoldPanel>
      )}
      <FoundList
        items={value}
        label="Find code"
        placeholder={`Find among ${plural(value.length, "file")} and their functions`}
        textOf={pathAndUnits}
        nothing="No file and no function has this in its name."
        card={(file) => (
          <CodeFilePanel
            key={`${file.path} ${file.digest}`}
            run={detail.id}
            file={file}
            open={value.length === 1}
            ofSteps={detail.kind === "pipeline"}
          />
        )}
      />
      {value.length === 0 && <p className={classes.note}>No file of code was recorded for this run.</p>}
    </div>
  );
}

/** What a file of code is found by. */
const pathAndUnits = ({ path, units }: CountedFile): string =>
  [path, ...units.map(({ name }) => name)].join("\n");

/** So many pieces of a file are named at once, the others by their number. */
const unitsShown = 40;

function CodeFilePanel(props: {
  readonly run: RunId;
  readonly file: CountedFile;
  readonly open: boolean;
  /** Whether it is told for which steps the file counted. */
  readonly ofSteps: boolean;
}) {
  const { file } = props;
  const [line, setLine] = useState<number | null>(null);
  const units = file.units.slice(0, unitsShown);
  return (
    <section data-code={file.path} aria-label={`Code ${file.path}`}>
      <FoldPanel
        title={
          <Mono>
            <Breakable name={file.path} />
          </Mono>
        }
        what={file.path}
        open={props.open}
        aside={<span title={file.digest}>{shortDigest(file.digest)}</span>}
        always={
          <p className={classes.facts}>
            {file.units.length === 0 ? "counts whole" : `${plural(file.units.length, "piece")} of it counted`}
            {props.ofSteps && file.steps.length > 0 && `, for ${stepsText(file.steps)}`}
          </p>
        }
      >
        {() => (
          <>
            {units.length > 0 && (
              <ul className={classes.units} aria-label={`What counted of ${file.path}`}>
                {units.map(({ name, line: at }) => (
                  <li key={name}>
                    {at === null ? (
                      <span className={classes.unit}>{name}</span>
                    ) : (
                      <button
                        type="button"
                        className={classes.unit}
                        aria-pressed={line === at}
                        title={`Line ${at}`}
                        onClick={() => setLine(at)}
                      >
                        {name}
                      </button>
                    )}
                  </li>
                ))}
                {file.units.length > units.length && (
                  <li className={classes.facts}>{countText(file.units.length - units.length)} more</li>
                )}
              </ul>
            )}
            <FileText run={props.run} path={file.path} line={line} />
          </>
        )}
      </FoldPanel>
    </section>
  );
}

/** `train, evaluate and 3 more steps`. */
const stepsText = (steps: readonly string[]): string =>
  steps.length <= 3
    ? steps.join(", ")
    : `${steps.slice(0, 2).join(", ")} and ${plural(steps.length - 2, "more step")}`;

function FileText(props: { readonly run: RunId; readonly path: string; readonly line: number | null }) {
  const { value, failure } = useAnswer("runs.fileText", { id: props.run, role: "code", name: props.path });
  if (failure !== null) return <ErrorNotice failure={failure} />;
  if (value === null) return <Skeleton height={120} role="status" aria-label={`Reading ${props.path}`} />;
  if (value.kind !== "text") return <FileContent name={props.path} content={value} />;
  return <CodeText path={props.path} text={value.text} line={props.line} />;
}

function GitDiff({ run }: { readonly run: RunId }) {
  const { value, failure } = useAnswer("runs.gitDiff", { id: run });
  if (failure !== null) return <ErrorNotice failure={failure} />;
  if (value === null) return null;
  return value.kind === "text" ? (
    <DiffText name="Uncommitted changes" text={value.text} />
  ) : (
    <FileContent name="Uncommitted changes" content={value} />
  );
}
