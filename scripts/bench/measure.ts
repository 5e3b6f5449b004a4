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

/** When the bench as a whole has to be done, by `performance.now()`; what is not begun by then is left out. */
let deadline = Number.POSITIVE_INFINITY;

/** Gives the bench so many seconds from now on. */
export function endWithin(seconds: number): void {
  deadline = performance.now() + seconds * 1_000;
}

const secondsLeft = (): number => (deadline - performance.now()) / 1_000;

export const leftOut = "left out to save time";

/**
 * Measures its child and nothing of itself; Python is there wherever steps are, `/usr/bin/time` is not. What takes too long
 * is killed with all that it started in its group.
 */
const watcher = `
import json, os, resource, signal, sys, time
limit = float(sys.argv.pop(1))
before = resource.getrusage(resource.RUSAGE_CHILDREN)
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, setpgroup=0, file_actions=[
  (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
  (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
def end(*_):
  os.killpg(pid, signal.SIGKILL)
  print(json.dumps([-1]))
  sys.stdout.flush()
  os._exit(0)
signal.signal(signal.SIGALRM, end)
signal.setitimer(signal.ITIMER_REAL, limit)
_, status = os.waitpid(pid, 0)
signal.setitimer(signal.ITIMER_REAL, 0)
seconds = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, used.ru_maxrss]))
`;

/** Runs a program to its end. A text says why there is no measurement: it failed, or took too long. */
export function measured({ words, cwd, env, limit = 900 }: Call): Measured | string {
  const most = Math.min(limit, secondsLeft());
  if (most <= 0) return leftOut;
  const { stdout, stderr } = spawnSync("python3", ["-c", watcher, String(most), ...words], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const [status, seconds = 0, cpuSeconds = 0, kilobytes = 0] = JSON.parse(stdout || "[1]") as number[];
  if (status === -1) return `gave up after ${Math.round(most)} s`;
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

/** Rounds that are made at least, and at most, when several things are to be held against each other. */
const leastRounds = 10;
const mostRounds = 40;
/** By what part the third fastest run may be slower than the fastest, when that is taken for what it takes undisturbed. */
const agreement = 0.02;

/** One of several that are run in turn; `before` each run, unmeasured. */
export type Turn = Call & { readonly before?: () => void };

/**
 * Runs several things in turn, so that what disturbs one disturbs the others, until each has come three times to about the
 * same fastest time: that is what it takes, and no luck. For small differences between them, which are lost in what others
 * at work on the machine take. Ends with the first that fails, or when it has become too many.
 */
export function inTurn(turns: readonly Turn[]): readonly Series[] {
  const all = turns.map((): Measured[] => []);
  for (let round = 0; round < mostRounds; round += 1) {
    for (const [index, { before, ...call }] of turns.entries()) {
      before?.();
      const one = measured(call);
      if (typeof one === "string") return all.map((runs) => ({ runs, problem: one }));
      all[index]?.push(one);
    }
    if (round + 1 >= leastRounds && all.every(hasSettled)) break;
  }
  return all.map((runs) => ({ runs, problem: null }));
}

function hasSettled(runs: readonly Measured[]): boolean {
  const [first = 0, , third = Number.NaN] = sortedBy({ runs }, "seconds");
  return third <= first * (1 + agreement);
}

export const notMeasured = (problem: string): Series => ({ runs: [], problem });

type Quantity = keyof Measured;

const sortedBy = ({ runs }: Pick<Series, "runs">, what: Quantity): number[] =>
  runs.map((one) => one[what]).toSorted((a, b) => a - b);

/** NaN without runs. */
export function median(of: Series, what: Quantity = "seconds"): number {
  const values = sortedBy(of, what);
  const [low = Number.NaN, high = low] = values.slice(Math.floor((values.length - 1) / 2));
  return values.length % 2 === 0 ? (low + high) / 2 : low;
}

/** The run that others at work on the machine disturbed least. NaN without runs. */
export const fastest = (of: Series): number => sortedBy(of, "seconds")[0] ?? Number.NaN;

export const worst = (of: Series, what: Quantity = "seconds"): number =>
  sortedBy(of, what).at(-1) ?? Number.NaN;
