// `npm run dev [-- arguments]`: the window with hot reload of the renderer, and a restart when the main process changes.
import { windowFlags } from "./chromium-flags.ts";
import { provideElectron, runtimeEnvironment } from "./electron-runtime/provide-electron.ts";
import { ensureSystem } from "./ensure-system.ts";
import { run } from "./processes.ts";
import { packageProgram, projectFolder } from "./project.ts";
import { runScript } from "./setup-problem.ts";

await runScript(async () => {
  await ensureSystem(["electron"]);
  const runtime = await provideElectron();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...runtimeEnvironment(runtime),
    ELECTRON_EXEC_PATH: runtime.executable,
  };
  delete env.ELECTRON_RUN_AS_NODE;
  const electronVite = packageProgram("electron-vite", "electron-vite");
  const appArguments = [...(await windowFlags(runtime.executable)), ...process.argv.slice(2)];
  return await run(process.execPath, [electronVite, "dev", "--watch", "--", ...appArguments], {
    cwd: projectFolder,
    env,
  });
});
