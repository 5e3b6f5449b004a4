import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import type { Place } from "./harness/place.ts";
import { answerQuestions } from "./harness/questions.ts";
import { test } from "./harness/test.ts";

const tiny = `signet: 1
name: tiny
project: lab/tiny
params: {n: 1}
steps:
  make: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
`;
const other = `signet: 1
name: other
steps:
  make: {run: "echo x > {outputs.x}", outputs: [x]}
`;

async function withRuns(place: Place, names: readonly string[]): Promise<string> {
  const folder = place.workspace("tiny", { "pipeline.yaml": tiny });
  await runCli(place, ["import", "--trust", folder]);
  for (const [index, name] of names.entries())
    await runCli(place, ["run", folder, "--name", name, "-P", `n=${index}`]);
  return join(folder, "pipeline.yaml");
}

const row = (page: Page, name: string) =>
  page.getByRole("grid", { name: "Runs" }).getByRole("row", { name: new RegExp(`^${name}, `) });

test("everything is found by its name in the palette, keys are listed, and settings hold at once and stay", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["first", "second"]);
  const { app, page, close } = await launch();
  await expect(row(page, "first")).toBeVisible();

  await page.keyboard.press("Control+Shift+P");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await page.keyboard.type("secon");
  await expect(palette.getByRole("option", { name: /^second/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Run detail" })).toContainText("second");
  await expect(palette).toBeHidden();

  await page.keyboard.press("Control+Shift+P");
  await page.keyboard.type("tiny pipeline");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Pipeline graph" })).toBeVisible();
  // What had the focus is gone: Tab goes on in what is shown.
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(page.getByRole("region", { name: "Run detail" })).toBeVisible();

  // Whatever was opened over the table, the keys are the table's again when it is closed.
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.focus();
  for (const [keys, dialog] of [
    ["Control+Shift+P", "Command palette"],
    ["Control+,", "Settings"],
    ["?", "Keyboard shortcuts"],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(grid).toBeFocused();
  }
  await page.keyboard.press("?");
  const shortcuts = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(shortcuts.getByRole("region", { name: "Run table" })).toContainText("Pin the run");
  await page.keyboard.press("Escape");
  await expect(shortcuts).toBeHidden();

  await page.keyboard.press("Control+,");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByText("Dark", { exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  const zoom = settings.getByRole("group", { name: "Size" });
  const wide = await page.evaluate(() => innerWidth);
  await zoom.getByRole("button", { name: "Larger" }).click();
  await zoom.getByRole("button", { name: "Larger" }).click();
  await expect(zoom).toContainText("125 %");
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(Math.round(wide / 1.25));
  await settings.getByRole("textbox", { name: "Steps at once" }).fill("many");
  await page.keyboard.press("Enter");
  await expect(settings.getByText(/Write a number from 1/)).toBeVisible();
  await settings.getByRole("textbox", { name: "Steps at once" }).fill("2");
  await page.keyboard.press("Enter");
  await expect(settings.getByText(/Write a number from 1/)).toBeHidden();
  const goOn = settings.getByRole("switch", { name: "Go on after a failure" });
  await goOn.click({ force: true });
  await expect(goOn).toBeChecked();
  await settings.getByRole("textbox", { name: "Python" }).fill("/no/such/python");
  await page.keyboard.press("Tab");
  await expect(settings.getByText("There is no file /no/such/python", { exact: false })).toBeVisible();
  await expect(settings.getByRole("region", { name: "Library" })).toContainText(place.library);
  await page.screenshot({ path: test.info().outputPath("settings.png") });

  // What is wrong is not closed over; Escape takes it back, and then closes.
  await settings.getByRole("button", { name: "Close", exact: true }).click();
  await expect(settings.getByRole("textbox", { name: "Python" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(settings.getByRole("textbox", { name: "Python" })).toHaveValue("");
  await settings.getByRole("textbox", { name: "Steps at once" }).fill("7");
  await page.keyboard.press("Escape");
  await expect(settings.getByRole("textbox", { name: "Steps at once" })).toHaveValue("2");
  await settings.getByRole("textbox", { name: "Steps at once" }).fill("3");
  await settings.getByRole("textbox", { name: "Python" }).focus();
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  // What was set holds, whatever size Chromium remembers for the page.
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2));
  await close();

  const again = await launch();
  await expect(again.page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await again.page.getByRole("button", { name: "Settings", exact: true }).click();
  const kept = again.page.getByRole("dialog", { name: "Settings" });
  await expect(kept.getByRole("group", { name: "Size" })).toContainText("125 %");
  await expect.poll(() => again.page.evaluate(() => innerWidth)).toBe(Math.round(wide / 1.25));
  await kept.getByRole("button", { name: "Actual size" }).click();
  await expect.poll(() => again.page.evaluate(() => innerWidth)).toBe(wide);
  await expect(kept.getByRole("textbox", { name: "Steps at once" })).toHaveValue("3");
  await expect(kept.getByRole("switch", { name: "Go on after a failure" })).toBeChecked();
  await expect(kept.getByRole("textbox", { name: "Python" })).toHaveValue("");
});

test("several windows show the same library, each a view of its own, and closing one asks nothing", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["first", "second"]);
  const { app, page } = await launch();
  const next = app.waitForEvent("window");
  await row(page, "second").click({ button: "middle" });
  const other = await next;
  const detail = other.getByRole("region", { name: "Run detail" });
  await expect(detail).toContainText("second");
  await expect(page.getByRole("region", { name: "Run detail" })).toHaveCount(0);

  // What happens in one is seen in both.
  await detail.getByRole("button", { name: "Rename run" }).click();
  await detail.getByLabel("Name", { exact: true }).fill("renamed");
  await other.keyboard.press("Enter");
  await expect(row(page, "renamed")).toBeVisible();
  await expect(row(other, "renamed")).toBeVisible();

  // A page that is loaded anew shows what it showed.
  await other.reload();
  await expect(detail).toContainText("renamed");

  // What is deleted in one is said in the other, and is there again when that is taken back.
  await row(page, "renamed").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(detail.getByRole("heading", { name: "renamed was deleted" })).toBeVisible();
  await expect(detail.getByRole("tab")).toHaveCount(0);
  await other.screenshot({ path: test.info().outputPath("deleted-elsewhere.png") });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(detail.getByRole("tab", { name: "Overview" })).toBeVisible();

  const asked = await answerQuestions(app, "Stay");
  const closed = other.waitForEvent("close");
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find(({ webContents }) => webContents.getURL().includes("run"))
      ?.close(),
  );
  await closed;
  expect(await asked()).toEqual([]);
  await row(page, "first").click({ button: "right" });
  await expect(page.getByRole("menuitem", { name: /^Open in new window/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Open", exact: true }).click();
  await expect(page.getByRole("region", { name: "Run detail" })).toContainText("first");
});

test("a pipeline whose file changed on disk says so, shows what changed, and is imported again", async ({
  place,
  launch,
}) => {
  const file = await withRuns(place, []);
  const { page, app } = await launch();
  const listed = page.getByRole("list", { name: "Pipelines" });
  await listed.getByRole("button", { name: /^tiny/ }).click();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  place.write(file, tiny.replace("{n: 1}", "{n: 5, seed: 7}"));
  await expect(listed.getByRole("img", { name: "changed on disk" })).toBeVisible();
  const banner = page.getByRole("note", { name: "Changed on disk" });
  await banner.getByRole("button", { name: "See what changed" }).click();
  const dialog = page.getByRole("dialog", { name: "Import pipeline" });
  const changes = dialog.getByRole("region", { name: "What changed" });
  await expect(changes.locator('[data-name="n"]')).toContainText("1 → 5");
  await expect(changes.locator('[data-name="seed"]')).toHaveAttribute("data-change", "added");
  await page.screenshot({ path: test.info().outputPath("changes.png") });
  await dialog.getByRole("button", { name: "Re-import" }).click();
  await expect(banner).toBeHidden();
  await expect(listed.getByRole("img")).toHaveCount(0);

  // A changed command is agreed to again.
  place.write(file, tiny.replace("echo", "printf"));
  await expect(listed.getByRole("img", { name: "commands changed, not trusted yet" })).toBeVisible();
  await page.getByRole("button", { name: "Review and trust" }).click();
  await expect(changes.locator('[data-name="make"]')).toContainText("printf");
  await dialog.getByRole("button", { name: "Trust and import" }).click();
  await expect(listed.getByRole("img")).toHaveCount(0);

  // macOS hands over files in this way, and Linux and Windows by a second start with them.
  const more = place.workspace("more", { "pipeline.yaml": other });
  await app.evaluate(
    ({ app: shell }, path) => void shell.emit("open-file", { preventDefault: () => {} }, path),
    more,
  );
  await expect(dialog).toContainText("other");
});

test("a list of the sidebar that cannot be read says why, and is there when it is tried again", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["first"]);
  await runCli(place, ["tag", "1", "keep"]);
  const { app, page } = await launch();
  await expect(row(page, "first")).toBeVisible();
  await app.evaluate(({ ipcMain }) => {
    const { _invokeHandlers: handlers } = ipcMain as unknown as {
      _invokeHandlers: Map<string, Parameters<typeof ipcMain.handle>[1]>;
    };
    const answer = handlers.get("signet:call");
    const lists = ["projects.list", "pipelines.list", "searches.list", "tags.list"];
    const broken = {
      kind: "library",
      message: "The library could not be read: disk I/O error.",
      diagnostics: [],
    };
    let count = 0;
    handlers.set("signet:call", (event, message) => {
      if (!lists.includes(message.name) || count === lists.length) return answer?.(event, message);
      count += 1;
      return { ok: false, error: broken };
    });
  });
  await page.reload();
  const sidebar = page.getByRole("navigation", { name: "Library" });
  const again = sidebar.getByRole("button", { name: "Try again" });
  await expect(again).toHaveCount(4);
  await expect(sidebar.getByText(/disk I\/O error/)).toHaveCount(4);
  await page.screenshot({ path: test.info().outputPath("sidebar.png") });
  for (const left of [3, 2, 1, 0]) {
    await again.first().click();
    await expect(again).toHaveCount(left);
  }
  await expect(sidebar.getByRole("treeitem", { name: "tiny, 1 run" })).toBeVisible();
  await expect(sidebar.getByRole("button", { name: "keep, 1 run" })).toBeVisible();
  await expect(sidebar.getByRole("button", { name: /^tiny/ })).toBeVisible();
  await expect(sidebar.getByText("Save one beside the search bar")).toBeVisible();
});

test("the menu offers what can be asked for now, in the window that one looks at", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["only"]);
  const { app, page } = await launch();
  await expect(row(page, "only")).toBeVisible();
  const ids = ["back", "undo-change", "import-files", "new-window"];
  const enabled = () =>
    app.evaluate(({ Menu }, wanted) => {
      const all = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      return all
        .filter(({ id, label, enabled }) => enabled && (wanted.includes(id) || label === "New window"))
        .map(({ label }) => label);
    }, ids);
  const always = ["New window", "Import…"];
  await expect.poll(enabled).toEqual(always);

  await page.keyboard.press("Control+,");
  await expect.poll(enabled).toEqual(["New window"]);
  await page.keyboard.press("Escape");
  await expect.poll(enabled).toEqual(always);

  await row(page, "only").click();
  await expect.poll(enabled).toEqual([...always, "Back"]);
  const dialog = page.getByRole("dialog");
  await page.keyboard.press("Control+Shift+P");
  await expect(dialog).toBeVisible();
  await page.keyboard.type("Archive runs");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 run archived")).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect.poll(enabled).toEqual([...always, "Undo the last change to runs", "Back"]);
  // As the menu does: it tells the page, which takes it back.
  await app.evaluate(({ Menu, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    Menu.getApplicationMenu()?.getMenuItemById("undo-change")?.click(undefined, window, window?.webContents);
  });
  await expect(row(page, "only")).toBeVisible();
  await expect.poll(enabled).toEqual([...always, "Back"]);
});
