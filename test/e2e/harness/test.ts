import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { test as base, type ElectronApplication, type TestInfo } from "@playwright/test";
import { type LaunchedApp, type LaunchOptions, launchApp } from "./launch.ts";
import { makePlace, type Place } from "./place.ts";

/** What every end-to-end test can ask for. */
type Fixtures = {
  /** Fresh folders, removed after the test. */
  place: Place;
  /** Starts the app in these folders; what is still open at the end of the test is closed. */
  launch: (options?: Omit<LaunchOptions, "place">) => Promise<LaunchedApp>;
};

/** Playwright's `test` with the app; a failed test keeps a screenshot of every open window and the app's output. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  place: async ({}, use) => {
    const place = makePlace();
    await use(place);
    place.remove();
  },
  launch: async ({ place }, use, testInfo) => {
    const launched: LaunchedApp[] = [];
    await use(async (options) => {
      const app = await launchApp({ place, ...options });
      launched.push(app);
      return app;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, { app, output, close }] of launched.entries()) {
      if (failed) await keepEvidence(testInfo, app, output(), `app-${index}`);
      await close();
    }
  },
});

/** Writes a screenshot of every open window and the output beside the test's results. */
async function keepEvidence(
  testInfo: TestInfo,
  app: ElectronApplication,
  output: string,
  name: string,
): Promise<void> {
  for (const [index, window] of app.windows().entries()) {
    const path = testInfo.outputPath(`${name}-window-${index}.png`);
    await window.screenshot({ path });
    await testInfo.attach(basename(path), { path, contentType: "image/png" });
  }
  const path = testInfo.outputPath(`${name}-output.txt`);
  writeFileSync(path, output);
  await testInfo.attach(basename(path), { path, contentType: "text/plain" });
}
