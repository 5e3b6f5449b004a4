import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { dropFiles } from "./harness/drop.ts";
import { giveToUser } from "./harness/place.ts";
import { typeQuery } from "./harness/search.ts";
import { test } from "./harness/test.ts";

/** 5,000 folders of the same 100 empty files: names of one file are made and taken away far faster than as many files. */
function hugeFolder(folder: string): void {
  mkdirSync(folder);
  giveToUser(folder);
  const files = Array.from({ length: 100 }, (_, index) => `f${index}`);
  for (let index = 0; index < 5_000; index += 1) {
    const inside = join(folder, `d${index}`);
    mkdirSync(inside);
    for (const file of files)
      if (index === 0) writeFileSync(join(inside, file), "");
      else linkSync(join(folder, "d0", file), join(inside, file));
  }
}

test("a dropped folder of 500,000 files is looked through beside everything else, and can be left", async ({
  place,
  launch,
}, testInfo) => {
  test.setTimeout(180_000);
  const folder = join(place.root, "huge");
  hugeFolder(folder);
  place.write(join(place.root, "runs.jsonl"), '{"id":"a","name":"small","project":"lab","params":{"n":1}}\n');
  expect(await runCli(place, ["import", join(place.root, "runs.jsonl")])).toMatchObject({ status: 0 });
  const { page } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  await expect(grid.locator("[data-run]")).toHaveCount(1);
  const reading = page.getByRole("status").filter({ hasText: `Reading ${folder}` });
  const dialog = page.getByRole("dialog", { name: "Import pipeline" });

  await dropFiles(page, [folder]);
  await expect(reading).toBeVisible();
  // Looked for with each frame: the folder may be read before Playwright looks a fifth time.
  await page.waitForFunction(
    () => /^[\d,]+ files?$/.test(document.querySelector("[data-so-far]")?.textContent ?? ""),
    undefined,
    { polling: "raf" },
  );
  await page.screenshot({ path: testInfo.outputPath("reading.png") });
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(reading).toHaveCount(0);

  await dropFiles(page, [folder]);
  await expect(reading).toBeVisible();
  await typeQuery(page, "params.n:1");
  await expect(grid).toHaveAttribute("data-query", "params.n:1");
  await grid.getByText("small").click();
  await expect(page.getByRole("region", { name: "Run detail" }).getByRole("heading").first()).toContainText(
    "small",
  );

  await expect(dialog).toContainText("There is nothing here that could be imported.", { timeout: 60_000 });
  await expect(reading).toHaveCount(0);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
});
