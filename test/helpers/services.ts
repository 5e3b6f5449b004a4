import { join, resolve } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type PublicRun, publicRun } from "../../src-main/cli/public-run.ts";
import type { Pipeline } from "../../src-main/core/model/pipeline.ts";
import type { Plan } from "../../src-main/core/model/plan.ts";
import { applyOverrides } from "../../src-main/core/pipeline/overrides.ts";
import { storedPipeline } from "../../src-main/core/pipeline/stored-pipeline.ts";
import { loadPipeline } from "../../src-main/node/app/pipeline-files.ts";
import type { StartedRun } from "../../src-main/node/app/pipeline-runs.ts";
import { openServices, type Services } from "../../src-main/node/app/services.ts";
import { temporaryFolder, writeFiles } from "./workspace.ts";

/** Opens a library for one test; closed when the test ends. */
export async function openTestServices(library: string): Promise<Services> {
  const opened = await openServices({
    library,
    resources: resolve("resources"),
    appVersion: "test",
  });
  if (!opened.ok) throw new Error(opened.error.message);
  let closed = false;
  const close = async () => {
    if (!closed) await opened.value.close();
    closed = true;
  };
  onTestFinished(close);
  return { ...opened.value, close };
}

export type Place = { readonly services: Services; readonly workspace: string; readonly file: string };

/** A workspace with these files, and a library of its own. `file` is its `pipeline.yaml`. */
export async function place(files: { readonly [path: string]: string }): Promise<Place> {
  const workspace = temporaryFolder();
  writeFiles(workspace, files);
  const services = await openTestServices(join(temporaryFolder(), "library"));
  return { services, workspace, file: join(workspace, "pipeline.yaml") };
}

export function readForTest(file: string, overrides: { readonly [name: string]: string } = {}): Pipeline {
  const loaded = loadPipeline(file);
  if (!loaded.ok) throw new Error(loaded.error.diagnostics.map(({ message }) => message).join("\n"));
  const applied = applyOverrides(loaded.value.pipeline, overrides);
  if (!applied.ok) throw new Error(applied.error.map(({ message }) => message).join("\n"));
  return applied.value;
}

export type RunTestOptions = {
  readonly targets?: readonly string[];
  readonly from?: readonly string[];
  readonly only?: readonly string[];
  readonly force?: boolean | readonly string[];
  readonly jobs?: number;
  /** Null: as the library's settings say. */
  readonly keepGoing?: boolean | null;
};

/** Starts a pipeline; the answer cancels it and tells how it ended. */
export async function startForTest(
  services: Services,
  pipeline: Pipeline,
  options: RunTestOptions = {},
): Promise<StartedRun> {
  const started = await services.pipelines.start(pipeline, {
    targets: options.targets ?? [],
    from: options.from ?? [],
    only: options.only ?? [],
    force: options.force ?? false,
    jobs: options.jobs ?? 2,
    keepGoing: options.keepGoing === undefined ? false : options.keepGoing,
    pipelineId: null,
    name: null,
    project: null,
    tags: [],
  });
  if (!started.ok)
    throw new Error(
      [started.error.message, ...started.error.diagnostics.map(({ message }) => message)].join("\n"),
    );
  return started.value;
}

/** Runs a pipeline to its end and answers what `signet run --json` would print. */
export async function runForTest(
  services: Services,
  pipeline: Pipeline,
  options: RunTestOptions = {},
): Promise<PublicRun> {
  const started = await startForTest(services, pipeline, options);
  await started.finished;
  return publicRun(services, started.run);
}

/**
 * A plan. What the terminal is told, which may have been planned before, must be the same at every place of every test.
 */
export async function planForTest(
  services: Services,
  pipeline: Pipeline,
  options: RunTestOptions = {},
): Promise<Plan> {
  const choice = {
    targets: options.targets ?? [],
    from: options.from ?? [],
    only: options.only ?? [],
    force: options.force ?? false,
  };
  const key = storedPipeline(pipeline);
  const known = await services.pipelines.plan(pipeline, choice, { key });
  // Commands of keys are executed for each plan, and tests count them.
  const isAsked = pipeline.steps.some(({ cache }) => cache.kind === "key");
  const plan = isAsked ? known : await services.pipelines.plan(pipeline, choice);
  expect(known).toEqual(plan);
  if (!isAsked) expect(await services.pipelines.plan(pipeline, choice, { key })).toEqual(plan);
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

/** `{A: "executed", B: "reused"}` */
export const actionsOf = (run: PublicRun): { [step: string]: string } =>
  Object.fromEntries(run.steps.map(({ name, action }) => [name, action]));

/** The sentences of one step's reasons. */
export const reasonsOf = (
  run: {
    readonly steps: readonly {
      readonly name: string;
      readonly reasons: readonly { readonly text: string }[];
    }[];
  },
  step: string,
): string[] => run.steps.find(({ name }) => name === step)?.reasons.map(({ text }) => text) ?? [];
