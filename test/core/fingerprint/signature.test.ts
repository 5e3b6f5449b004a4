import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Fingerprint, signatureOf } from "../../../src-main/core/fingerprint/fingerprint.ts";
import type { Digest, Signature } from "../../../src-main/core/model/ids.ts";
import { buildFingerprint } from "../../../src-main/core/plan/build-fingerprint.ts";
import type { Content } from "../../../src-main/core/ports/files.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";

import { summarizeModule } from "../../../src-main/node/host/python-summaries.ts";
import { workspaceFiles } from "../../../src-main/node/host/workspace-files.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { readForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const fingerprint: Fingerprint = {
  format: 3,
  kind: "run",
  command: { kind: "shell", text: "sh x.sh {params.n}" },
  code: { "x.sh": "sha256:aa" as Digest, "y.sh": "sha256:bb" as Digest },
  params: { n: 1n, m: { deep: 0.5 } },
  inputs: { left: "sha256:cc" as Digest, right: "sha256:dd" as Digest },
  gathered: { parts: ["lr=0.1", "lr=0.2"] },
  env: { LANG: "C", MISSING: null },
  outputs: { out: { suffix: ".csv", type: "file" } },
  inPlace: { log: "log.txt" },
  formats: { inputs: { left: "csv" }, outputs: { out: "pickle" } },
  python: { implementation: "cpython", version: "3.11", distributions: { numpy: "1.26.4" } },
  key: "v1",
  version: null,
  after: ["sha256:ee" as Signature],
  scope: null,
};

const sign = (changes: Partial<Fingerprint> = {}): Signature =>
  signatureOf({ ...fingerprint, ...changes }, sha256);

describe("a signature", () => {
  it("is the digest of the fingerprint, and stays what it is from one version to the next", () => {
    expect(sign()).toBe("sha256:52306a036550b440fbf742ea7194dbd7fab2c73ce3adc8b84022fa541b92e957");
  });

  it("does not depend on the order of keys", () => {
    const { inputs, params, code, ...rest } = fingerprint;
    const turned: Fingerprint = {
      inputs: Object.fromEntries(Object.entries(inputs).reverse()),
      params: Object.fromEntries(Object.entries(params).reverse()),
      code: Object.fromEntries(Object.entries(code).reverse()),
      ...rest,
    };
    expect(Object.keys(turned)).not.toEqual(Object.keys(fingerprint));
    expect(signatureOf(turned, sha256)).toBe(sign());
  });

  const changes: readonly (readonly [what: string, change: Partial<Fingerprint>])[] = [
    ["the command", { command: { kind: "shell", text: "sh x.sh  {params.n}" } }],
    ["a shell or none", { command: { kind: "argv", words: ["sh", "x.sh", "{params.n}"] } }],
    ["a file's bytes", { code: { ...fingerprint.code, "y.sh": "sha256:b0" as Digest } }],
    ["a file's name", { code: { "x.sh": "sha256:aa" as Digest, "z.sh": "sha256:bb" as Digest } }],
    ["one file less", { code: { "x.sh": "sha256:aa" as Digest } }],
    ["a parameter's value", { params: { ...fingerprint.params, n: 2n } }],
    ["a parameter's type", { params: { ...fingerprint.params, n: 1 } }],
    ["a parameter that became a text", { params: { ...fingerprint.params, n: "1" } }],
    ["a nested parameter", { params: { n: 1n, m: { deep: 0.25 } } }],
    ["a parameter's name", { params: { k: 1n, m: { deep: 0.5 } } }],
    ["an input's bytes", { inputs: { ...fingerprint.inputs, left: "sha256:c0" as Digest } }],
    ["inputs exchanged", { inputs: { left: "sha256:dd" as Digest, right: "sha256:cc" as Digest } }],
    ["a port's name", { inputs: { first: "sha256:cc" as Digest, right: "sha256:dd" as Digest } }],
    ["an environment value", { env: { ...fingerprint.env, LANG: "de" } }],
    ["a variable that is there but empty", { env: { ...fingerprint.env, MISSING: "" } }],
    ["an output's suffix", { outputs: { out: { suffix: ".tsv", type: "file" } } }],
    ["an output's type", { outputs: { out: { suffix: ".csv", type: "directory" } } }],
    ["an output's port", { outputs: { result: { suffix: ".csv", type: "file" } } }],
    ["a fixed path", { inPlace: { log: "logs.txt" } }],
    ["the version", { version: "2" }],
    ["a function instead", { kind: "call", command: { kind: "call", module: "a", function: "b" } }],
    ["another function", { kind: "call", command: { kind: "call", module: "a", function: "c" } }],
    ["the order of what is gathered", { gathered: { parts: ["lr=0.2", "lr=0.1"] } }],
    ["what gathers it", { gathered: { pieces: ["lr=0.1", "lr=0.2"] } }],
    ["how an input is loaded", { formats: { inputs: { left: "json" }, outputs: { out: "pickle" } } }],
    ["how an output is saved", { formats: { inputs: { left: "csv" }, outputs: { out: "joblib" } } }],
    ["no Python at all", { python: null }],
    [
      "the Python",
      { python: { implementation: "cpython", version: "3.12", distributions: { numpy: "1.26.4" } } },
    ],
    [
      "a package",
      { python: { implementation: "cpython", version: "3.11", distributions: { numpy: "2.0.0" } } },
    ],
    ["the key of its cache", { key: "v2" }],
    ["no key at all", { key: null }],
    ["a step before it", { after: ["sha256:ef" as Signature] }],
    ["its scope", { scope: { project: "p", pipeline: "q", step: null } }],
    ["its scope's step", { scope: { project: "p", pipeline: "q", step: "s" } }],
  ];

  it.each(changes)("changes with %s", (_what, change) => {
    expect(sign(change)).not.toBe(sign());
  });

  it("changes differently with each of them", () => {
    expect(new Set(changes.map(([, change]) => sign(change))).size).toBe(changes.length);
  });
});

