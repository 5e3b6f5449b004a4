import { useSyncExternalStore } from "react";
import { durationText, fullTimeText, relativeTimeText } from "./format.ts";

/** One timer for all that show the same clock. */
function clock(every: number) {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | null = null;
  return {
    now: () => now,
    subscribe(listener: () => void): () => void {
      if (timer === null) {
        now = Date.now();
        timer = setInterval(() => {
          now = Date.now();
          for (const tell of [...listeners]) tell();
        }, every);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
  };
}

const clocks = { second: clock(1_000), minute: clock(30_000) } as const;
const still = { now: () => 0, subscribe: () => () => undefined };

/** The time as a clock shows it that ticks every second or twice a minute; null stands still at 0. */
export function useNow(pace: keyof typeof clocks | null): number {
  const { subscribe, now } = pace === null ? still : clocks[pace];
  return useSyncExternalStore(subscribe, now, now);
}

/** `2 min ago`, with the full time on hover; kept right once a minute. */
export function RelativeTime({ time }: { readonly time: number | null }) {
  const now = useNow(time === null ? null : "minute");
  if (time === null) return <span>—</span>;
  return (
    <time dateTime={new Date(time).toISOString()} title={fullTimeText(time)}>
      {relativeTimeText(time, Math.max(now, Date.now()))}
    </time>
  );
}

/** How long something took, or, without an end, has taken so far. */
export function Duration({ from, to }: { readonly from: number | null; readonly to: number | null }) {
  const now = useNow(from !== null && to === null ? "second" : null);
  if (from === null) return <span>—</span>;
  return <span>{durationText((to ?? Math.max(now, Date.now())) - from)}</span>;
}
