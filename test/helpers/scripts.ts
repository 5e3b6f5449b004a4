import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ulid } from "ulid";
import { type RunId, runId } from "../../src-main/core/model/ids.ts";
import type { RunDetail } from "../../src-main/core/model/run.ts";
import { detailOf } from "../../src-main/node/app/run-detail.ts";
import type { Services } from "../../src-main/node/app/services.ts";

export type Event = { readonly type: string; readonly [key: string]: unknown };

export const lines = (events: readonly (Event | string)[]): string =>
  events.map((event) => `${typeof event === "string" ? event : JSON.stringify(event)}\n`).join("");

/** A folder in a library's inbox, as a script leaves it. */
export function leaveInInbox(
  library: string,
  events: readonly (Event | string)[],
  files: { readonly [path: string]: string } = {},
): { readonly id: RunId; readonly folder: string } {
  const id = ulid();
  const folder = join(library, "inbox", id);
  mkdirSync(join(folder, "files"), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  appendFileSync(join(folder, "events.jsonl"), lines(events));
  return { id: runId(id), folder };
}

/** How this process is named in a `start` event: it goes on. */
export function thisProcess(): { pid: number; processStart: string; boot: string } {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const processStart = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return {
    pid: process.pid,
    processStart,
    boot: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
  };
}

/** A process that is gone. */
export const gone = { pid: 999_999_999, processStart: "1", boot: "gone" };

export function detail(services: Services, id: RunId): RunDetail {
  const found = detailOf(services, id);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

/**
 * A real program, in Python, that appends events to `file` as an SDK does: its own start, then `points` metrics `loss`,
 * with a flush after each `batch`, then its end. After a batch it waits `pause` seconds, or, `told`, for a line.
 */
const writer = `
import json, os, sys, time
file, points, batch, pause = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
os.makedirs(os.path.dirname(file), exist_ok=True)
out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def write(events): os.write(out, "".join(json.dumps(e) + "\\n" for e in events).encode())
stat = open("/proc/self/stat").read(); start = stat[stat.rindex(")") + 2:].split(" ")[19]
boot = open("/proc/sys/kernel/random/boot_id").read().strip()
write([dict(type="start", version=1, project="tests", name="writer", params=dict(n=points), command="python writer.py",
            cwd=os.getcwd(), pid=os.getpid(), processStart=start, boot=boot, host=os.uname().nodename)])
for first in range(0, points, batch):
    write([dict(type="metric", name="loss", value=i / 7, step=i) for i in range(first, min(points, first + batch))])
    if pause == "told": sys.stdin.readline()
    elif pause != "0": time.sleep(float(pause))
write([dict(type="end", status="succeeded", exitCode=0)])
`;

/** Starts the writer; resolves when it has ended. */
export const runWriter = (file: string, points: number, batch: number, pause: number): Promise<void> =>
  startWriter(file, points, batch, pause).ended;

/** Starts the writer; `goOn` tells it to write the next batch. */
export function startWriter(file: string, points: number, batch: number, pause: number | "told") {
  const child = spawn("python3", ["-c", writer, file, String(points), String(batch), String(pause)], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`the writer ended with ${code}`)),
    );
  });
  return { ended, goOn: () => void child.stdin.write("\n") };
}
