// The process that `launcher.ts` talks to, a line of JSON for each message. It ends with the process that started it; what
// it started goes on.
import { setImmediate } from "node:timers/promises";
import type { LaunchReply, LaunchRequest } from "./launcher.ts";
import { dropStagedNow } from "./staged-files.ts";
import { startProcess } from "./start-process.ts";

const reply = (message: LaunchReply): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

async function answer({ id, ...asked }: LaunchRequest): Promise<void> {
  try {
    if ("drop" in asked) {
      for (const folder of asked.drop) {
        dropStagedNow(folder);
        // Others that are to be started do not wait for all of it.
        await setImmediate();
      }
      reply({ id, is: "dropped" });
      return;
    }
    const { pid, identity, ended } = await startProcess(asked.start);
    reply({ id, is: "started", pid, identity });
    reply({ id, is: "ended", end: await ended });
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    reply({ id, is: "refused", message, code });
  }
}

let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text: string) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) void answer(JSON.parse(line) as LaunchRequest);
});
process.stdin.on("end", () => process.exit());
process.stdout.on("error", () => process.exit());
// Ready.
process.stdout.write("\n");
