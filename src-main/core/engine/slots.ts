/** How much of each resource, by name. */
export type Amounts = { readonly [name: string]: number };

/** Hands out what there is; the answer gives it back. */
export type Slots = { readonly take: (wanted: Amounts) => Promise<() => void> };

/** What sums of parts such as 0.1 may be off by. */
const rounding = 1e-9;

/**
 * Hands out places of several kinds, first come first served: one that waits is passed only by those that want nothing of
 * what it waits for, so a step without a GPU need not wait for one, and a large step is not starved by small ones. Who
 * wants more than there is gets all of it, and so runs alone.
 */
export function createSlots(capacity: Amounts): Slots {
  const free = new Map(Object.entries(capacity));
  const waiting: { readonly wanted: Amounts; readonly start: () => void }[] = [];
  const left = (name: string): number => free.get(name) ?? 0;
  const change = (wanted: Amounts, sign: 1 | -1) => {
    for (const [name, amount] of Object.entries(wanted)) free.set(name, left(name) + sign * amount);
  };
  const serve = () => {
    const awaited = new Set<string>();
    for (let index = 0; index < waiting.length; ) {
      const next = waiting[index];
      if (next === undefined) return;
      const names = Object.keys(next.wanted);
      const lacking = names.filter((name) => left(name) + rounding < (next.wanted[name] ?? 0));
      if (lacking.length === 0 && !names.some((name) => awaited.has(name))) {
        waiting.splice(index, 1);
        change(next.wanted, -1);
        next.start();
        continue;
      }
      for (const name of lacking) awaited.add(name);
      // Everybody wants some of it, so nobody behind can start.
      if (awaited.has("cpu")) return;
      index += 1;
    }
  };
  return {
    take: async (asked) => {
      const wanted = Object.fromEntries(
        Object.entries(asked).map(([name, amount]) => [name, Math.min(amount, capacity[name] ?? amount)]),
      );
      await new Promise<void>((start) => {
        waiting.push({ wanted, start });
        serve();
      });
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        change(wanted, 1);
        serve();
      };
    },
  };
}
