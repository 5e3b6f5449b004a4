import { afterEach, describe, expect, test, vi } from "vitest";
import { loadAhead } from "../../src-renderer/load-ahead.ts";

/** A window that has nothing to do when the test says so. */
function idleWindow() {
  const waiting = new Map<number, () => void>();
  let asked = 0;
  vi.stubGlobal("requestIdleCallback", (callback: () => void) => {
    asked += 1;
    waiting.set(asked, callback);
    return asked;
  });
  vi.stubGlobal("cancelIdleCallback", (id: number) => waiting.delete(id));
  return async (): Promise<void> => {
    const callbacks = [...waiting.values()];
    waiting.clear();
    for (const callback of callbacks) callback();
    await new Promise(setImmediate);
  };
}

describe("what is loaded ahead", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("is loaded one after the other while there is nothing to do, whether the one before came or not", async () => {
    const idle = idleWindow();
    const loaded: string[] = [];
    const piece = (name: string, fails: boolean) => async () => {
      loaded.push(name);
      if (fails) throw new Error(name);
    };
    loadAhead([piece("charts", true), piece("texts", false), piece("compare", false)]);
    expect(loaded).toEqual([]);
    await idle();
    expect(loaded).toEqual(["charts"]);
    await idle();
    await idle();
    await idle();
    expect(loaded).toEqual(["charts", "texts", "compare"]);
  });

  test("is not loaded once it was ended", async () => {
    const idle = idleWindow();
    const loaded: string[] = [];
    const end = loadAhead([async () => void loaded.push("charts"), async () => void loaded.push("texts")]);
    await idle();
    end();
    await idle();
    expect(loaded).toEqual(["charts"]);
  });
});
