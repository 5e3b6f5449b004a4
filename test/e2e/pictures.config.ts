import { defineConfig } from "@playwright/test";

/** Not tests: they drive the app to the views that the README shows and keep what the window looks like there. */
export default defineConfig({
  testDir: ".",
  testMatch: "pictures.shots.ts",
  outputDir: "../../test-results/pictures",
  workers: 1,
  reporter: "line",
  timeout: 120_000,
});
