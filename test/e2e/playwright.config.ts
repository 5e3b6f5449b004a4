import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const results = join(import.meta.dirname, "../../test-results");

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: "**/*.e2e.ts",
  outputDir: join(results, "e2e"),
  // One app at a time on one screen, and no second chances: a test that fails now and then is a defect.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 240_000,
  globalTimeout: 35 * 60_000,
  // Only what hangs takes this long, also on a machine that has much else to do.
  expect: { timeout: 40_000 },
  reporter: [["line"], ["json", { outputFile: join(results, "e2e.json") }]],
});
