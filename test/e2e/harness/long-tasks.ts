import type { Page } from "@playwright/test";

/** Notes every task of the page that takes longer than 50 ms, for `told`. */
export const watchTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    }).observe({ type: "longtask" });
  });

/** Does something and tells how long it took and which tasks froze the page meanwhile. */
export async function told(page: Page, what: string, act: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await act();
  const took = Math.round(performance.now() - started);
  const tasks = await page.evaluate(async () => {
    // What was put off is done by then.
    await new Promise((done) => setTimeout(done, 300));
    return (globalThis as unknown as { tasks: number[] }).tasks.splice(0);
  });
  console.log(`  ${what}: ${took} ms, tasks over 50 ms: ${tasks.length === 0 ? "none" : tasks.join(", ")}`);
}
