import { describe, expect, it } from "vitest";
import { type Clocks, steadyClock } from "../../../src-main/node/host/steady-clock.ts";

const hour = 3_600_000;

/** Clocks of a machine that a test works, sleeps and sets. */
function machine({ tellsBoot = true } = {}) {
  let [wall, awake, boot] = [1_000 * hour, 5_000, 7_000];
  let asked = 0;
  const sinceBoot = () => {
    asked += 1;
    return boot;
  };
  const clocks: Clocks = { wall: () => wall, awake: () => awake, sinceBoot: tellsBoot ? sinceBoot : null };
  return {
    clocks,
    asked: () => asked,
    work: (time: number) => {
      wall += time;
      awake += time;
      boot += time;
    },
    sleep: (time: number) => {
      wall += time;
      boot += time;
    },
    set: (by: number) => {
      wall += by;
    },
  };
}

describe("the steady clock", () => {
  it("goes on whatever the wall clock is set to", () => {
    const { clocks, set, work } = machine();
    const now = steadyClock(clocks);
    const start = now();
    work(20);
    set(hour);
    expect(now() - start).toBe(20);
    work(30);
    set(-3 * hour);
    expect(now() - start).toBe(50);
  });

  it("counts the time asleep, also where the wall clock was set meanwhile", () => {
    const { clocks, set, sleep, work } = machine();
    const now = steadyClock(clocks);
    const start = now();
    sleep(hour);
    expect(now() - start).toBe(hour);
    work(10);
    set(-5 * hour);
    sleep(2 * hour);
    expect(now() - start).toBe(3 * hour + 10);
  });

  it("counts many short times asleep", () => {
    const { clocks, sleep } = machine();
    const now = steadyClock(clocks);
    const start = now();
    for (let time = 0; time < 10; time += 1) {
      sleep(500);
      now();
    }
    expect(now() - start).toBe(5_000);
  });

  it("asks the kernel only when the wall clock went another way", () => {
    const { clocks, asked, set, work } = machine();
    const now = steadyClock(clocks);
    const before = asked();
    for (let time = 0; time < 100; time += 1) {
      work(10);
      now();
    }
    expect(asked()).toBe(before);
    set(hour);
    now();
    now();
    expect(asked()).toBe(before + 1);
  });

  it("believes a wall clock that is ahead where the system does not tell of sleep", () => {
    const { clocks, set, sleep } = machine({ tellsBoot: false });
    const now = steadyClock(clocks);
    const start = now();
    sleep(hour);
    expect(now() - start).toBe(hour);
    set(-2 * hour);
    expect(now() - start).toBe(0);
  });
});
