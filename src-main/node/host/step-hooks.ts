import { unreachable } from "../../core/base/unreachable.ts";
import type { Hooks } from "../../core/model/pipeline.ts";
import type { AbortSignal } from "../../core/ports/executor.ts";
import { announce } from "./step-console.ts";
import { hookVariable } from "./step-descendants.ts";
import { runStepProcess } from "./step-process.ts";
import { type StepSetting, shellWords } from "./step-setting.ts";

/** What has become of the step when a hook runs, in its `SIGNET_STATUS`. */
const statusAt: { readonly [hook in keyof Hooks]: string } = {
  before: "starting",
  after: "succeeded",
  failed: "failed",
};

export type HookPlace = {
  /** The workspace. */
  readonly cwd: string;
  /** The console, which says which hook it is and takes what it prints. */
  readonly log: string;
  readonly signal: AbortSignal;
  readonly hurry: AbortSignal;
};

export type HookEnd =
  | { readonly kind: "ended" | "cancelled" }
  | { readonly kind: "failed"; readonly error: string };

/** Runs one of a step's hooks to its end. */
export async function runHook(
  hook: keyof Hooks,
  text: string,
  { values, env }: StepSetting,
  { cwd, log, signal, hurry }: HookPlace,
): Promise<HookEnd> {
  await announce(log, `hook: ${hook}`);
  const exit = await runStepProcess(
    {
      argv: shellWords(text, values),
      cwd,
      env: { ...env, [hookVariable]: hook, SIGNET_STATUS: statusAt[hook] },
      log,
      exitFile: null,
    },
    { signal, hurry, timeout: null },
    async () => {},
  );
  const failed = (what: string): HookEnd => ({ kind: "failed", error: `Its hook \`${hook}\` ${what}` });
  switch (exit.kind) {
    case "cancelled":
    case "timed-out":
      return { kind: "cancelled" };
    case "not-started":
      return failed(`could not be started: ${exit.error}`);
    case "killed":
      return failed(`was ended by ${exit.signal}`);
    case "exited":
      return exit.code === 0 ? { kind: "ended" } : failed(`ended with exit code ${exit.code}`);
    default:
      return unreachable(exit);
  }
}
