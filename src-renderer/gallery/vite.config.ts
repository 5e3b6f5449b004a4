import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The window in a plain browser, over fixtures: `npx vite --config src-renderer/gallery/vite.config.ts`. */
export default defineConfig({
  root: "src-renderer",
  cacheDir: "../.cache/vite-gallery",
  plugins: [react()],
  server: { port: 5199, fs: { allow: [".."] } },
});
