import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCopyPlus, IconFilePencil, IconX } from "@tabler/icons-react";
import type { PipelineSummary, PipelineView } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import { forgetPipeline } from "../../actions/pipeline-actions.ts";
import { client } from "../../api/client.ts";
import type { Draft } from "../../state/drafts.ts";
import { DiagnosticList, ErrorNotice } from "../../ui/error-notice.tsx";
import classes from "./pipeline-view.module.css";

/** What stands in the way of a run, above the graph: each with what to do about it. */
export function Notices(props: {
  readonly summary: PipelineSummary | null;
  readonly view: PipelineView | null;
  readonly failure: Failure | null;
  readonly onAgain: () => void;
}) {
  const { summary, view, failure } = props;
  const warnings = view?.graph == null ? [] : view.diagnostics;
  return (
    <>
      {failure !== null && (
        <div className={classes.notice}>
          <ErrorNotice
            failure={failure}
            action={
              <Button variant="default" size="compact-xs" onClick={props.onAgain}>
                Try again
              </Button>
            }
          />
        </div>
      )}
      {summary !== null && (summary.missing || !summary.trusted) && (
        <div className={classes.trust} role="note">
          <IconAlertTriangle size={16} stroke={1.8} aria-hidden="true" />
          <span>
            {summary.missing
              ? `${summary.file} is gone. Put it back, or take the pipeline off the list: its runs stay.`
              : "The commands in this file are not those you agreed to. Nothing of it runs until you have looked at them."}
          </span>
          {summary.missing ? (
            <Button variant="default" size="compact-xs" onClick={() => void forgetPipeline(summary)}>
              Take off the list
            </Button>
          ) : (
            <Button size="compact-xs" onClick={() => review(summary)}>
              Review and trust
            </Button>
          )}
        </div>
      )}
      {summary !== null && isChangedOnDisk(summary) && (
        <div className={classes.changed} role="note" aria-label="Changed on disk">
          <IconFilePencil size={16} stroke={1.8} aria-hidden="true" />
          <span>
            The file changed on disk since you imported it. What you see and run is the file as it is now.
          </span>
          <Button variant="default" size="compact-xs" onClick={() => review(summary)}>
            See what changed
          </Button>
        </div>
      )}
      {warnings.length > 0 && (
        <div className={classes.notice}>
          <DiagnosticList diagnostics={warnings} />
        </div>
      )}
    </>
  );
}

/** Of one that has to be looked at in any case that is said already. */
const isChangedOnDisk = ({ changed, trusted, missing }: PipelineSummary): boolean =>
  changed && trusted && !missing;

/** Opens the import dialog with what changed in the pipeline, and its commands. */
export const review = ({ file }: PipelineSummary): void => client.issue({ type: "review", file });

/** Says that parameters and steps are those of an earlier run, and what could not be taken over. */
export function CloneNotice(props: { readonly cloned: Draft["cloned"]; readonly onClose: () => void }) {
  const { cloned } = props;
  if (cloned === null) return null;
  return (
    <div className={classes.cloned} role="note" aria-label="Cloned run">
      <IconCopyPlus size={16} stroke={1.8} aria-hidden="true" />
      <div>
        Parameters and steps as in {cloned.name}, with today's files and code.
        {cloned.notes.length > 0 && (
          <ul>
            {cloned.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
      <button
        type="button"
        className={classes.close}
        aria-label="Close note"
        title="Close"
        onClick={props.onClose}
      >
        <IconX size={14} stroke={2} aria-hidden="true" />
      </button>
    </div>
  );
}
