import { defineConfig } from "@playwright/test";

/** Not tests: pictures of every page of the gallery, to be looked at. */
export default defineConfig({
  testDir: ".",
  testMatch: "gallery.shots.ts",
  outputDir: "../../test-results/gallery-run",
  workers: 1,
  reporter: "line",
});
