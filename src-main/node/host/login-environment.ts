import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";

type Variables = { readonly [name: string]: string | undefined };

/** How long a shell may take to read its start-up files, in milliseconds. */
const longest = 10_000;

/** What a shell keeps for itself. */
const ofTheShell: ReadonlySet<string> = new Set(["_", "OLDPWD", "PWD", "SHLVL"]);

/** Whether a process with these variables was started from a terminal, and so has what the user's shell sets up. */
export const isFromTerminal = ({ TERM }: Variables): boolean =>
  TERM !== undefined && TERM !== "" && TERM !== "dumb";

/**
 * The variables that a new terminal would have. A program that a desktop starts lacks what the start-up files of the
 * user's shell set (`PATH` above all), so steps would find other programs than in the terminal, and count as changed.
 * Fails with a sentence when the shell cannot be started, takes longer than ten seconds, or does not answer.
 */
export async function loginEnvironment(env: Variables): Promise<Result<Variables, string>> {
  const shell = env.SHELL || userInfo().shell || "/bin/sh";
  const folder = await mkdtemp(join(tmpdir(), "signet-env-"));
  const file = join(folder, "variables");
  try {
    // Into a file of its own, for start-up files print what they like. Every shell understands this much.
    const failure = await run(shell, ["-i", "-l", "-c", `env -0 > '${file}'`], env);
    if (failure !== null) return err(`the login shell ${shell} ${failure}`);
    const variables = parsed(await readFile(file, "utf8"));
    return variables.PATH === undefined ? err(`the login shell ${shell} did not answer`) : ok(variables);
  } catch (error) {
    return err(`the login shell ${shell} did not answer: ${(error as Error).message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null when it ended well. It gets a session of its own, so that it cannot take a terminal, and is ended as a whole. */
function run(shell: string, args: readonly string[], env: Variables): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(shell, args, { env, stdio: "ignore", detached: true });
    const timer = setTimeout(() => {
      resolve(`took longer than ${longest / 1000} seconds`);
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, longest);
    timer.unref();
    child.once("error", ({ message }) => {
      clearTimeout(timer);
      resolve(`could not be started: ${message}`);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      resolve(code === 0 ? null : `ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}

function parsed(text: string): Variables {
  const entries = text.split("\0").flatMap((line): [string, string][] => {
    const equals = line.indexOf("=");
    return equals < 1 ? [] : [[line.slice(0, equals), line.slice(equals + 1)]];
  });
  return Object.fromEntries(entries.filter(([name]) => !ofTheShell.has(name)));
}
