import { create } from "zustand";
import type { ProjectSummary } from "../../src-main/core/contract/methods.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";

/** Projects with their counts of runs; null until they are known. */
export type Projects = {
  readonly list: readonly ProjectSummary[] | null;
  /** Runs in the archive; null until it is known. */
  readonly archived: number | null;
  /** Why the library can only be read; null: it can be written, as far as is known. */
  readonly readOnly: string | null;
  readonly failure: Failure | null;
  /** Grows when the counts may have changed. */
  readonly revision: number;
};

export const useProjects = create<Projects>(() => ({
  list: null,
  archived: null,
  readOnly: null,
  failure: null,
  revision: 0,
}));

const only = latestOnly();

export async function loadProjects(): Promise<void> {
  await only.run(client.call("projects.list", {}), (answer) =>
    useProjects.setState(answer.ok ? { list: answer.value, failure: null } : { failure: answer.error }),
  );
  const info = await client.call("library.info", {});
  if (info.ok) useProjects.setState({ archived: info.value.archived, readOnly: info.value.readOnly });
}
