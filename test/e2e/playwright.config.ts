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
  timeout: 60_000,
  globalTimeout: 20 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [["line"], ["json", { outputFile: join(results, "e2e.json") }]],
});
