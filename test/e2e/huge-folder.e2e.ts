import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { dropFiles } from "./harness/drop.ts";
import { giveToUser } from "./harness/place.ts";
import { typeQuery } from "./harness/search.ts";
import { test } from "./harness/test.ts";

/** 2,000 folders of 100 empty files. */
function hugeFolder(folder: string): void {
  mkdirSync(folder);
  giveToUser(folder);
  const names = "seq -f 'd%g' 2000 | xargs mkdir && for d in d*; do echo $d/f{1..100}; done | xargs touch";
  execFileSync("bash", ["-c", names], { cwd: folder });
}

test("a dropped folder of 200,000 files is looked through beside everything else, and can be left", async ({
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
  await expect(page.locator("[data-so-far]")).toHaveText(/^[\d,]+ files?$/);
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
