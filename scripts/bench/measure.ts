import { spawnSync } from "node:child_process";

/** One run of a program as a whole process. */
export type Measured = {
  /** By the wall's clock. */
  readonly seconds: number;
  /** Of the processor, user and system, of the process and all it waited for. */
  readonly cpuSeconds: number;
  /** The most memory that one of these processes held, in kilobytes. */
  readonly kilobytes: number;
};

export type Call = {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string };
  /** Seconds after which it is given up. */
  readonly limit?: number;
};

/** Measures its child and nothing of itself; Python is there wherever steps are, `/usr/bin/time` is not. */
const watcher = `
import json, os, resource, sys, time
before = resource.getrusage(resource.RUSAGE_CHILDREN)
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
  (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
  (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
_, status = os.waitpid(pid, 0)
seconds = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, used.ru_maxrss]))
`;

/** Runs a program to its end. A text says why there is no measurement: it failed, or took too long. */
export function measured({ words, cwd, env, limit = 900 }: Call): Measured | string {
  const { stdout, stderr, error } = spawnSync("python3", ["-c", watcher, ...words], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: limit * 1_000,
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) return `gave up after ${limit} s`;
  const [status, seconds = 0, cpuSeconds = 0, kilobytes = 0] = JSON.parse(stdout || "[1]") as number[];
  if (status !== 0) return `failed: ${stderr.trim().split("\n").at(-1)?.slice(0, 100) ?? status}`;
  return { seconds, cpuSeconds, kilobytes };
}

/** Several runs of one thing. */
export type Series = { readonly runs: readonly Measured[]; readonly problem: string | null };

/** Runs something several times; `before` each, unmeasured. Ends with the first that fails. */
export function series(rounds: number, call: Call, before: () => void = () => {}): Series {
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    before();
    const one = measured(call);
    if (typeof one === "string") return { runs, problem: one };
    runs.push(one);
  }
  return { runs, problem: null };
}

export const notMeasured = (problem: string): Series => ({ runs: [], problem });

type Quantity = keyof Measured;

const sortedBy = ({ runs }: Series, what: Quantity): number[] =>
  runs.map((one) => one[what]).toSorted((a, b) => a - b);

/** NaN without runs. */
export function median(of: Series, what: Quantity = "seconds"): number {
  const values = sortedBy(of, what);
  const [low = Number.NaN, high = low] = values.slice(Math.floor((values.length - 1) / 2));
  return values.length % 2 === 0 ? (low + high) / 2 : low;
}

export const worst = (of: Series, what: Quantity = "seconds"): number =>
  sortedBy(of, what).at(-1) ?? Number.NaN;
