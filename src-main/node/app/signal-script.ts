import type { RunId } from "../../core/model/ids.ts";
import { isAlive, pidOf } from "../host/process-identity.ts";
import { intakeOf } from "../store/tables/intake.ts";
import { processOf } from "../store/tables/run-lookups.ts";
import type { Library } from "./library.ts";

/**
 * Interrupts the process of a script of this machine, as Ctrl-C would: it may end as it sees fit, and says how; or kills it.
 * Of `signet exec` all of the command's group is reached. False when there is no such process.
 */
export function signalScript(
  { database }: Pick<Library, "database">,
  run: RunId,
  signal: "SIGINT" | "SIGKILL",
): boolean {
  const identity = processOf(database, run);
  if (identity === null || !isAlive(identity)) return false;
  const pid = pidOf(identity);
  if (pid === null) return false;
  const isExecuted = intakeOf(database, run)?.host == null;
  process.kill(isExecuted ? -pid : pid, signal);
  return true;
}
