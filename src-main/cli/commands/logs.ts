import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import type { RunId } from "../../core/model/ids.ts";
import { isActive, type RunStatus } from "../../core/model/run.ts";
import { readLogPiece } from "../../node/app/log-piece.ts";
import type { Services } from "../../node/app/services.ts";
import { consoleFile } from "../../node/host/local-executor.ts";
import { bold, exitCodes, print, printJson, withoutControl } from "../output.ts";
import { type Finish, resolveRun, withServices } from "../session.ts";

const pieceSize = 1 << 20;
/** How often a followed console is looked at, in milliseconds. */
const followInterval = 200;

type LogOptions = { follow?: boolean; json?: boolean };
type LoggedStep = { id: RunId; step: string | null; source: string; status: RunStatus };

export function addLogsCommand(program: Command, finish: Finish): void {
  program
    .command("logs")
    .description("Print what a run's steps wrote to their console")
    .argument("<run>", "a number (41), an id or its beginning, `latest`; with /step behind it one step")
    .option("-f, --follow", "go on until the run ends")
    .option("--json", "print one JSON document")
    .action(async (reference: string, options: LogOptions, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const id = resolveRun(services, reference);
          if (!id.ok) return id;
          const steps = loggedSteps(services, id.value);
          if (options.json) {
            const texts = await Promise.all(
              steps.map(async (step) => ({
                run: step.id,
                step: step.step,
                text: await wholeLog(services, step),
              })),
            );
            printJson({ logs: texts });
          } else
            for (const step of steps) {
              if (steps.length > 1) print(bold(`── ${step.step}`));
              await printLog(services, step, options.follow ?? false);
            }
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}

/** The run itself if it is a step, else its steps. A reused step's console is that of the run it came from. */
function loggedSteps({ library }: Services, id: RunId): LoggedStep[] {
  return library.database
    .prepare(
      `SELECT id, step, coalesce(origin, id) AS source, status FROM runs
       WHERE (id = ? AND kind <> 'pipeline') OR parent = ? ORDER BY position`,
    )
    .all(id, id) as LoggedStep[];
}

async function wholeLog(services: Services, { source }: LoggedStep): Promise<string> {
  const path = join(services.library.runFolder(source), consoleFile);
  const { size } = await readLogPiece(path, 0, 0);
  return (await readLogPiece(path, 0, size)).text;
}

async function printLog(services: Services, step: LoggedStep, follow: boolean): Promise<void> {
  const path = join(services.library.runFolder(step.source), consoleFile);
  const status = services.library.database.prepare("SELECT status FROM runs WHERE id = ?").pluck();
  for (let offset = 0; ; ) {
    // Asked before reading: what was written before the end is then surely read.
    const active = follow && isActive(status.get(step.id) as RunStatus);
    const piece = await readLogPiece(path, offset, pieceSize);
    // Nobody reads on: following would never end.
    if (process.stdout.destroyed) return;
    process.stdout.write(process.stdout.isTTY ? withoutControl(piece.text) : piece.text);
    offset = piece.next;
    if (piece.next < piece.size) continue;
    if (!active) return;
    await wait(followInterval);
  }
}
