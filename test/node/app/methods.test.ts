import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type {
  ImportCandidate,
  MethodName,
  MethodParams,
  MethodResult,
  PipelineCandidate,
} from "../../../src-main/core/contract/methods.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { isActive } from "../../../src-main/core/model/run.ts";
import { createApp } from "../../../src-main/node/app/create-app.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const pipeline = `signet: 1
name: p
params: {n: 1}
datasets:
  table: {path: table.csv}
steps:
  a: {run: "sh a.sh {params.n} {outputs.table}", outputs: [table]}
  b: {run: "sh b.sh {inputs.table} {outputs.copy}", inputs: [table], outputs: [copy]}
`;

function pipelineOf(candidate: ImportCandidate | undefined): PipelineCandidate {
  if (candidate?.kind !== "pipeline") throw new Error("This is no pipeline");
  return candidate;
}

/** The app over a new library, with this pipeline imported; a call that fails throws. */
async function app(text = pipeline) {
  const workspace = temporaryFolder();
  writeFiles(workspace, {
    "pipeline.yaml": text,
    "a.sh": "echo x,y > $2; echo $1,b >> $2\n",
    "b.sh": "cp $1 $2\n",
  });
  const opened = await createApp({
    library: join(temporaryFolder(), "library"),
    resources: resolve("resources"),
    appVersion: "test",
  });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(opened.value.close);
  const file = join(workspace, "pipeline.yaml");
  const call = async <Name extends MethodName>(
    name: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> => {
    const answer = await opened.value.call(name, params);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value as MethodResult<Name>;
  };
  const [candidate] = await call("pipelines.inspect", { paths: [file] });
  const { id } = await call("pipelines.import", { path: file, trust: pipelineOf(candidate).trust ?? "" });
  const request = (overrides: { readonly [name: string]: string } = {}) => ({
    id,
    overrides,
    targets: [],
    from: [],
    only: [],
    force: false,
  });
  const ended = new Map<RunId, () => void>();
  opened.value.onEvent((event) => {
    if (event.type === "run" && !isActive(event.run.status)) ended.get(event.run.id)?.();
  });
  const run = async (overrides: { readonly [name: string]: string } = {}): Promise<RunId> => {
    const started = await call("pipelines.run", { ...request(overrides), name: null });
    await new Promise<void>((done) => {
      ended.set(started.run, done);
      void call("runs.get", { id: started.run }).then(({ status }) => !isActive(status) && done());
    });
    return started.run;
  };
  return { call, request, run, id, file, workspace };
}

describe("the methods of pipelines and runs", () => {
  it("explain a reason of a plan, and accept what it would run", async () => {
    const { call, request, run, workspace } = await app();
    const first = await run();
    writeFileSync(join(workspace, "b.sh"), "cp -f $1 $2\n");
    const { plan } = await call("pipelines.plan", request());
    expect(plan?.steps[1]).toMatchObject({ name: "b", action: "run", reasons: [{ kind: "code-changed" }] });
    expect(await call("pipelines.explain", { ...request(), step: "b", reason: 0 })).toEqual({
      title: "b.sh",
      from: { label: "run #1", content: { kind: "text", text: "cp $1 $2\n" } },
      to: { label: "now", content: { kind: "text", text: "cp -f $1 $2\n" } },
      line: 1,
      // Only one run computed it.
      runs: null,
    });
    await expect(call("pipelines.explain", { ...request(), step: "b", reason: 7 })).rejects.toThrow(
      "The plan has changed meanwhile",
    );
    const accepted = await call("pipelines.accept", { ...request(), step: "b" });
    const made = await call("runs.get", { id: accepted.run });
    expect(made).toMatchObject({ step: "b", parent: first });
    const after = await call("pipelines.plan", request());
    expect(after.plan?.steps[1]).toMatchObject({ action: "reuse" });
  });

  it("clone a run, of a step that step alone", async () => {
    const { call, request, run, id } = await app();
    const first = await run({ n: "5" });
    expect(await call("runs.clone", { id: first })).toEqual({ ...request({ n: "5" }), notes: [] });
    const { steps } = await call("runs.get", { id: first });
    expect(await call("runs.clone", { id: steps[0]?.id ?? first })).toMatchObject({ id, only: ["a"] });
    await call("pipelines.forget", { id });
    await expect(call("runs.clone", { id: first })).rejects.toThrow(/import .*pipeline\.yaml/);
  });

  it("put a pipeline that was taken off the list back as it was, with its runs and what was agreed to", async () => {
    const { call, request, run, id } = await app();
    const first = await run();
    const before = await call("pipelines.list", {});
    await call("pipelines.forget", { id });
    expect(await call("pipelines.list", {})).toEqual([]);
    await call("pipelines.remember", { id });
    expect(await call("pipelines.list", {})).toEqual(before);
    expect((await call("pipelines.plan", request())).latest).toBe(first);
    await expect(call("pipelines.remember", { id })).rejects.toThrow("import its file again");
  });

  it("plan and run a choice of steps", async () => {
    const { call, request, run } = await app();
    await run();
    const { plan } = await call("pipelines.plan", { ...request({ n: "2" }), only: ["b"] });
    expect(plan?.steps).toMatchObject([{ name: "b", action: "reuse" }]);
    const started = await call("pipelines.run", { ...request(), from: ["b"], force: true, name: null });
    expect((await call("runs.get", { id: started.run })).steps.map(({ name }) => name)).toEqual(["b"]);
  });

  it("read the tables of a run as they were", async () => {
    const { call, run } = await app();
    const first = await run();
    await run({ n: "2" });
    const table = (name: string) => call("runs.table", { id: first, role: "output", name, rows: 10 });
    expect(await table("table")).toEqual({ kind: "table", columns: ["x", "y"], rows: [[1, "b"]], total: 1 });
    expect(await table("copy")).toEqual({
      kind: "unreadable",
      why: "Tables are read from CSV, TSV, JSON, YAML and Parquet; this is pickle",
    });
    await expect(table("nope")).rejects.toThrow("The run has no output nope");
  });
});

describe("a pipeline whose commands nobody agreed to", () => {
  const withKey = (command: string) =>
    `signet: 1\nname: p\nsteps:\n  a: {run: "echo a > {outputs.x}", outputs: [x], cache: {key: "${command}"}}\n`;

  it("is planned without running the command of its cache key", async () => {
    const { call, request, file, workspace } = await app(withKey("echo 1; echo asked >> asked.log"));
    const asked = join(workspace, "asked.log");
    const trusted = await call("pipelines.plan", request());
    expect(trusted.plan?.steps[0]).toMatchObject({ action: "run" });
    expect(readFileSync(asked, "utf8")).toBe("asked\n");
    writeFileSync(file, withKey("echo 2; echo again >> other.log"));
    const view = await call("pipelines.plan", request());
    expect(view.summary.trusted).toBe(false);
    expect(existsSync(join(workspace, "other.log"))).toBe(false);
    await expect(call("pipelines.accept", { ...request(), step: "a" })).rejects.toThrow("review and trust");
    expect(existsSync(join(workspace, "other.log"))).toBe(false);
    const [candidate] = await call("pipelines.inspect", { paths: [file] });
    expect(JSON.stringify(pipelineOf(candidate).commands)).toContain("other.log");
  });
});
