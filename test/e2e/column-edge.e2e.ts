import { expect } from "@playwright/test";
import { test } from "./harness/test.ts";
import { withRuns } from "./harness/tiny-runs.ts";

test("a column is as wide as its edge was pulled, and stays so when the mouse goes on", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["first"]);
  const { page } = await launch();
  const heading = page.getByRole("columnheader", { name: "Name", exact: true });
  const box = async () => {
    const found = await heading.boundingBox();
    if (found === null) throw new Error("The heading is not there");
    return found;
  };
  const before = await box();
  const [edge, y] = [before.x + before.width - 3, before.y + before.height / 2];
  await page.mouse.move(edge, y);
  await page.mouse.down();
  await page.mouse.move(edge - 60, y, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await box()).width - before.width)).toBe(-60);
  await page.mouse.move(edge - 300, y + 30, { steps: 5 });
  await page.mouse.move(edge + 100, y + 30, { steps: 5 });
  expect(Math.round((await box()).width - before.width)).toBe(-60);
});
