import { delimiter, join } from "node:path";
import type { Interpreter } from "./interpreter.ts";
import { stepVariable } from "./step-descendants.ts";

/** What every command of a pipeline runs in. */
export type StepSurroundings = {
  /** The user's own variables, without what an outer step added. */
  readonly env: { readonly [name: string]: string | undefined };
  readonly interpreter: Interpreter;
  /** Absolute path of the app's `resources`. */
  readonly resources: string;
  /** Absolute path of the library's folder. */
  readonly library: string;
};

/** Variables that belong to one step or hook. */
const ofOneStep: ReadonlySet<string> = new Set([
  stepVariable,
  "SIGNET_CONTEXT",
  "SIGNET_EVENTS",
  "SIGNET_HOOK",
  "SIGNET_INPUTS",
  "SIGNET_OUTPUTS",
  "SIGNET_PARAMS",
  "SIGNET_PIPELINE",
  "SIGNET_PROJECT",
  "SIGNET_SCRATCH",
  "SIGNET_STATUS",
  "SIGNET_STEP",
]);

/** Folders that Python finds the observer and the SDK in. */
const pythonFolders = (resources: string): string[] => [
  join(resources, "python", "hook"),
  join(resources, "python"),
];

/**
 * The user's environment, as it is outside of any step: where Signet is itself run by a step (`signet.run` in its code),
 * what was added for that step is taken away, so that fingerprints are the same.
 */
export function userEnvironment(
  env: { readonly [name: string]: string | undefined },
  resources: string,
): { readonly [name: string]: string | undefined } {
  const ours = pythonFolders(resources);
  const kept = Object.entries(env).filter(([name]) => !ofOneStep.has(name));
  const path = env.PYTHONPATH?.split(delimiter).filter((folder) => !ours.includes(folder));
  const user = Object.fromEntries(kept.filter(([name]) => name !== "PYTHONPATH"));
  // What was there only because a step was run is gone; one that the user emptied stays empty.
  return path === undefined || (path.length === 0 && env.PYTHONPATH !== "")
    ? user
    : { ...user, PYTHONPATH: path.join(delimiter) };
}

/** Variables of every command that is run for a pipeline: a step's, a hook's, a cache key's. */
export function commonEnvironment({ env, interpreter, resources, library }: StepSurroundings): {
  readonly [name: string]: string;
} {
  const inherited = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const path = [...pythonFolders(resources), ...(env.PYTHONPATH ? [env.PYTHONPATH] : [])];
  return {
    ...Object.fromEntries(inherited),
    PATH: interpreter.path,
    PYTHONPATH: path.join(delimiter),
    // The console goes to a file, which Python would otherwise fill in large blocks, long after the fact.
    PYTHONUNBUFFERED: env.PYTHONUNBUFFERED ?? "1",
    SIGNET_CLI: join(resources, "bin", "signet"),
    SIGNET_LIBRARY: library,
  };
}
