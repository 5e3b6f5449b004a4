// The app inside the stand-in runtime: starts the app whose folder is the first argument that is not a flag,
// as the default app of an ordinary Electron does. Written in JavaScript because it is copied there as it is.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";

const folder = process.argv.slice(1).find((argument) => !argument.startsWith("-"));
if (folder === undefined) {
  console.error("Usage: electron FOLDER [arguments]");
  app.exit(2);
} else {
  const appFolder = resolve(folder);
  const about = JSON.parse(readFileSync(join(appFolder, "package.json"), "utf8"));
  process.defaultApp = true;
  app.setAppPath(appFolder);
  app.setName(about.productName ?? about.name);
  if (about.version) app.setVersion(about.version);
  // Awaited at the top level: `ready` waits for it, and schemes can only be registered before `ready`.
  await import(pathToFileURL(join(appFolder, about.main)).href);
}
