// `npm start [-- arguments]`: opens Signet's window, on the bundled example when no argument is given; where there is
// no screen, runs the example in the terminal; with --window-only, as `signet open` gives it, says so and does nothing.
import { windowFlags } from "./chromium-flags.ts";
import { findDisplay } from "./display.ts";
import { provideElectron, runtimeEnvironment } from "./electron-runtime/provide-electron.ts";
import { ensureSystem } from "./ensure-system.ts";
import { capture, run } from "./processes.ts";
import { buildIfNeeded, builtCli, projectFolder } from "./project.ts";
import { runScript } from "./setup-problem.ts";

await runScript(async () => {
  const display = await findDisplay();
  const args = process.argv.slice(2);
  if (display.available) return await openWindow(args.filter((arg) => arg !== "--window-only"));
  if (args.includes("--window-only")) {
    console.error(`signet: There is no screen here for a window: ${display.reason}`);
    return 2;
  }
  console.log(
    `There is no screen here (${display.reason}): running the bundled example in the terminal instead.`,
  );
  return await runExampleInTerminal();
});

async function openWindow(args: readonly string[]): Promise<number> {
  // The example's steps are in Python; what somebody else's pipeline needs, they know.
  await ensureSystem(args.length === 0 ? ["electron", "python"] : ["electron"]);
  const runtime = await provideElectron();
  await buildIfNeeded();
  const flags = await windowFlags(runtime.executable);
  const env: NodeJS.ProcessEnv = { ...process.env, ...runtimeEnvironment(runtime) };
  // Set by editors built on Electron in their terminals; it would make our Electron a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const appArguments = args.length > 0 ? args : ["--example"];
  return await run(runtime.executable, [...flags, projectFolder, ...appArguments], { env });
}

async function runExampleInTerminal(): Promise<number> {
  await ensureSystem(["python"]);
  await buildIfNeeded();
  const example = await capture(process.execPath, [builtCli, "example"]);
  if (example.status !== 0) {
    console.error(example.stderr.trim());
    return example.status;
  }
  const pipelineFile = example.stdout.trim();
  console.log(`The example's pipeline file: ${pipelineFile}`);
  const steps = [
    ["What would run, and why", "plan"],
    ["Running it", "run"],
    ["What would run now", "plan"],
  ] as const;
  for (const [heading, command] of steps) {
    console.log(`\n── ${heading}: signet ${command} ${"─".repeat(Math.max(4, 50 - heading.length))}`);
    const status = await run(process.execPath, [builtCli, command, pipelineFile]);
    if (status !== 0) return status;
  }
  console.log(`\nChange a number under params in ${pipelineFile} and run or plan it again with`);
  console.log(`  npx signet run ${pipelineFile}\nMore commands: npx signet --help`);
  return 0;
}
