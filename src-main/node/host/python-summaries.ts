import { availableParallelism } from "node:os";
import type { ModuleSummary } from "../../core/fingerprint/python/summary.ts";
import type { SummarizeModule } from "../../core/ports/python.ts";
import { sha256 } from "./digest.ts";
import { pause } from "./time-slice.ts";
import { workerPool } from "./worker-pool.ts";

/**
 * Characters of Python beyond which worker threads are sooner done than this one, for all that each must load the parser
 * and get used to it: ten modules of ordinary size.
 */
const worthThreads = 1 << 16;

const threads = workerPool<string, ModuleSummary>("python-worker", availableParallelism());

type Wanted = {
  readonly text: string;
  readonly resolve: (summary: ModuleSummary) => void;
  readonly reject: (error: unknown) => void;
};

let wanted: Wanted[] = [];

/** Parses Python: here, or in worker threads when what is asked for at one time is worth it. */
export const summarizeModule: SummarizeModule = (text) =>
  new Promise((resolve, reject) => {
    wanted.push({ text, resolve, reject });
    // Everything that is asked for before this turn ends is judged together.
    if (wanted.length === 1) setImmediate(perform);
  });

async function perform(): Promise<void> {
  const now = wanted;
  wanted = [];
  const characters = now.reduce((sum, { text }) => sum + text.length, 0);
  if (characters > worthThreads && now.length > 1) {
    for (const { text, resolve, reject } of now) threads.run(text).then(resolve, reject);
    return;
  }
  for (const { text, resolve, reject } of now)
    try {
      await pause();
      // Not at the start: a plan with nothing new to parse does without the parser.
      const { summarize } = await import("../../core/fingerprint/python/parse.ts");
      resolve(summarize(text, sha256));
    } catch (error) {
      reject(error);
    }
}
