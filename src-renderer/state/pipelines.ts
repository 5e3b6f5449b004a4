import { create } from "zustand";
import type { PipelineSummary } from "../../src-main/core/contract/methods.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";

/** The imported pipeline files, in the order of the app; null until they are known. */
export type Pipelines = {
  readonly list: readonly PipelineSummary[] | null;
  readonly failure: Failure | null;
  /** Grows with every change to a pipeline file or to the list. */
  readonly revision: number;
};

export const usePipelines = create<Pipelines>(() => ({ list: null, failure: null, revision: 0 }));

const only = latestOnly();

export async function loadPipelines(): Promise<void> {
  await only.run(client.call("pipelines.list", {}), (answer) =>
    usePipelines.setState(answer.ok ? { list: answer.value, failure: null } : { failure: answer.error }),
  );
}
