import { defineConfig } from "@playwright/test";

/** Not tests: they drive the app to the views that the README shows and keep what the window looks like there. */
export default defineConfig({
  testDir: ".",
  testMatch: "turn.shots.ts",
  outputDir: "../../test-results/turn",
  workers: 1,
  reporter: "line",
  timeout: 120_000,
});
