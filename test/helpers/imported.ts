import type { RunRecord } from "../../src-main/core/interchange/record.ts";
import type { Diagnostic } from "../../src-main/core/model/diagnostic.ts";
import { detectRuns } from "../../src-main/node/importers/detect.ts";
import { readRuns } from "../../src-main/node/importers/read-runs.ts";

export type ReadRuns = {
  readonly format: string;
  readonly records: readonly RunRecord[];
  readonly problems: readonly Diagnostic[];
};

/** What a file or folder of runs holds, in order of names. */
export async function readAll(path: string): Promise<ReadRuns> {
  const found = await detectRuns(path);
  if (found === null) throw new Error(`${path} holds no runs`);
  const records: RunRecord[] = [];
  const problems: Diagnostic[] = [];
  for await (const item of readRuns(found))
    if (item.kind === "run") records.push(item.run.record);
    else problems.push(item.problem);
  return { format: found.format, records: records.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

/** What of runs is the same whenever and wherever their tool writes them: no ids, and no times of writing. */
export function lasting({ format, records, problems }: ReadRuns): unknown {
  const names = new Map(records.map(({ id, name }) => [id, name]));
  return {
    format,
    problems: problems.map(({ code }) => code),
    runs: records.map((run) => ({
      name: run.name,
      parent: run.parent === null ? null : names.get(run.parent),
      kind: run.kind,
      status: run.status,
      archived: run.archived,
      notes: run.notes,
      command: run.command,
      params: run.params,
      properties: run.properties,
      git: run.git,
      user: run.environment?.user ?? null,
      metrics: Object.fromEntries(
        [...run.metrics].map(([name, metric]) => [
          name,
          typeof metric === "number" ? metric : metric.map(([step, , value]) => [step, value]),
        ]),
      ),
      inputs: run.inputs.map(({ name, path, digest, more }) => ({ name, path, digest, more })),
      artifacts: run.artifacts.map(({ name }) => name),
    })),
  };
}
