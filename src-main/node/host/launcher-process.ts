// The process that `launcher.ts` talks to, a line of JSON for each message. It ends with the process that started it; what
// it started goes on.
import type { LaunchReply, LaunchRequest } from "./launcher.ts";
import { startProcess } from "./start-process.ts";

const reply = (message: LaunchReply): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

async function launch({ id, ...command }: LaunchRequest): Promise<void> {
  try {
    const { pid, identity, ended } = await startProcess(command);
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
  for (const line of lines) void launch(JSON.parse(line) as LaunchRequest);
});
process.stdin.on("end", () => process.exit());
process.stdout.on("error", () => process.exit());
// Ready.
process.stdout.write("\n");
