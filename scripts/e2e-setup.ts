import {
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { machineFlags, sandboxPossible } from "./chromium-flags.ts";
import { canRead, enableSandboxHelper, ensureTestUser, type SystemUser, writeRunAsUser } from "./e2e-user.ts";
import { cachedFolder } from "./electron-runtime/cache.ts";
import {
  type ElectronRuntime,
  provideElectron,
  runtimeEnvironment,
} from "./electron-runtime/provide-electron.ts";
import { systemPath } from "./ensure-system.ts";
import { writeHeldApp } from "./held-app.ts";
import { isRoot } from "./processes.ts";
import { projectFolder } from "./project.ts";

/** What the end-to-end tests need to start the app; all paths are absolute and readable by `user`. */
export type E2eSetup = {
  /** What to start: Electron, or a program that becomes `user` and then Electron. */
  executable: string;
  /** Version of the Electron behind it. */
  electronVersion: string;
  /** Flags for Chromium that this machine asks for. */
  flags: string[];
  /** The folder with `package.json` and `out/`: the project, or a copy of what the app needs of it. */
  appFolder: string;
  /** What Electron is given in place of `appFolder`: the same app, held until the test is attached to it. */
  heldApp: string;
  /** The Node for the command line program. */
  node: string;
  /** The unprivileged user to run everything as when the tests were started by root; else null. */
  user: SystemUser | null;
  /** False where no sandbox can work (root in a container without privileges): what tests it is then left out. */
  sandbox: boolean;
  /** Environment for the app: PATH, and where the SQLite addon is. */
  env: Record<string, string>;
  /** A fresh folder, in which every test makes its own. */
  temporary: string;
};

/** The environment variable that carries the setup, as JSON, from the script to the tests. */
export const e2eSetupVariable = "SIGNET_E2E_SETUP";

/** Prepares a run of the end-to-end tests of the built app. Remove `temporary` afterwards. */
export async function prepareE2e(): Promise<E2eSetup> {
  const runtime = await provideElectron();
  const common = { electronVersion: runtime.version, flags: machineFlags() };
  if (!isRoot()) {
    const temporary = mkdtempSync(join(tmpdir(), "signet-e2e-"));
    return {
      ...common,
      executable: runtime.executable,
      appFolder: projectFolder,
      heldApp: writeHeldApp(temporary, projectFolder),
      node: process.execPath,
      user: null,
      sandbox: true,
      env: { ...runtimeEnvironment(runtime), PATH: process.env.PATH ?? systemPath },
      temporary,
    };
  }
  const user = await ensureTestUser();
  const sandbox = await sandboxPossible(user);
  // Root's own TMPDIR may be closed to others.
  const temporary = mkdtempSync("/tmp/signet-e2e-");
  chmodSync(temporary, 0o755);
  const executable = join(temporary, "electron");
  writeRunAsUser(executable, user, await sandboxedExecutable(runtime, user));
  const { appFolder, node } = await readableApp(user, temporary);
  const env = { ...runtimeEnvironment(runtime), PATH: systemPath };
  const heldApp = writeHeldApp(temporary, appFolder);
  return { ...common, executable, appFolder, heldApp, node, user, sandbox, env, temporary };
}

/** Removes what `prepareE2e` made for this run. */
export function cleanUpE2e(setup: E2eSetup): void {
  rmSync(setup.temporary, { recursive: true, force: true });
}

/** The runtime's executable where `user` can read it (else in a copy), with Chromium's sandbox helper enabled beside it. */
async function sandboxedExecutable(runtime: ElectronRuntime, user: SystemUser): Promise<string> {
  const folder = dirname(runtime.executable);
  const readable = (await canRead(user, [runtime.executable, join(folder, "resources.pak")]))
    ? folder
    : await cachedFolder(`electron-${runtime.version}-readable-copy`, async (copy) => {
        cpSync(folder, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
      });
  enableSandboxHelper(join(readable, "chrome-sandbox"));
  return join(readable, "electron");
}

/** The project and Node where `user` can read them; else copies of what the app needs, under `temporary`. */
async function readableApp(
  user: SystemUser,
  temporary: string,
): Promise<{ appFolder: string; node: string }> {
  const samples = [
    "package.json",
    "out/main/index.js",
    "resources",
    "node_modules/better-sqlite3/package.json",
  ];
  const readable = await canRead(user, [
    process.execPath,
    ...samples.map((path) => join(projectFolder, path)),
  ]);
  if (readable) return { appFolder: projectFolder, node: process.execPath };
  const appFolder = join(temporary, "app");
  for (const path of ["package.json", "out", "resources", ...productionPackages()]) {
    mkdirSync(dirname(join(appFolder, path)), { recursive: true });
    cpSync(join(projectFolder, path), join(appFolder, path), { recursive: true });
  }
  const node = join(temporary, "node");
  copyFileSync(process.execPath, node);
  return { appFolder, node };
}

/** Folders, relative to the project, of the packages that are there at run time, by the lock file. */
function productionPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(projectFolder, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, about]) => path.startsWith("node_modules/") && !about.dev && !about.optional)
    .map(([path]) => path);
}
