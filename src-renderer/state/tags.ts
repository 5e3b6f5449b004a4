import { create } from "zustand";
import type { TagCount } from "../../src-main/core/contract/methods.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";

/** The library's tags with their counts of runs; null until they are known. */
export type Tags = {
  readonly list: readonly TagCount[] | null;
  readonly failure: Failure | null;
  /** Grows when they may have changed. */
  readonly revision: number;
};

export const useTags = create<Tags>(() => ({ list: null, failure: null, revision: 0 }));

const only = latestOnly();

export async function loadTags(): Promise<void> {
  await only.run(client.call("tags.list", {}), (answer) =>
    useTags.setState(answer.ok ? { list: answer.value, failure: null } : { failure: answer.error }),
  );
}
