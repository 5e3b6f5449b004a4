import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The gallery: `npm run gallery`. At `/` the window over fixtures. Neither is part of what is shipped. */
export default defineConfig({
  root: "src-renderer",
  cacheDir: "../.cache/vite-gallery",
  plugins: [react()],
  worker: { format: "es" },
  server: { port: 5199, fs: { allow: [".."] }, open: false },
  preview: { port: 5198 },
  build: {
    outDir: "../.cache/gallery",
    emptyOutDir: true,
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: { input: new URL("gallery.html", import.meta.url).pathname },
  },
});