const pipelineText = `signet: 1
name: made
params:
  n: 1
  unused: 5
datasets:
  raw: raw.txt
  made: out/made.txt
steps:
  make:
    run: sh x.sh {params.n} {inputs.raw} {outputs.made}
    inputs: [raw]
    outputs: [made]
`;

/** The signature of the only step of a pipeline as it stands in a folder. */
async function signatureIn(folder: string): Promise<Signature> {
  const pipeline = readForTest(join(folder, "pipeline.yaml"));
  const files = workspaceFiles(folder, memoryCache());
  const [step] = pipeline.steps;
  if (step === undefined || pipeline.steps.length > 1) throw new Error("The pipeline has not one step");
  const contents = new Map<string, Content>();
  for (const { dataset: name } of step.inputs) {
    const dataset = pipeline.datasets.find((one) => one.name === name);
    const content = await files.content(dataset?.path ?? "", { type: "file", ignore: [] });
    if (!content.ok || content.value === null) throw new Error(`${name} cannot be read`);
    contents.set(name, content.value);
  }
  const built = await buildFingerprint(
    {
      files,
      env: {},
      sha256,
      summaries: { get: () => null, put: () => {} },
      summarize: summarizeModule,
      environments: { find: async () => null },
    },
    pipeline,
    step,
    contents,
    { after: [], key: null },
  );
  if (!built.ok) throw new Error(built.error.message);
  return signatureOf(built.value.fingerprint, sha256);
}

describe("the signature of a step", () => {
  const files = { "pipeline.yaml": pipelineText, "x.sh": 'cp "$2" "$3"\n', "raw.txt": "raw\n" };
  const prepared = (changes: { readonly [path: string]: string } = {}): string => {
    const folder = temporaryFolder();
    writeFiles(folder, { ...files, ...changes });
    return folder;
  };

  it.each([
    ["another workspace", {}],
    ["comments and another layout of the file", { "pipeline.yaml": `# a comment\n${pipelineText}\n\n` }],
    ["the step's name", { "pipeline.yaml": pipelineText.replace("  make:", "  renamed:") }],
    ["the pipeline's name", { "pipeline.yaml": pipelineText.replace("name: made", "name: other") }],
    ["a parameter it does not use", { "pipeline.yaml": pipelineText.replace("unused: 5", "unused: 6") }],
    ["where its output is shown", { "pipeline.yaml": pipelineText.replace("out/made.txt", "elsewhere.txt") }],
    [
      "the names of datasets, under the same ports",
      {
        "pipeline.yaml": pipelineText
          .replace("  raw: raw.txt", "  source: raw.txt")
          .replace("  made: out", "  result: out")
          .replace("inputs: [raw]", "inputs: {raw: source}")
          .replace("outputs: [made]", "outputs: {made: result}"),
      },
    ],
    ["a file it has nothing to do with", { "y.sh": "" }],
  ])("does not depend on %s", async (_what, changes: { readonly [path: string]: string }) => {
    expect(await signatureIn(prepared(changes))).toBe(await signatureIn(prepared()));
  });

  it.each([
    ["its script", { "x.sh": 'cp  "$2" "$3"\n' }],
    ["its input", { "raw.txt": "raw\r\n" }],
    ["its parameter", { "pipeline.yaml": pipelineText.replace("n: 1", "n: 2") }],
    ["its parameter's type", { "pipeline.yaml": pipelineText.replace("n: 1", "n: 1.0") }],
    ["its command", { "pipeline.yaml": pipelineText.replace("sh x.sh", "sh -e x.sh") }],
    ["its output's suffix", { "pipeline.yaml": pipelineText.replace("made.txt", "made.csv") }],
  ])("depends on %s", async (_what, changes: { readonly [path: string]: string }) => {
    expect(await signatureIn(prepared(changes))).not.toBe(await signatureIn(prepared()));
  });

  it("stays when a file is touched, and when it is replaced by one with the same bytes", async () => {
    const folder = prepared();
    const before = await signatureIn(folder);
    writeFileSync(join(folder, "x.sh.new"), files["x.sh"]);
    renameSync(join(folder, "x.sh.new"), join(folder, "x.sh"));
    writeFileSync(join(folder, "raw.txt"), files["raw.txt"]);
    expect(await signatureIn(folder)).toBe(before);
  });
});
