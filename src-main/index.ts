import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { start } from "./electron/start.ts";

// Built, this file is out/main/index.js, two folders below the app's own.
const root = resolve(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

start({
  version,
  worker: join(root, "out/main/worker.js"),
  preload: join(root, "out/preload/index.cjs"),
  renderer: join(root, "out/renderer"),
  resources: join(root, "resources"),
  icon: join(root, "resources/icons/icon-256.png"),
});
