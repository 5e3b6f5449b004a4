import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capacityFor, neededBy } from "../../../src-main/core/engine/resources.ts";
import { type Amounts, createSlots } from "../../../src-main/core/engine/slots.ts";

describe("slots", () => {
  it("are never held by more than there are, and are handed out in the order they were asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        async (scheduler, count, tasks) => {
          const slots = createSlots({ cpu: count });
          const started: number[] = [];
          let held = 0;
          let most = 0;
          const work = Array.from({ length: tasks }, async (_, task) => {
            const release = await slots.take({ cpu: 1 });
            started.push(task);
            held += 1;
            most = Math.max(most, held);
            await scheduler.schedule(Promise.resolve(), `task ${task}`);
            held -= 1;
            release();
          });
          await scheduler.waitFor(Promise.all(work));
          expect(most).toBe(Math.min(count, tasks));
          expect(started).toEqual(Array.from({ length: tasks }, (_, task) => task));
        },
      ),
    );
  });

  it("come free once, however often a place is given back", async () => {
    const slots = createSlots({ cpu: 1 });
    const release = await slots.take({ cpu: 1 });
    release();
    release();
    const second = await slots.take({ cpu: 1 });
    let third = false;
    const waiting = slots.take({ cpu: 1 }).then((free) => {
      third = true;
      free();
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(third).toBe(false);
    second();
    await waiting;
    expect(third).toBe(true);
  });

  /** Who has started, by name, as things are given back. */
  function watched(capacity: Amounts) {
    const slots = createSlots(capacity);
    const started: string[] = [];
    const releases = new Map<string, () => void>();
    return {
      started,
      ask: (name: string, wanted: Amounts) => {
        void slots.take(wanted).then((release) => {
          started.push(name);
          releases.set(name, release);
        });
      },
      end: (name: string) => releases.get(name)?.(),
      settle: () => new Promise<void>((resolve) => setImmediate(resolve)),
    };
  }

  it("let one that wants no GPU pass those that wait for it", async () => {
    const { started, ask, end, settle } = watched({ cpu: 4, gpu: 1 });
    ask("trains", { cpu: 1, gpu: 1 });
    ask("waits", { cpu: 1, gpu: 1 });
    ask("plain", { cpu: 1 });
    await settle();
    expect(started).toEqual(["trains", "plain"]);
    end("trains");
    await settle();
    expect(started).toEqual(["trains", "plain", "waits"]);
  });

  it("do not let small ones starve a large one", async () => {
    const { started, ask, end, settle } = watched({ cpu: 4 });
    ask("first", { cpu: 3 });
    ask("large", { cpu: 4 });
    ask("small", { cpu: 1 });
    await settle();
    expect(started).toEqual(["first"]);
    end("first");
    await settle();
    expect(started).toEqual(["first", "large"]);
    end("large");
    await settle();
    expect(started).toEqual(["first", "large", "small"]);
  });

  it("give one that wants more than there is all of it, alone", async () => {
    const { started, ask, end, settle } = watched({ cpu: 2 });
    ask("greedy", { cpu: 16 });
    ask("small", { cpu: 1 });
    await settle();
    expect(started).toEqual(["greedy"]);
    end("greedy");
    await settle();
    expect(started).toEqual(["greedy", "small"]);
  });

  it("hold parts that sum up to the whole", async () => {
    const { started, ask, settle } = watched({ cpu: 10, gpu: 1 });
    for (let part = 0; part < 11; part += 1) ask(`${part}`, { cpu: 0.5, gpu: 0.1 });
    await settle();
    expect(started).toHaveLength(10);
  });
});

describe("resources", () => {
  it("are one cpu for a step that declares nothing, and what it declares else", () => {
    expect(neededBy({ resources: {} })).toEqual({ cpu: 1 });
    expect(neededBy({ resources: { gpu: 1 } })).toEqual({ cpu: 1, gpu: 1 });
    expect(neededBy({ resources: { cpu: 2 } })).toEqual({ cpu: 2 });
  });

  it("there are as many cpus as jobs, and of the rest what the most demanding step wants", () => {
    const steps: { resources: { [name: string]: number } }[] = [
      { resources: { cpu: 8, gpu: 0.5 } },
      { resources: { licence: 3 } },
      { resources: {} },
    ];
    expect(capacityFor(steps, 2)).toEqual({ cpu: 2, gpu: 1, licence: 3 });
  });
});
