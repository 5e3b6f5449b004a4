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

test("a double click on a column's edge makes it as wide as what is in it, whether it was narrow or wide", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["short", "a run with a name of some length"]);
  const { page } = await launch();
  const heading = page.getByRole("columnheader", { name: "Name", exact: true });
  const edge = async () => {
    const { x, y, width, height } = (await heading.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    return { x: x + width - 3, y: y + height / 2, width };
  };
  const pull = async (by: number): Promise<void> => {
    const { x, y, width } = await edge();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + by, y, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => Math.round((await edge()).width - width)).toBe(by);
  };
  const doubleClick = async (): Promise<number> => {
    const { x, y, width } = await edge();
    await page.mouse.dblclick(x, y);
    await expect.poll(async () => (await edge()).width).not.toBe(width);
    return (await edge()).width;
  };
  const name = page.getByText("a run with a name of some length", { exact: true });
  const isWhole = () => name.evaluate((text) => text.scrollWidth <= text.clientWidth);

  const atFirst = (await edge()).width;
  await pull(200 - atFirst);
  expect(await isWhole()).toBe(false);
  const fromNarrow = await doubleClick();
  expect(fromNarrow).toBeLessThan(atFirst);
  expect(await isWhole()).toBe(true);
  await pull(150);
  expect(await doubleClick()).toBe(fromNarrow);
});
