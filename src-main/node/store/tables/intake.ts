import type { RunId } from "../../../core/model/ids.ts";
import type { RunStatus } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** How far a run's event file was taken in, and what was wrong with it. */
export type Intake = {
  /** Bytes. */
  readonly position: number;
  /** Whether a line that is too long began before the position. */
  readonly skipping: boolean;
  readonly lines: number;
  readonly bad: number;
  /** The first of them. */
  readonly problems: readonly string[];
  /** Of a script that was started by hand: where it runs. Null for other runs. */
  readonly host: string | null;
};

const nothing: Intake = { position: 0, skipping: false, lines: 0, bad: 0, problems: [], host: null };

type IntakeRow = Omit<Intake, "skipping" | "problems"> & { skipping: number; problems: string };

/** Null: nothing of it was taken in. */
export function intakeOf(database: Writable, run: RunId): Intake | null {
  const row = statement(
    database,
    "SELECT position, skipping, lines, bad, problems, host FROM run_intake WHERE run = ?",
  ).get(run) as IntakeRow | undefined;
  if (row === undefined) return null;
  return { ...row, skipping: row.skipping === 1, problems: JSON.parse(row.problems) as string[] };
}

export const intakeOrNothing = (database: Writable, run: RunId): Intake => intakeOf(database, run) ?? nothing;

export function setIntake(database: Writable, run: RunId, intake: Intake): void {
  statement(
    database,
    "INSERT OR REPLACE INTO run_intake (run, position, skipping, lines, bad, problems, host) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ).run(
    run,
    intake.position,
    intake.skipping ? 1 : 0,
    intake.lines,
    intake.bad,
    JSON.stringify(intake.problems),
    intake.host,
  );
}
/** A command that `signet exec` started, whose run has not ended. */
export type ActiveCommand = {
  readonly id: RunId;
  readonly status: RunStatus;
  readonly owner: string;
  /** Identity of its process; null when that was not recorded. */
  readonly process: string | null;
};

export function activeCommands(database: Writable): ActiveCommand[] {
  return statement(
    database,
    `SELECT runs.id, runs.status, runs.owner, runs.process FROM runs
       LEFT JOIN run_intake ON run_intake.run = runs.id
     WHERE runs.kind = 'script' AND runs.status IN ('queued', 'starting', 'running', 'finalizing')
       AND run_intake.host IS NULL`,
  ).all() as ActiveCommand[];
}
