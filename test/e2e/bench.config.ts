import { defineConfig } from "@playwright/test";

/** Measurements in the real window: printed, never asserted. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../../test-results/bench",
  workers: 1,
  reporter: "list",
  timeout: 120_000,
});
