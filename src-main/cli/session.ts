import { homedir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { err, type Result } from "../core/base/result.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import { type RunId, runId } from "../core/model/ids.ts";
import { openServices, type Services } from "../node/app/services.ts";
import { chosenLibrary } from "../node/host/library-path.ts";

export const appVersion = packageJson.version;

/** What a command comes to: an exit code, or why it could not be done. */
export type Outcome = Result<number, Failure>;
export type Finish = (outcome: Outcome) => void;

/** The folder of the app: this file is built to `out/main`. */
export const appFolder = join(
  import.meta.dirname ?? "",
  "..",
  "..",
  ...(import.meta.filename?.includes("chunks") ? [".."] : []),
);

export function libraryFolder(command: Command): string {
  const argument = (command.optsWithGlobals() as { library?: string }).library ?? null;
  return chosenLibrary({
    argument,
    env: process.env,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
  });
}

/** Opens the library of a command line, does the work, and closes it whatever happens. */
export async function withServices(
  command: Command,
  work: (services: Services) => Promise<Outcome>,
): Promise<Outcome> {
  const opened = await openServices({
    library: libraryFolder(command),
    exampleSource: join(appFolder, "resources", "examples", "iris"),
    appVersion,
  });
  if (!opened.ok) return opened;
  try {
    return await work(opened.value);
  } catch (error) {
    return libraryFailure(opened.value.library.folder, error);
  } finally {
    await opened.value.close();
  }
}

/** A library that cannot be written or read (a full or read-only disk, damage) is an answer; everything else is a bug. */
function libraryFailure(folder: string, error: unknown): Outcome {
  const { name, message, path } = error as NodeJS.ErrnoException;
  const isItsOwn = name === "SqliteError" || (path !== undefined && !relative(folder, path).startsWith(".."));
  if (!isItsOwn) throw error;
  return err({
    kind: "library",
    message: `The library ${folder} cannot be used: ${message}`,
    diagnostics: [],
  });
}

/**
 * The run meant by `41`, `#41`, an id or the unique beginning of one, `latest`, and with `/step` behind it the run of
 * that step.
 */
export function resolveRun(services: Services, reference: string): Result<RunId, Failure> {
  const { database } = services.library;
  const exact = database.prepare("SELECT id FROM runs WHERE id = ?").pluck().get(reference) as
    | string
    | undefined;
  if (exact !== undefined) return { ok: true, value: runId(exact) };
  const slash = reference.indexOf("/");
  if (slash > 0) {
    const parent = resolveRun(services, reference.slice(0, slash));
    if (!parent.ok) return parent;
    const step = reference.slice(slash + 1);
    const found = database
      .prepare("SELECT id FROM runs WHERE parent = ? AND step = ?")
      .pluck()
      .get(parent.value, step) as string | undefined;
    return found === undefined
      ? err(inputFailure(`Run ${reference.slice(0, slash)} has no step ${step}`))
      : { ok: true, value: runId(found) };
  }
  const number = /^#?(\d{1,15})$/.exec(reference)?.[1];
  const candidates =
    reference === "latest"
      ? database.prepare("SELECT id FROM runs WHERE parent IS NULL ORDER BY seq DESC LIMIT 1").pluck().all()
      : number !== undefined
        ? database.prepare("SELECT id FROM runs WHERE number = ?").pluck().all(Number(number))
        : reference.length < 4
          ? []
          : database
              .prepare("SELECT id FROM runs WHERE substr(id, 1, ?) = ? LIMIT 2")
              .pluck()
              .all(reference.length, reference.toUpperCase());
  const [only, second] = candidates as string[];
  if (only === undefined)
    return err(inputFailure(`There is no run ${reference}: \`signet runs\` lists them`));
  if (second !== undefined)
    return err(inputFailure(`Several runs begin with ${reference}: write more of the id`));
  return { ok: true, value: runId(only) };
}
