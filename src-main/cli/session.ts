import { homedir } from "node:os";
import { join, relative } from "node:path";
import type { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { err, ok, type Result } from "../core/base/result.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import { type RunId, runId } from "../core/model/ids.ts";
import { openServices, type Services } from "../node/app/services.ts";
import { roomRemedy, unwritableText } from "../node/app/unwritable-text.ts";
import { chosenLibrary } from "../node/host/library-path.ts";
import { saysDamaged, saysUnwritable } from "../node/store/check-database.ts";
import {
  newestRun,
  runExists,
  runsBeginning,
  runsNumbered,
  stepRunOf,
} from "../node/store/tables/run-lookups.ts";
import { withUndo } from "./interrupts.ts";
import type { ShownFailure } from "./output.ts";
import { countOf, withProgress } from "./progress-line.ts";

export const appVersion = packageJson.version;

/** What a command comes to: an exit code, or why it could not be done. */
export type Outcome = Result<number, ShownFailure>;
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

/**
 * Opens the library of a command line, does the work, and closes it whatever happens. What `makesRoom` is done on a full disk
 * too.
 */
export async function withServices(
  command: Command,
  work: (services: Services) => Promise<Outcome>,
  { makesRoom = false }: { readonly makesRoom?: boolean } = {},
): Promise<Outcome> {
  const json = (command.opts() as { json?: boolean }).json === true;
  const opened = await withProgress({ json }, (tell) =>
    openServices({
      library: libraryFolder(command),
      resources: join(appFolder, "resources"),
      appVersion,
      makesRoom,
      onRebuild: (done, all) => tell(`Making the search index anew: ${countOf(done, all)} runs`),
    }),
  );
  if (!opened.ok) return opened;
  return withUndo(opened.value.library.leave, async () => {
    try {
      return await work(opened.value);
    } catch (error) {
      return libraryFailure(opened.value.library, error);
    } finally {
      await opened.value.close();
    }
  });
}

/** What a command comes to that would have to write to a library that cannot be written. */
export const unwritable = (library: Services["library"]): Outcome =>
  err({
    kind: "library",
    message: unwritableText(library.folder, library.unwritable),
    diagnostics: [],
  });

/** A library that cannot be written or read (a full or read-only disk, damage) is an answer; everything else is a bug. */
function libraryFailure(library: Services["library"], error: unknown): Outcome {
  const { name, message, path } = error as NodeJS.ErrnoException;
  const { folder } = library;
  const isItsOwn = name === "SqliteError" || (path !== undefined && !relative(folder, path).startsWith(".."));
  if (!isItsOwn) throw error;
  if (library.unwritable !== null && saysUnwritable(error)) return unwritable(library);
  const isDamaged = saysDamaged(error);
  // The next command looks through all of it, and says what can be done.
  if (isDamaged) library.mark.accuse();
  const remedy = isDamaged ? ". `signet doctor` says more" : roomRemedy(folder, message);
  return err({
    kind: "library",
    message: `The library ${folder} cannot be used: ${message}${remedy}`,
    diagnostics: [],
  });
}

/**
 * The run meant by `41`, `#41`, an id or the unique beginning of one, `latest`, and with `/step` behind it the run of
 * that step.
 */
export function resolveRun(services: Services, reference: string): Result<RunId, Failure> {
  const { database } = services.library;
  if (runExists(database, runId(reference))) return ok(runId(reference));
  const slash = reference.indexOf("/");
  if (slash > 0) {
    const parent = resolveRun(services, reference.slice(0, slash));
    if (!parent.ok) return parent;
    const step = reference.slice(slash + 1);
    const found = stepRunOf(database, parent.value, step);
    return found === null
      ? err(inputFailure(`Run ${reference.slice(0, slash)} has no step ${step}`))
      : ok(found);
  }
  const [only, second] = candidates(database, reference);
  if (only === undefined)
    return err(inputFailure(`There is no run ${reference}: \`signet runs\` lists them`));
  if (second !== undefined)
    return err(inputFailure(`Several runs begin with ${reference}: write more of the id`));
  return ok(only);
}

/** Shorter beginnings of ids are not looked up: they would be numbers or typing errors. */
const shortestBeginning = 4;

function candidates(database: Services["library"]["database"], reference: string): RunId[] {
  if (reference === "latest") {
    const newest = newestRun(database);
    return newest === null ? [] : [newest];
  }
  const number = /^#?(\d{1,15})$/.exec(reference)?.[1];
  if (number !== undefined) return runsNumbered(database, Number(number));
  if (reference.length < shortestBeginning) return [];
  const asWritten = runsBeginning(database, reference);
  // Our own ids are in capitals; people type what is easier.
  return asWritten.length > 0 ? asWritten : runsBeginning(database, reference.toUpperCase());
}
