import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { _electron, expect, type Page, test } from "@playwright/test";
import { preview } from "vite";
import { userEnvironment } from "./harness/launch.ts";
import { makePlace } from "./harness/place.ts";
import { setup } from "./harness/setup.ts";

const folder = join(import.meta.dirname, "../../test-results/gallery");
const sizes = [
  [1280, 800],
  [1920, 1080],
] as const;
/** Pages whose id holds this are taken; all without it. */
const only = process.env.SIGNET_GALLERY ?? "";

/** Waits until nothing changes any more: two seconds at most, for some pages never come to rest. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState("networkidle");
  await expect(page.locator('.mantine-Loader-root, [aria-busy="true"]'))
    .toHaveCount(0, { timeout: 2_000 })
    .catch(() => {});
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

test("gallery", async () => {
  test.setTimeout(1_800_000);
  const server = await preview({ configFile: "src-renderer/gallery/vite.config.ts" });
  const address = `${server.resolvedUrls?.local[0]}gallery/gallery.html`;
  const place = makePlace();
  const window = await place.copyOf("window", join(import.meta.dirname, "harness/gallery-window"));
  const app = await _electron.launch({
    executablePath: setup.executable,
    args: [...setup.flags, window],
    cwd: place.root,
    env: userEnvironment(place),
    chromiumSandbox: setup.sandbox,
    colorScheme: null,
  });
  const page = await app.firstWindow();
  await page.goto(address);
  const ids = await page
    .locator("[data-case]")
    .evaluateAll((links) => links.map((link) => link.getAttribute("data-case") ?? ""));
  expect(ids.length).toBeGreaterThan(20);
  mkdirSync(folder, { recursive: true });
  const problems: string[] = [];
  for (const id of ids.filter((one) => one.includes(only))) {
    const seen = (error: Error): void => void problems.push(`${id}: ${error.message}`);
    page.on("pageerror", seen);
    for (const theme of ["light", "dark"]) {
      await page.goto(`${address}?case=${encodeURIComponent(id)}&theme=${theme}`);
      for (const [width, height] of sizes) {
        await app.evaluate(
          ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
          [width, height] as const,
        );
        await settled(page);
        const name = `${id.replaceAll("/", "-")}-${theme}-${width}.png`;
        await page.screenshot({ path: join(folder, name), animations: "disabled" });
      }
    }
    page.off("pageerror", seen);
  }
  await app.close();
  await server.close();
  place.remove();
  expect(problems).toEqual([]);
});
