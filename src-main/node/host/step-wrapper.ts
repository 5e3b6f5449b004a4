import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { constants as system } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** How a step's command ended by itself. */
export type CommandEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "killed"; readonly signal: string };

/**
 * Runs the words after the first one, waits, and says in the file named by the first how they ended, so that this is known
 * whatever has become of Signet. The shell's own standard error is that file: of a command that a signal ended it says so
 * there, in whatever words, which tells that status from an exit code above 128. The place of its first line is taken
 * before, so that a disk which the command fills has room for it. Signals that are sent to the group reach
 * the command too; the shell waits on for it. When the one that started it is gone, what the command wrote is made
 * durable first, for a reboot may come before anybody looks, and some ticks of the file system's clock are let go by: what
 * is as old as the record then was written after it.
 */
const script = `trap : HUP INT QUIT TERM USR1 USR2
exec 3>&2 2>"$0"
printf "%-31s\\n" begun >&2
( exec "$@" 2>&3 3>&- )
status=$?
ended="ended $status\${BASH_VERSION:+ unsure}"
exec 3>&- >/dev/null
if kill -0 "$PPID" 2>/dev/null
then printf "%-31s\\n" "$ended" 1<>"$0"
else sync; sleep 0.02; printf "%-31s\\n" "$ended synced" 1<>"$0"; sync
fi
exit $status
`;

/** The words that run a command and leave its status at `exitFile`. */
export const wrapped = (argv: readonly string[], exitFile: string): [string, ...string[]] => [
  "/bin/sh",
  "-c",
  script,
  exitFile,
  ...argv,
];

/** `isSynced`: it and all that was written before it would have outlived a loss of power. */
export type ExitRecord = { readonly end: CommandEnd; readonly isSynced: boolean };

/** What the wrapper left; null as long as the command has not ended. */
export function readExit(exitFile: string): ExitRecord | null {
  let text: string;
  try {
    text = readFileSync(exitFile, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const found = /^ended (\d{1,3})( unsure)?( synced)? *\n/.exec(text);
  if (found === null) return null;
  const status = Number(found[1]);
  // Some shells say nothing of a signal; an exit code that looks like one is rarer than the signal.
  const saysSignal = text.length > found[0].length || found[2] !== undefined;
  const signal = status > 128 && saysSignal ? signalNamed(status - 128) : null;
  return {
    end: signal === null ? { kind: "exited", code: status } : { kind: "killed", signal },
    isSynced: found[3] !== undefined,
  };
}

const signalNamed = (number: number): string | null =>
  Object.entries(system.signals).find(([, value]) => value === number)?.[0] ?? null;

/** Why a program cannot be started; null when it can. The wrapper's shell would only print it. */
export function programProblem(program: string, cwd: string, path: string): string | null {
  if (program.includes("/")) {
    const place = resolve(cwd, program);
    if (isProgram(place)) return null;
    return statSync(place, { throwIfNoEntry: false }) === undefined
      ? `${program} is not there`
      : `${program} is not executable`;
  }
  const isFound = path.split(delimiter).some((folder) => isProgram(join(resolve(cwd, folder), program)));
  return isFound ? null : `${program} was not found on PATH`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
