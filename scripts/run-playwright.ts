// Runs Playwright over the built app in a real Electron. Installs or names what is missing, uses a virtual screen where
// there is none, and gives the app to an unprivileged user when started by root.
import { join } from "node:path";
import { findDisplay } from "./display.ts";
import { cleanUpE2e, e2eSetupVariable, prepareE2e } from "./e2e-setup.ts";
import { ensureSystem } from "./ensure-system.ts";
import { run } from "./processes.ts";
import { buildIfNeeded, packageProgram, projectFolder } from "./project.ts";

/** Runs what follows on a screen of its own that nobody sees, and that stays when a test's app, its only guest, has gone. */
const virtualScreen = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24 -noreset"];

/** `config` is relative to the project; `rest` are further arguments of Playwright. Answers its exit code. */
export async function runPlaywright(config: string, rest: readonly string[]): Promise<number> {
  const display = await findDisplay();
  await ensureSystem(display.available ? ["electron", "python"] : ["electron", "python", "virtual-display"]);
  await buildIfNeeded();
  const setup = await prepareE2e();
  try {
    if (!setup.sandbox) console.log("Left out: Chromium's sandbox. This machine lets no process have one.");
    const playwright = packageProgram("@playwright/test", "playwright");
    const tests = [process.execPath, playwright, "test", "--config", join(projectFolder, config), ...rest];
    const [program = "", ...args] = display.available ? tests : [...virtualScreen, ...tests];
    const env = { ...process.env, [e2eSetupVariable]: JSON.stringify(setup) };
    return await run(program, args, { cwd: projectFolder, env });
  } finally {
    cleanUpE2e(setup);
  }
}
