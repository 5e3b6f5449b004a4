import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCopyPlus, IconPlayerPlay, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import type { CloneRequest } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { client } from "../../api/client.ts";
import { changeDraft } from "../../state/drafts.ts";
import { go } from "../../state/navigation.ts";

type Asked = "clone" | "continue";

/**
 * The ways to do a run again with today's files and code: its parameters and steps taken into the pipeline view, and for
 * one that did not end well, on from where it stopped. Nothing for runs of no pipeline.
 */
export function RunAgain({ detail }: { readonly detail: RunDetail }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  if (detail.pipelineId === null || detail.kind === "script") return null;
  const stopped =
    detail.kind === "pipeline" && ["failed", "cancelled", "interrupted"].includes(detail.status);
  const ask = async (what: Asked): Promise<void> => {
    setAsked(what);
    const failure = what === "clone" ? await clone(detail) : await proceed(detail);
    setAsked(null);
    if (failure !== null) {
      notifications.show({
        color: "red",
        title: what === "clone" ? "The run was not cloned" : "The run was not continued",
        message: [failure.message, ...failure.diagnostics.map(({ message }) => message)].join(" "),
      });
    }
  };
  return (
    <>
      {stopped && (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={14} stroke={1.8} aria-hidden="true" />}
          title="Run it again with today's files and code: steps that are done are reused"
          loading={asked === "continue"}
          disabled={asked !== null}
          onClick={() => void ask("continue")}
        >
          Continue
        </Button>
      )}
      <Button
        variant="default"
        leftSection={
          detail.kind === "step" ? (
            <IconRepeat size={14} stroke={1.8} aria-hidden="true" />
          ) : (
            <IconCopyPlus size={14} stroke={1.8} aria-hidden="true" />
          )
        }
        title="Open the pipeline with the parameters and steps of this run"
        loading={asked === "clone"}
        disabled={asked !== null}
        onClick={() => void ask("clone")}
      >
        {detail.kind === "step" ? "Run this step again…" : "Clone…"}
      </Button>
    </>
  );
}

/** Takes what a run was made with into the pipeline view and shows it. Null when that went well. */
async function clone(detail: RunDetail): Promise<Failure | null> {
  const answer = await client.call("runs.clone", { id: detail.id });
  if (!answer.ok) return answer.error;
  show(detail, answer.value);
  return null;
}

/** Starts the same once more and shows it. Null when that went well. */
async function proceed(detail: RunDetail): Promise<Failure | null> {
  const answer = await client.call("runs.clone", { id: detail.id });
  if (!answer.ok) return answer.error;
  const { notes: _notes, ...request } = answer.value;
  const started = await client.call("pipelines.run", { ...request, name: null });
  if (!started.ok) return started.error;
  show(detail, answer.value);
  return null;
}

function show(detail: RunDetail, { id, overrides, targets, from, only, notes }: CloneRequest): void {
  const name = detail.number === null ? `the run of step ${detail.name}` : `run #${detail.number}`;
  changeDraft(id, {
    overrides,
    selection: { targets, from, only },
    selected: detail.step,
    cloned: { name, notes },
  });
  go({ view: "pipeline", id });
}
