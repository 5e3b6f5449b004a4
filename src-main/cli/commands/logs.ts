import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { isActive } from "../../core/model/run.ts";
import { consolePlace } from "../../node/app/console-place.ts";
import { readLogPiece } from "../../node/app/log-piece.ts";
import type { Services } from "../../node/app/services.ts";
import { type ConsoleRun, consoleRuns, statusOf } from "../../node/store/tables/run-lookups.ts";
import { answering, bold, exitCodes, print, put, withoutControl } from "../output.ts";
import { type Finish, resolveRun, withServices } from "../session.ts";

const pieceSize = 1 << 20;
/** How often a followed console is looked at, in milliseconds. */
const followInterval = 200;

type LogOptions = { follow?: boolean; json?: boolean };

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
          const steps = consoleRuns(services.library.database, id.value);
          if (options.json) {
            answering();
            await put('{\n  "logs": [');
            for (const [index, step] of steps.entries()) {
              await put(index === 0 ? "\n    " : ",\n    ");
              await printLogJson(services, step);
            }
            await put(steps.length > 0 ? "\n  ]\n}\n" : "]\n}\n");
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

/** Piece by piece, because a console may be larger than the memory. */
async function printLogJson(services: Services, { id, step, source }: ConsoleRun): Promise<void> {
  const path = consolePlace(services.library, source);
  await put(`{"run": ${JSON.stringify(id)}, "step": ${JSON.stringify(step)}, "text": "`);
  for (let offset = 0; !process.stdout.destroyed; ) {
    const piece = await readLogPiece(path, offset, pieceSize);
    await put(JSON.stringify(piece.text).slice(1, -1));
    offset = piece.next;
    if (piece.next >= piece.size) break;
  }
  await put('"}');
}

async function printLog(services: Services, step: ConsoleRun, follow: boolean): Promise<void> {
  const path = consolePlace(services.library, step.source);
  for (let offset = 0; ; ) {
    // Asked before reading: what was written before the end is then surely read.
    const active = follow && isActive(statusOf(services.library.database, step.id) ?? "interrupted");
    const piece = await readLogPiece(path, offset, pieceSize);
    // Nobody reads on: following would never end.
    if (process.stdout.destroyed) return;
    await put(process.stdout.isTTY ? withoutControl(piece.text) : piece.text);
    offset = piece.next;
    if (piece.next < piece.size) continue;
    if (!active) return;
    await wait(followInterval);
  }
}
