import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parsePlainJson, plainJson } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type ForeignProject, readDescription } from "../../core/foreign/description.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { interpreterFor } from "../host/interpreter.ts";
import { projectFiles } from "../host/project-files.ts";
import { cachedDigest } from "../host/stat-cache.ts";
import { commonEnvironment, type StepSurroundings } from "../host/step-environment.ts";
import type { Library } from "./library.ts";
import { librarySettings } from "./library-settings.ts";
import { foreignProject } from "./read-in-format.ts";
import { type UsablePipeline, usable } from "./usable-pipeline.ts";

/** What asking a project takes. */
type Asking = {
  readonly library: Library;
  readonly readEnv: () => Promise<StepSurroundings["env"]>;
  readonly resources: string;
};

/** Environment variables that tell a tool which configuration to read. */
const configuring: { readonly [tool in ForeignProject["tool"]]: readonly string[] } = {
  kedro: ["KEDRO_ENV"],
  luigi: ["LUIGI_CONFIG_PATH", "LUIGI_CONFIG_PARSER"],
  clearml: [],
};

/** How long a project's code may take to tell its steps, in milliseconds. */
const longest = 5 * 60_000;

/** How much of what it said last is told when it fails, in characters. */
const toldOfError = 2_000;

/**
 * The pipeline of another tool's project, told by the project's own code: to be called only when the person agreed to
 * running that. What was told before for exactly these files, by this Python, is not asked again.
 */
export async function describedPipeline(
  asking: Asking,
  read: UsablePipeline,
): Promise<Result<UsablePipeline, Failure>> {
  const { pipeline } = read;
  if (pipeline.foreign?.awaitsCode !== true) return ok(read);
  let text: string;
  try {
    text = readFileSync(pipeline.file, "utf8");
  } catch (error) {
    return err(inputFailure(`${pipeline.file} cannot be read: ${(error as Error).message}`));
  }
  const project = foreignProject({ file: pipeline.file, text });
  if (project === null)
    return err(inputFailure(`${pipeline.file} is no ${pipeline.foreign.format} project any more`));
  const { library } = asking;
  const env = await asking.readEnv();
  const interpreter = interpreterFor(
    pipeline,
    env.PATH ?? "/usr/bin:/bin",
    library.shims,
    librarySettings(library).python,
  );
  if (interpreter.python === null)
    return err(
      inputFailure(
        `There is no Python to ask the project ${project.name} with: make an environment at ${join(project.workspace, ".venv")}, or install python3`,
      ),
    );
  const key = await digestOf(asking, project, interpreter.python, env);
  const known = library.summaries.get(key);
  const told =
    known === null
      ? await ask(
          { env, interpreter, resources: asking.resources, library: library.folder },
          project,
          interpreter.python,
        )
      : ok(known);
  if (!told.ok) return told;
  const found = readDescription(project, parsePlainJson(told.value));
  const sound = usable(pipeline.file, found);
  if (sound.ok && known === null) library.summaries.put(key, told.value);
  return sound;
}

/** Tells one state of a project from another: who asks, its Python, its code and its configuration, and which of it is chosen. */
async function digestOf(
  { library, resources }: Asking,
  { tool, workspace }: ForeignProject,
  python: string,
  env: StepSurroundings["env"],
): Promise<string> {
  const adapters = join(resources, "python", "signet", "adapters");
  const chosen = configuring[tool].map((name) => env[name] ?? null);
  const hash = createHash("sha256").update(JSON.stringify([tool, workspace, python, chosen]));
  for (const name of [`${tool}.py`, "description.py"]) hash.update(readFileSync(join(adapters, name)));
  for (const path of await projectFiles(workspace)) {
    const { digest } = await cachedDigest(library.digests, resolve(workspace, path));
    hash.update(`${path}\0${digest}\0`);
  }
  return `project ${hash.digest("hex")}`;
}

function ask(
  surroundings: StepSurroundings,
  project: ForeignProject,
  python: string,
): Promise<Result<string, Failure>> {
  const folder = mkdtempSync(join(tmpdir(), "signet-describe-"));
  const answer = join(folder, "answer.json");
  return new Promise<Result<string, Failure>>((done) => {
    const child = spawn(python, ["-m", `signet.adapters.${project.tool}`, "describe", answer], {
      cwd: project.workspace,
      env: commonEnvironment(surroundings),
      stdio: ["pipe", "ignore", "pipe"],
      timeout: longest,
      killSignal: "SIGKILL",
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-toldOfError);
    });
    child.stdin.on("error", () => {});
    child.stdin.end(plainJson({ workspace: project.workspace, file: project.file }));
    child.once("error", (error) => done(err(inputFailure(`${python} cannot be started: ${error.message}`))));
    child.once("close", (code) => {
      try {
        const text = readFileSync(answer, "utf8");
        parsePlainJson(text);
        done(ok(text));
      } catch {
        const why = `The ${project.tool} project ${project.name} did not tell its steps (exit code ${code})`;
        done(err(inputFailure(said.trim() === "" ? why : `${why}:\n${said.trim()}`)));
      }
    });
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}
