import { expect, type Locator } from "@playwright/test";
import { benchPipeline } from "./harness/bench-pipeline.ts";
import { runCli } from "./harness/cli.ts";
import { test } from "./harness/test.ts";

const steps = 300;

test("every step of a run of hundreds of quick ones shows how it ended, and the plan after it", async ({
  place,
  launch,
}) => {
  await runCli(place, ["import", "--trust", benchPipeline(place, steps)]);
  const { page } = await launch();
  const listed = page.locator("button", { hasText: "bench" }).first();
  const graph = page.getByRole("region", { name: "Pipeline graph" });
  const detail = page.getByRole("region", { name: "Run detail" });
  const overview = detail.getByRole("list", { name: "Why it ran" });
  const succeeded = (within: Locator) => within.locator('[data-step][data-status="succeeded"]');
  const force = async (): Promise<void> => {
    await page.getByRole("button", { name: "Force" }).click();
    await page.getByRole("menuitem", { name: /^All / }).click();
    await expect(succeeded(graph).first()).toBeAttached();
  };
  const open = async (tab: string): Promise<void> => {
    await page.getByRole("link", { name: /^Open run/ }).click();
    await detail.getByRole("tab", { name: tab }).click();
  };
  // Of a graph only the steps near the window are drawn.
  const expectPlanAfter = async (run: number): Promise<void> => {
    await expect(page.getByText(`Run #${run} succeeded: ${steps} executed`)).toBeVisible();
    await expect(graph.locator('[data-step][data-action="reuse"]').first()).toBeAttached();
    await expect(graph.locator('[data-step]:is([data-status], :not([data-action="reuse"]))')).toHaveCount(0);
  };

  // Each is open while the steps run, and shows their ends without being opened again.
  await listed.click();
  await force();
  await open("Overview");
  await expect(succeeded(overview)).toHaveCount(steps);
  await listed.click();
  await expectPlanAfter(1);

  await force();
  await open("Graph");
  await expect(succeeded(detail).first()).toBeAttached();
  await expect(detail.locator('[data-step]:not([data-status="succeeded"])')).toHaveCount(0);
  await listed.click();
  await expectPlanAfter(2);

  await force();
  await expectPlanAfter(3);
});
