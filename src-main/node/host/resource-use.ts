import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** What the processes of a group use at one time. */
export type GroupUse = {
  /** Seconds of processors, of all that there were, so far as those that ended were waited for. */
  readonly cpuSeconds: number;
  /** Resident bytes of those that are there. */
  readonly memory: number;
};

/** The kernel tells user space of hundredths of a second, and of pages of this size, on the machines that we know. */
const ticksPerSecond = 100;
const pageBytes = 4_096;

/**
 * What each of the groups uses now, by the number of the process that leads it: of processes in its group or its session.
 * Linux only; elsewhere, and of a group that is gone, nothing.
 */
export function groupUse(leaders: ReadonlySet<number>): Map<number, GroupUse> {
  const found = new Map<number, { cpuSeconds: number; memory: number }>();
  if (process.platform !== "linux" || leaders.size === 0) return found;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat === null) continue;
    const leader = leaders.has(stat.group) ? stat.group : stat.session;
    if (!leaders.has(leader)) continue;
    const use = found.get(leader) ?? { cpuSeconds: 0, memory: 0 };
    use.cpuSeconds += stat.ticks / ticksPerSecond;
    use.memory += stat.pages * pageBytes;
    found.set(leader, use);
  }
  return found;
}

function readStat(pid: string): {
  readonly group: number;
  readonly session: number;
  readonly ticks: number;
  readonly pages: number;
} | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The command in brackets may hold spaces and brackets itself: count fields after the last one.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const field = (place: number) => Number(fields[place]);
    return {
      group: field(2),
      session: field(3),
      // Its own in user and in system, and the same of its children that ended.
      ticks: field(11) + field(12) + field(13) + field(14),
      pages: field(21),
    };
  } catch {
    // It ended meanwhile.
    return null;
  }
}

/** How much a graphics card is used: percent, and bytes of its memory. */
export type GpuUse = { readonly name: string; readonly use: number; readonly memory: number };

/** Null: there is no `nvidia-smi`, or it does not answer; whoever asks need not ask again. */
export async function gpuUse(path: string): Promise<readonly GpuUse[] | null> {
  try {
    const { stdout } = await promisify(execFile)(
      "nvidia-smi",
      ["--query-gpu=name,utilization.gpu,memory.used", "--format=csv,noheader,nounits"],
      { timeout: 5_000, env: { ...process.env, PATH: path } },
    );
    return stdout.split("\n").flatMap((line): GpuUse[] => {
      const [name, use, memory] = line.split(",").map((cell) => cell.trim());
      if (name === undefined || use === undefined || memory === undefined) return [];
      return [{ name, use: Number(use), memory: Number(memory) * 1024 * 1024 }];
    });
  } catch {
    return null;
  }
}
