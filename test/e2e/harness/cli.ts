import { join } from "node:path";
import { type Captured, capture } from "../../../scripts/processes.ts";
import { userEnvironment } from "./launch.ts";
import type { Place } from "./place.ts";
import { setup } from "./setup.ts";

/** Runs the built command line program as the app's user, on the test's library. `cwd` defaults to the test's root. */
export async function runCli(place: Place, args: readonly string[], cwd = place.root): Promise<Captured> {
  const program = join(setup.appFolder, "out/main/cli.js");
  return await capture(setup.node, [program, ...args], { ...setup.user, cwd, env: userEnvironment(place) });
}

/** Runs the program and reads its JSON output; fails with what it wrote when it does not end with 0. */
export async function runCliJson(place: Place, args: readonly string[], cwd = place.root): Promise<unknown> {
  const { status, stdout, stderr } = await runCli(place, args, cwd);
  if (status !== 0) throw new Error(`signet ${args.join(" ")} ended with ${status}:\n${stderr}${stdout}`);
  return JSON.parse(stdout);
}
