import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../processes.ts";
import { packageFolder } from "../project.ts";
import { SetupProblem } from "../setup-problem.ts";
import { cacheFolder, withLock } from "./cache.ts";

/** An Electron executable and its version, `major.minor.patch`. */
export type Executable = { path: string; version: string };

/** A download that shows no progress for so long is given up. */
const stallLimitMs = 6_000;

/** After a failed download the next starts do not wait for another one. */
const failureHoldsMs = 24 * 60 * 60 * 1000;

/** The executable in the folder that `ELECTRON_OVERRIDE_DIST_PATH` names, or null when that is not set. */
export function overriddenElectron(): Executable | null {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!folder) return null;
  const path = join(folder, executableName());
  if (!existsSync(path)) {
    throw new SetupProblem(`ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${path}`);
  }
  return { path, version: versionOf(folder) ?? packageVersion() };
}

/** The executable that the `electron` package has downloaded before, or null. */
export function downloadedElectron(): Executable | null {
  const folder = join(packageFolder("electron"), "dist");
  const path = join(folder, executableName());
  // The package writes path.txt last: without it an unpacking was interrupted.
  if (!existsSync(path) || !existsSync(join(packageFolder("electron"), "path.txt"))) return null;
  return { path, version: versionOf(folder) ?? packageVersion() };
}

/**
 * Downloads the Electron of the `electron` package with that package's own means, once; null when that fails.
 * `rememberFailure`: skip the attempt for a day after a failed one.
 */
export async function downloadElectron(rememberFailure: boolean): Promise<Executable | null> {
  const version = packageVersion();
  const failureStamp = join(cacheFolder(), `electron-${version}-not-downloadable`);
  if (rememberFailure && isFresh(failureStamp)) return null;
  return await withLock(`electron-${version}`, async () => {
    const byAnotherProcess = downloadedElectron();
    if (byAnotherProcess) return byAnotherProcess;
    console.log(`Downloading Electron ${version}…`);
    const problem = (await download()) ?? (await unpack());
    if (problem === null) {
      rmSync(failureStamp, { force: true });
      return downloadedElectron();
    }
    const retry = rememberFailure
      ? ` It will be tried again tomorrow, or after removing ${failureStamp}.`
      : "";
    console.log(`Electron ${version} could not be downloaded: ${problem}.${retry}`);
    if (rememberFailure) writeFileSync(failureStamp, `${problem}\n`);
    return null;
  });
}

/** Fetches the archive into the download cache of `@electron/get`; null when it is there, else the reason in words. */
function download(): Promise<string | null> {
  return new Promise((resolve) => {
    // A process of its own, because a fetch that hangs in name resolution or in a proxy can only be ended so.
    const child = spawn(process.execPath, [join(import.meta.dirname, "download-archive.ts")], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let reason = "";
    let stalled = false;
    const giveUp = (): void => {
      stalled = true;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(giveUp, stallLimitMs);
    child.on("message", () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, stallLimitMs);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      reason += text;
    });
    child.once("close", (status) => {
      clearTimeout(timer);
      if (status === 0) resolve(null);
      else if (stalled) resolve(`no progress for ${stallLimitMs / 1000} seconds`);
      else resolve(reason.trim().split("\n").at(-1) ?? "the download ended early");
    });
  });
}

/** Lets the package unpack the archive that is now in the download cache. */
async function unpack(): Promise<string | null> {
  const installer = join(packageFolder("electron"), "install.js");
  const unpacking = await capture(process.execPath, [installer]);
  return unpacking.status === 0
    ? null
    : (unpacking.stderr.trim().split("\n")[0] ?? "it could not be unpacked");
}

function isFresh(stamp: string): boolean {
  return existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < failureHoldsMs;
}

function packageVersion(): string {
  return (
    JSON.parse(readFileSync(join(packageFolder("electron"), "package.json"), "utf8")) as { version: string }
  ).version;
}

/** Every Electron distribution carries its version in a file of that name. */
function versionOf(folder: string): string | null {
  const file = join(folder, "version");
  return existsSync(file) ? readFileSync(file, "utf8").trim().replace(/^v/, "") : null;
}

function executableName(): string {
  if (process.platform === "darwin") return "Electron.app/Contents/MacOS/Electron";
  return process.platform === "win32" ? "electron.exe" : "electron";
}
