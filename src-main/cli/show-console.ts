import { setTimeout as wait } from "node:timers/promises";
import { readLogPiece } from "../node/app/log-piece.ts";

/** How often a console is looked at that is shown, in milliseconds, and how much of it at once. */
const showInterval = 50;
const pieceSize = 256 * 1024;

/** Shows a console as it grows, until the signal and then what is left of it. */
export async function showConsole(log: string, to: NodeJS.WriteStream, ended: AbortSignal): Promise<void> {
  for (let offset = 0; ; ) {
    const isLast = ended.aborted;
    for (;;) {
      const piece = await readLogPiece(log, offset, pieceSize);
      if (piece.text !== "" && !to.destroyed) to.write(piece.text);
      offset = piece.next;
      if (piece.next >= piece.size) break;
    }
    if (isLast) return;
    await wait(showInterval, undefined, { signal: ended }).catch(() => {});
  }
}
