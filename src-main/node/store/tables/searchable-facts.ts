import { parsePlainJson, parseStored } from "../../../core/base/json.ts";
import type { Value, ValueObject } from "../../../core/base/value.ts";
import type { RunId } from "../../../core/model/ids.ts";
import type { GitState, RunRow } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

type Same = Pick<
  RunRow,
  | "name"
  | "project"
  | "status"
  | "kind"
  | "cache"
  | "pipeline"
  | "step"
  | "signature"
  | "created"
  | "started"
  | "ended"
>;

/** What the search finds a run by, as far as the run's own row has it. */
export type SearchableFacts = Same & {
  readonly id: RunId;
  readonly seq: number;
  readonly tags: readonly string[];
  /** Effective ones. */
  readonly params: ValueObject;
  /** Everything told of where it was made; empty when nothing was. */
  readonly environment: ValueObject;
  readonly git: GitState | null;
  readonly notes: string;
  readonly command: string | null;
  readonly error: string | null;
  readonly isImported: boolean;
  /** Whether it has any of its own, which most runs have not. */
  readonly hasProperties: boolean;
  readonly hasArtifacts: boolean;
  /** Of its own, or of the run that it reuses. */
  readonly hasSeries: boolean;
};

type Row = Same & {
  readonly seq: number;
  readonly tags: string;
  readonly params: string;
  readonly environment: string | null;
  readonly git: string | null;
  readonly notes: string;
  readonly command: string | null;
  readonly error: string | null;
  readonly isImported: number;
  readonly hasProperties: number;
  readonly hasArtifacts: number;
  readonly hasSeries: number;
};

/** One query, as thousands of runs are asked for while they go on. */
export function searchableFacts(database: Writable, id: RunId): SearchableFacts | null {
  const row = statement(
    database,
    `SELECT seq, name, project, status, kind, cache, pipeline, step, signature, created, started, ended, params, environment,
       git, notes, command, error,
       (SELECT json_group_array(tag ORDER BY position, tag) FROM run_tags WHERE run_tags.run = runs.id) AS tags,
       EXISTS (SELECT 1 FROM run_imports WHERE run_imports.run = runs.id) AS isImported,
       EXISTS (SELECT 1 FROM run_properties WHERE run_properties.run = runs.id) AS hasProperties,
       EXISTS (SELECT 1 FROM run_artifacts WHERE run_artifacts.run = runs.id) AS hasArtifacts,
       EXISTS (SELECT 1 FROM metric_series WHERE metric_series.run = coalesce(runs.origin, runs.id)) AS hasSeries
     FROM runs WHERE id = ?`,
  ).get(id) as Row | undefined;
  if (row === undefined) return null;
  return {
    ...row,
    id,
    tags: JSON.parse(row.tags) as string[],
    params: parseStored(row.params) as ValueObject,
    environment: row.environment === null ? {} : (parsePlainJson(row.environment) as ValueObject),
    git: row.git === null ? null : (JSON.parse(row.git) as GitState),
    isImported: row.isImported === 1,
    hasProperties: row.hasProperties === 1,
    hasArtifacts: row.hasArtifacts === 1,
    hasSeries: row.hasSeries === 1,
  };
}

/** A text of an environment, such as its `host`; null when it has none. */
export const textIn = (environment: ValueObject, key: string): string | null => {
  const value: Value | undefined = environment[key];
  return typeof value === "string" ? value : null;
};
