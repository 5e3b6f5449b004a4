import { type FileHandle, open } from "node:fs/promises";

/** In the folder of a step's run: what its command and hooks print. */
export const consoleFile = "console.log";

/** Adds a line of Signet's own to a console, on a line by itself. */
export async function announce(path: string, text: string): Promise<void> {
  const file = await open(path, "a+");
  try {
    await file.appendFile(`${(await endsWithLine(file)) ? "" : "\n"}— ${text} —\n`);
  } finally {
    await file.close();
  }
}

async function endsWithLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
