import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { _electron, expect, type Page, test } from "@playwright/test";
import { preview } from "vite";
import { userEnvironment } from "./harness/launch.ts";
import { makePlace } from "./harness/place.ts";
import { setup } from "./harness/setup.ts";

const folder = join(import.meta.dirname, "../../test-results/gallery");
const plain = { forcedColors: "none", reducedMotion: "no-preference" } as const;
/** How pages can be looked at; the first two are taken unless others are asked for by name. */
const looks = {
  "1280": { size: [1280, 800], media: plain },
  "1920": { size: [1920, 1080], media: plain },
  "900": { size: [900, 600], media: plain },
  "2560": { size: [2560, 1440], media: plain },
  // The room that a window of 1280 by 800 has for what is enlarged to 150 %.
  zoomed: { size: [853, 533], media: plain },
  // Enlarged to 200 %: of a window of 1280 by 800, and of the smallest.
  doubled: { size: [640, 400], media: plain },
  least: { size: [450, 300], media: plain },
  forced: { size: [1280, 800], media: { forcedColors: "active", reducedMotion: "reduce" } },
} as const;
type Look = keyof typeof looks;
const wanted = (process.env.SIGNET_GALLERY_LOOKS || "1280,1920").split(",") as Look[];
/** Pages whose id holds this are taken; all without it. */
const only = process.env.SIGNET_GALLERY ?? "";

/** Waits until nothing changes any more: two seconds at most, for some pages never come to rest. */
async function settled(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.locator("[data-acting]")).toHaveCount(0);
  // A graph is laid out beside the window.
  if ((await page.locator(".react-flow").count()) > 0)
    await expect(page.locator("[data-step], [data-far]").first()).toBeAttached({ timeout: 5_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState("networkidle");
  await expect(page.locator('.mantine-Loader-root, .mantine-Skeleton-root, [aria-busy="true"]'))
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
      for (const look of wanted) {
        const { size, media } = looks[look];
        await page.emulateMedia(media);
        await app.evaluate(
          ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
          size,
        );
        await settled(page).catch((error: Error) => problems.push(`${id}: ${error.message}`));
        const name = `${id.replaceAll("/", "-")}-${theme}-${look}.png`;
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
