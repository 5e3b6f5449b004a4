import type { RunId } from "../../../core/model/ids.ts";
import { pidOf } from "../../host/process-identity.ts";
import { type GpuUse, gpuUse, groupUse } from "../../host/resource-use.ts";
import { pointsFrom } from "../../store/series/points.ts";
import { appendSeries, nextStep } from "../../store/tables/metrics.ts";
import { setUse } from "../../store/tables/recorded.ts";
import type { Library } from "../library.ts";

/** Measures what running commands use of the machine, about once a second, into their runs' `system.…` series. */
export type ResourceWatch = {
  /** `identity` is that of a process that leads its group. */
  readonly add: (run: RunId, identity: string) => void;
  readonly remove: (run: RunId) => void;
  readonly stop: () => void;
};

/** In milliseconds: the first look is early, as many commands are short. */
const firstInterval = 100;
const interval = 1_000;
/** The part of the time that looking may take: each look goes through all processes of the machine. */
const share = 0.05;

type Watched = {
  readonly leader: number;
  cpuSeconds: number;
  peakMemory: number;
  /** When it was looked at last; null: never. */
  seen: number | null;
  due: number;
  pause: number;
};

type Sample = {
  readonly run: RunId;
  readonly time: number;
  readonly values: readonly (readonly [string, number])[];
};

export function resourceWatch(library: Library, onMeasured: (runs: readonly RunId[]) => void): ResourceWatch {
  const watched = new Map<RunId, Watched>();
  let timer: NodeJS.Timeout | undefined;
  let gpus: readonly GpuUse[] | null | undefined;
  /** When the next look may be, so that very many short commands are not slowed down by theirs. */
  let notBefore = 0;

  const measure = (): void => {
    const now = performance.now();
    const due = [...watched].filter(([, one]) => one.due <= now);
    const uses = groupUse(new Set(due.map(([, { leader }]) => leader)));
    const samples = due.flatMap(([run, one]): Sample[] => {
      one.pause = Math.min(interval, one.pause * 2);
      one.due = now + one.pause;
      const use = uses.get(one.leader);
      if (use === undefined) return [];
      const percent =
        one.seen === null
          ? null
          : Math.max(0, (100_000 * (use.cpuSeconds - one.cpuSeconds)) / (now - one.seen));
      one.seen = now;
      one.cpuSeconds = Math.max(one.cpuSeconds, use.cpuSeconds);
      one.peakMemory = Math.max(one.peakMemory, use.memory);
      const values: [string, number][] = [["system.memory", use.memory]];
      if (percent !== null) values.push(["system.cpu", percent]);
      (gpus ?? []).forEach((gpu, index) => {
        values.push([`system.gpu.${index}.use`, gpu.use], [`system.gpu.${index}.memory`, gpu.memory]);
      });
      return [{ run, time: Date.now(), values }];
    });
    write(samples);
    if (gpus !== null) void gpuUse(process.env.PATH ?? "").then((found) => (gpus = found));
  };

  const write = (samples: readonly Sample[]): void => {
    const { database } = library;
    if (samples.length === 0) return;
    database
      .transaction(() => {
        for (const { run, time, values } of samples) {
          for (const [name, value] of values) {
            const step = nextStep(database, run, name);
            appendSeries(database, run, name, pointsFrom({ steps: [step], times: [time], values: [value] }));
          }
          const one = watched.get(run);
          if (one !== undefined) setUse(database, run, one);
        }
      })
      .immediate();
    onMeasured(samples.map(({ run }) => run));
  };

  const schedule = (): void => {
    clearTimeout(timer);
    const next = Math.min(...[...watched.values()].map(({ due }) => due));
    if (!Number.isFinite(next)) return;
    timer = setTimeout(
      () => {
        const began = performance.now();
        try {
          measure();
        } catch (error) {
          // A measurement that cannot be written is no reason for a step to fail: what it comes to says so, if it must.
          console.error(`signet: the use of the machine is not recorded: ${(error as Error).message}`);
        }
        const ended = performance.now();
        notBefore = ended + (ended - began) / share;
        schedule();
      },
      Math.max(20, Math.max(next, notBefore) - performance.now()),
    );
    timer.unref();
  };

  return {
    add: (run, identity) => {
      const leader = pidOf(identity);
      if (leader === null) return;
      const before = watched.get(run);
      watched.set(run, {
        leader,
        // Of another attempt of the same run.
        cpuSeconds: 0,
        peakMemory: before?.peakMemory ?? 0,
        seen: null,
        due: performance.now() + firstInterval,
        pause: firstInterval,
      });
      schedule();
    },
    remove: (run) => {
      watched.delete(run);
      schedule();
    },
    stop: () => clearTimeout(timer),
  };
}
