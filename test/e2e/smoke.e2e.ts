import { expect } from "@playwright/test";
import { test } from "./harness/test.ts";

test("the window opens and shows the app", async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page).toHaveTitle(/Signet/);
  expect(
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    ),
  ).toEqual([true]);
});
