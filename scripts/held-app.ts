import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Writes, in the folder `temporary`, an app for Electron that is the one in `appFolder`, but opens its windows only when
 * Playwright has attached to it, so that a test sees all of a window, whichever of the two is quicker. Playwright holds an app
 * in the same way, by the same name, but only one for which it has found Electron by itself. Answers the app's folder.
 */
export function writeHeldApp(temporary: string, appFolder: string): string {
  const folder = join(temporary, "held-app");
  const about = JSON.parse(readFileSync(join(appFolder, "package.json"), "utf8")) as { main: string };
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...about, type: "module", main: "main.js" }));
  writeFileSync(join(folder, "main.js"), heldMain(pathToFileURL(join(appFolder, about.main)).href));
  return folder;
}

const heldMain = (main: string): string => `import { app } from "electron";
const ready = app.whenReady();
const held = Promise.withResolvers();
app.whenReady = () => held.promise;
globalThis.__playwright_run = () => ready.then(held.resolve);
await import(${JSON.stringify(main)});
`;
