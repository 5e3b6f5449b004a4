import { create } from "zustand";
import type { TagCount } from "../../src-main/core/contract/methods.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";

/** The library's tags with their counts of runs; null until they are known. */
export type Tags = {
  readonly list: readonly TagCount[] | null;
  /** Grows when they may have changed. */
  readonly revision: number;
};

export const useTags = create<Tags>(() => ({ list: null, revision: 0 }));

const only = latestOnly();

/** Keeps the last good answer when there is none: tags are proposals, and their absence hides nothing. */
export async function loadTags(): Promise<void> {
  await only.run(client.call("tags.list", {}), (answer) => {
    if (answer.ok) useTags.setState({ list: answer.value });
  });
}
