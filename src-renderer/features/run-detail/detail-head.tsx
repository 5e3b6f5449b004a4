import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowsDiff, IconBolt, IconChevronLeft, IconPlayerStop, IconSitemap } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { shortSignature } from "../../../src-main/core/model/ids.ts";
import { isActive, type RunDetail } from "../../../src-main/core/model/run.ts";
import { usePreviousRun } from "../../actions/previous-run.ts";
import { cancelRun, killRun, stopHints, useIsCancelling } from "../../actions/stop-run.ts";
import { go } from "../../state/navigation.ts";
import { hueOf } from "../../ui/hue.ts";
import { wordOf } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { NotDeterministicBadge } from "../../ui/step-notes.tsx";
import { Dot, Mono } from "../../ui/text.tsx";
import { HeadButton } from "./head-button.tsx";
import { RunAgain } from "./run-again.tsx";
import classes from "./run-head.module.css";
import { RunMenu } from "./run-menu.tsx";
import { RunTitle } from "./run-title.tsx";
import { UseAsStep } from "./use-as-step.tsx";

/** What run it is, how it ended, and what can be done with it. `buttons` are those of the panel. */
export function DetailHead({ detail, buttons }: { readonly detail: RunDetail; readonly buttons: ReactNode }) {
  const previous = usePreviousRun(detail);
  return (
    <header className={classes.head}>
      <div className={classes.titleRow}>
        {detail.parent !== null && (
          <Tooltip label="To its pipeline run">
            <ActionIcon
              aria-label="To its pipeline run"
              onClick={() => detail.parent !== null && go({ view: "run", id: detail.parent })}
            >
              <IconChevronLeft size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        )}
        <div className={classes.titleMain}>
          <span className={classes.named}>
            <Dot color={hueOf(detail)} />
            <RunTitle key={detail.id} detail={detail} />
          </span>
          <StatusBadge word={wordOf(detail)} />
        </div>
        <span className={classes.windowButtons}>
          {detail.pipelineId !== null && (
            <Tooltip label="Open pipeline">
              <ActionIcon
                aria-label="Open pipeline"
                onClick={() => detail.pipelineId !== null && go({ view: "pipeline", id: detail.pipelineId })}
              >
                <IconSitemap size={15} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          )}
          {buttons}
        </span>
      </div>
      <div className={classes.subtitle}>
        <NotDeterministicBadge notes={detail.stepNotes} />
        <span className={classes.facts}>
          <span className={classes.fact}>{detail.project}</span>
          {detail.number !== null && <span className={classes.factWhole}> · run #{detail.number}</span>}
          {detail.kind === "step" && detail.pipeline !== null && (
            <span className={classes.fact}> · step of {detail.pipeline}</span>
          )}
          {detail.signature !== null && (
            <span className={classes.factLeast}>
              {" · "}
              <Mono>{shortSignature(detail.signature)}</Mono>
            </span>
          )}
        </span>
        <span className={classes.actions}>
          <HeadButton
            icon={<IconArrowsDiff size={14} stroke={1.8} />}
            title={
              previous === null ? "There is no run before this one" : "Compare with the run before this one"
            }
            disabled={previous === null || previous === undefined}
            onPress={() => previous && go({ view: "compare", runs: [previous, detail.id], tab: null })}
          >
            Compare with previous
          </HeadButton>
          <RunAgain detail={detail} />
          <UseAsStep detail={detail} />
          {isActive(detail.status) && <StopButton detail={detail} />}
          <RunMenu detail={detail} />
        </span>
      </div>
    </header>
  );
}

/** "Cancel"; of what was cancelled and has not ended yet "Kill now", which a double click on the former does not press. */
function StopButton({ detail }: { readonly detail: RunDetail }) {
  const whole = detail.parent ?? detail.id;
  const cancelling = useIsCancelling(whole);
  return (
    <HeadButton
      icon={cancelling ? <IconBolt size={14} stroke={1.8} /> : <IconPlayerStop size={14} stroke={1.8} />}
      title={cancelling ? stopHints.kill : stopHints.cancel}
      spoken
      onPress={({ detail: clicks }) => void (cancelling ? clicks < 2 && killRun(whole) : cancelRun(whole))}
    >
      {cancelling ? "Kill now" : "Cancel"}
    </HeadButton>
  );
}
