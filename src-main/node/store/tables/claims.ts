import { resolve, sep } from "node:path";
import type { RunId, Signature } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

export type Claim = {
  readonly signature: Signature;
  /** Absolute paths in the workspace that the command writes itself. */
  readonly places: readonly string[];
};

type ActiveRow = { signature: string | null; workspace: string; inPlace: string | null };

/**
 * Whether a step of another pipeline run, in this process or another, is computing this signature now or writing at one of
 * these places. Ask inside the transaction that makes the claim.
 */
export function isTaken(database: Writable, stepRun: RunId, claim: Claim): boolean {
  if (!anotherRuns(database, stepRun)) return false;
  // The first condition lets SQLite use the index of active runs, the second keeps what only waits out.
  const rows = statement(
    database,
    `SELECT signature, workspace, json_extract(fingerprint, '$.inPlace') AS inPlace FROM runs
       WHERE status IN ('queued', 'starting', 'running', 'finalizing') AND status IN ('starting', 'running', 'finalizing')
         AND kind = 'step' AND parent <> (SELECT parent FROM runs WHERE id = ?)`,
  ).all(stepRun) as ActiveRow[];
  return rows.some(
    ({ signature, workspace, inPlace }) =>
      signature === claim.signature ||
      placesOf(workspace, JSON.parse(inPlace ?? "{}")).some((place) =>
        claim.places.some((mine) => overlap(place, mine)),
      ),
  );
}

/**
 * Whether the pipeline of another run is being run: that run is `running` as long as one of its steps is not over. Spares
 * looking at all steps of this one that wait for the disk.
 */
function anotherRuns(database: Writable, stepRun: RunId): boolean {
  const found = statement(
    database,
    `SELECT 1 FROM runs
       WHERE status IN ('queued', 'starting', 'running', 'finalizing') AND status = 'running'
         AND kind = 'pipeline' AND id <> (SELECT parent FROM runs WHERE id = ?) LIMIT 1`,
  ).get(stepRun);
  return found !== undefined;
}

/** Absolute paths of a fingerprint's `inPlace`. */
export const placesOf = (workspace: string, inPlace: { readonly [port: string]: string }): string[] =>
  Object.values(inPlace).map((path) => resolve(workspace, path));

const overlap = (a: string, b: string): boolean =>
  a === b || a.startsWith(`${b}${sep}`) || b.startsWith(`${a}${sep}`);
