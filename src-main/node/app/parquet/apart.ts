import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TableAnswer } from "../../../core/contract/run-contents.ts";
import type { FileDiff } from "../../../core/model/content-diff.ts";
import { scriptBeside } from "../../host/script-beside.ts";
import type { ParquetAnswer, ParquetTask } from "./parquet-process.ts";

/** Milliseconds after which reading is given up. */
const longest = 20_000;
/** Mebibytes that what is read may take in memory, beside the bytes themselves. */
const memory = 768;

/** The first rows of a Parquet file that may be anybody's; why not, where it cannot be read. */
export async function readParquet(path: string, limit: number, time = longest): Promise<TableAnswer> {
  const answer = await apart({ kind: "rows", path, limit }, time);
  return typeof answer === "string" ? { kind: "unreadable", why: answer } : (answer as TableAnswer);
}

/** What differs between two Parquet files. */
export async function diffParquet(from: string, to: string): Promise<FileDiff> {
  const answer = await apart({ kind: "diff", from, to }, longest);
  return typeof answer === "string" ? { kind: "text", why: answer } : (answer as FileDiff);
}

/**
 * Reads in a process of its own. A small file can ask for more time and memory than there are, and a thread that has no more
 * memory takes its process with it. Answers why, where there is no answer.
 */
function apart(task: ParquetTask, time: number): Promise<ParquetAnswer | string> {
  const child = fork(fileURLToPath(scriptBeside("parquet-process", import.meta.url)), [], {
    serialization: "advanced",
    execArgv: [`--max-old-space-size=${memory}`],
    // In the window's process the program is Electron, which runs as plain Node with this.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  return new Promise((resolve) => {
    const done = (answer: ParquetAnswer | string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(answer);
    };
    const timer = setTimeout(() => done(`Reading it takes longer than ${time / 1_000} s`), time);
    child.once("message", (answer: ParquetAnswer) => done(answer));
    child.once("error", ({ message }) => done(`It could not be read: ${message}`));
    child.once("exit", () => done("Reading it takes more memory than is given to it"));
    child.send(task, () => {});
  });
}
