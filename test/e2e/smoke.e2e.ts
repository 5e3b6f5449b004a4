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

test("the desktop knows the window by the entry that signet desktop writes", async ({ launch }) => {
  test.skip(process.platform !== "linux", "other desktops have no such entries");
  const { app } = await launch();
  expect(await app.evaluate(() => process.env.CHROME_DESKTOP)).toBe("signet.desktop");
});
