import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSlots } from "../../../src-main/core/engine/slots.ts";

describe("slots", () => {
  it("are never held by more than there are, and are handed out in the order they were asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        async (scheduler, count, tasks) => {
          const slots = createSlots(count);
          const started: number[] = [];
          let held = 0;
          let most = 0;
          const work = Array.from({ length: tasks }, async (_, task) => {
            const release = await slots.take();
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
    const slots = createSlots(1);
    const release = await slots.take();
    release();
    release();
    const second = await slots.take();
    let third = false;
    const waiting = slots.take().then((free) => {
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
});
