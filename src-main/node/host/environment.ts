import { execFile } from "node:child_process";
import { cpus, hostname, release, totalmem, userInfo } from "node:os";
import type { Environment, GitState } from "../../core/model/run.ts";
import { isSecretName } from "../../core/model/secret-names.ts";

/** What is recorded of the machine. `names` are the variables that the steps declared. */
export async function readEnvironment(
  python: string | null,
  names: readonly string[],
  env: { readonly [name: string]: string | undefined },
): Promise<Environment> {
  const version = python === null ? null : await output(python, ["-V"], ".");
  const shown = [...new Set(names)].filter((name) => !isSecretName(name)).sort();
  return {
    os: `${process.platform} ${release()}`,
    host: hostname(),
    user: userName(env),
    python: version === null ? null : version.replace(/^Python /, ""),
    hardware: hardwareText(),
    variables: Object.fromEntries(shown.map((name) => [name, env[name] ?? null])),
    packages: {},
  };
}

/** The processors and the memory of this machine in words; the Python package writes the same. */
function hardwareText(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() || "processors";
  return `${processors.length} × ${model}, ${Math.round(totalmem() / 1e9)} GB of memory`;
}

/** A container's user may have no entry in the system's list of users. */
function userName(env: { readonly [name: string]: string | undefined }): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER ?? String(process.getuid?.() ?? "unknown");
  }
}

/** The state of the git checkout that holds a folder; null when there is none, or no git. */
export async function readGit(folder: string): Promise<GitState | null> {
  const [head, status] = await Promise.all([
    output("git", ["rev-parse", "HEAD", "--abbrev-ref", "HEAD"], folder),
    output("git", ["--no-optional-locks", "status", "--porcelain", "--untracked-files=no"], folder),
  ]);
  const [commit, branch] = head?.split("\n") ?? [];
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  return {
    commit,
    branch: branch === undefined || branch === "HEAD" ? null : branch,
    dirty: (status ?? "") !== "",
  };
}

/** Longer ones are no change that a person made. */
const longestDiff = 8 * 1024 * 1024;

/** What of a checkout's tracked files is not committed, as `git diff` prints it; null when there is nothing, or no git. */
export function readGitDiff(folder: string): Promise<string | null> {
  const args = ["--no-optional-locks", "diff", "--no-color", "--no-ext-diff", "--binary", "HEAD"];
  return new Promise((resolve) => {
    const limits = { cwd: folder, timeout: 5_000, maxBuffer: longestDiff, encoding: "utf8" } as const;
    execFile("git", args, limits, (error, stdout) =>
      resolve(error === null && stdout !== "" ? stdout : null),
    );
  });
}

/** A command's trimmed output, or null when it failed or took more than two seconds. */
function output(program: string, args: string[], cwd: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, timeout: 2_000, encoding: "utf8" }, (error, stdout) =>
      resolve(error === null ? stdout.trim() : null),
    );
  });
}
