// `npm run test:e2e [-- Playwright arguments]`: drives the built app in a real Electron. Installs or names what is
// missing, uses a virtual screen where there is none, and gives the app to an unprivileged user when started by root.
import { join } from "node:path";
import { findDisplay } from "./display.ts";
import { cleanUpE2e, e2eSetupVariable, prepareE2e } from "./e2e-setup.ts";
import { ensureSystem } from "./ensure-system.ts";
import { run } from "./processes.ts";
import { buildIfNeeded, packageProgram, projectFolder } from "./project.ts";
import { runScript } from "./setup-problem.ts";

/** Runs what follows on a screen of its own that nobody sees. */
const virtualScreen = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24"];

await runScript(async () => {
  const display = await findDisplay();
  await ensureSystem(display.available ? ["electron", "python"] : ["electron", "python", "virtual-display"]);
  await buildIfNeeded();
  const setup = await prepareE2e();
  try {
    if (!setup.sandbox) console.log("Left out: Chromium's sandbox. This machine lets no process have one.");
    const playwright = packageProgram("@playwright/test", "playwright");
    const config = join(projectFolder, "test/e2e/playwright.config.ts");
    const tests = [process.execPath, playwright, "test", "--config", config, ...process.argv.slice(2)];
    const [program = "", ...args] = display.available ? tests : [...virtualScreen, ...tests];
    const env = { ...process.env, [e2eSetupVariable]: JSON.stringify(setup) };
    return await run(program, args, { cwd: projectFolder, env });
  } finally {
    cleanUpE2e(setup);
  }
});
