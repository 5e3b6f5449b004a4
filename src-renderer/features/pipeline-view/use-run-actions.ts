import { useState } from "react";
import type { PipelineRequest } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { client } from "../../api/client.ts";
import { changeDraft } from "../../state/drafts.ts";

/** Starting runs of a request, with what went wrong in it. */
export function useRunActions(request: PipelineRequest) {
  const [starting, setStarting] = useState(false);
  const [started, setStarted] = useState<RunId | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (change: Partial<PipelineRequest>) => {
    setStarting(true);
    setFailure(null);
    const answer = await client.call("pipelines.run", { ...request, ...change, name: null });
    setStarting(false);
    if (!answer.ok) return setFailure(answer.error);
    setStarted(answer.value.run);
    changeDraft(request.id, { started: answer.value.run });
  };
  return {
    starting,
    started,
    failure,
    run: (force: boolean | readonly string[]) => void run({ force }),
    /** Runs a step alone, whatever was chosen to be run. */
    runOnly: (step: string) => void run({ targets: [], from: [], only: [step], force: false }),
    forgetFailure: () => setFailure(null),
  };
}
