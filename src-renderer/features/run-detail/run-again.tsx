import { IconCopyPlus, IconPlayerPlay, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { canClone, canContinue, cloneRun, continueRun } from "../../actions/run-again.ts";
import { HeadButton } from "./head-button.tsx";

type Asked = "clone" | "continue";

/**
 * The ways to do a run again with today's files and code: its parameters and steps taken into the pipeline view, and for
 * one that did not end well, on from where it stopped. Nothing for runs of no pipeline.
 */
export function RunAgain({ detail }: { readonly detail: RunDetail }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  if (!canClone(detail)) return null;
  const stopped = canContinue(detail);
  const ask = async (what: Asked): Promise<void> => {
    setAsked(what);
    await (what === "clone" ? cloneRun(detail) : continueRun(detail));
    setAsked(null);
  };
  return (
    <>
      <HeadButton
        icon={
          detail.kind === "step" ? (
            <IconRepeat size={14} stroke={1.8} />
          ) : (
            <IconCopyPlus size={14} stroke={1.8} />
          )
        }
        title="Open the pipeline with the parameters and steps of this run"
        loading={asked === "clone"}
        disabled={asked !== null}
        onPress={() => void ask("clone")}
      >
        {detail.kind === "step" ? "Run this step again…" : "Clone…"}
      </HeadButton>
      {stopped && (
        <HeadButton
          icon={<IconPlayerPlay size={14} stroke={1.8} />}
          title="Run it again with today's files and code: steps that are done are reused"
          loading={asked === "continue"}
          disabled={asked !== null}
          spoken
          onPress={() => void ask("continue")}
        >
          Continue
        </HeadButton>
      )}
    </>
  );
}
