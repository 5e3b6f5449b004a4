import { VisuallyHidden } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import type { PipelineRequest } from "../../../src-main/core/contract/methods.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { MarkedText } from "../../text-diff/marked-text.tsx";
import { changeLines } from "./change-lines.ts";
import { isExplainable } from "./explainable.ts";
import { reasonChange } from "./plan-text.ts";
import type { ReasonPlace } from "./reason-dialog.tsx";
import classes from "./step-panel.module.css";

/**
 * Why a step runs or not. A reason that has two sides opens them (`onExplain`); of the first changed piece of code a few
 * lines are shown at once. `request` is what the plan was made for that gave the reasons, null when they are of a run.
 */
export function ReasonList(props: {
  readonly step: string;
  readonly reasons: readonly Reason[];
  readonly request: PipelineRequest | null;
  readonly onExplain: (place: ReasonPlace) => void;
}) {
  const { step, reasons, request } = props;
  if (reasons.length === 0) return null;
  const code = reasons.findIndex((reason) => reason.kind === "code-changed" && isExplainable(reason));
  return (
    <ul className={classes.reasons} aria-label="Reasons">
      {reasons.map((reason, index) => {
        const change = reasonChange(reason);
        const open =
          request === null || !isExplainable(reason)
            ? null
            : () => props.onExplain({ request, step, index, reason });
        return (
          <li key={`${reason.kind} ${reason.subject} ${reason.text}`}>
            {open === null ? (
              reason.text
            ) : (
              <button
                type="button"
                className={classes.reasonButton}
                aria-haspopup="dialog"
                title="Show what it was and is"
                onClick={open}
              >
                {reason.text}
                <IconArrowsDiff size={14} stroke={1.8} aria-hidden="true" />
              </button>
            )}
            {request !== null && index === code ? (
              // Another edit of the same piece is asked for anew.
              <ChangePreview
                key={String(reason.to)}
                request={request}
                step={step}
                index={index}
                onMore={open}
              />
            ) : (
              change !== null && (
                <div className={classes.change}>
                  <del title={change[0]}>{change[0]}</del>
                  <span aria-hidden="true">→</span>
                  <ins title={change[1]}>{change[1]}</ins>
                </div>
              )
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The lines that changed first, as soon as they are known; nothing where they cannot be shown (the dialog says why). */
function ChangePreview(props: {
  readonly request: PipelineRequest;
  readonly step: string;
  readonly index: number;
  readonly onMore: (() => void) | null;
}) {
  const { value } = useAnswer("pipelines.explain", {
    ...props.request,
    step: props.step,
    reason: props.index,
  });
  if (value === null || value.from.content.kind !== "text" || value.to.content.kind !== "text") return null;
  const { lines, more } = changeLines(value.from.content.text, value.to.content.text, value.line);
  if (lines.length === 0) return null;
  return (
    <div className={classes.preview}>
      {lines.map(({ kind, text, marks }, index) => (
        <code
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a change have no identity but their place.
          key={index}
          data-kind={kind}
        >
          <span aria-hidden="true">{kind === "added" ? "+" : kind === "removed" ? "−" : " "}</span>
          <VisuallyHidden>{kind === "same" ? "" : `${kind}: `}</VisuallyHidden>
          <MarkedText text={text} marks={marks} />
        </code>
      ))}
      {more && props.onMore !== null && (
        <button type="button" className={classes.previewMore} tabIndex={-1} onClick={props.onMore}>
          More
        </button>
      )}
    </div>
  );
}
