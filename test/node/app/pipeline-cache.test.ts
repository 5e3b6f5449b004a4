import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { loadPipelineOnce, readPipelineOnce } from "../../../src-main/node/app/load-pipeline.ts";
import { type PipelineCache, pipelineCache } from "../../../src-main/node/app/pipeline-cache.ts";
import { readPipelineFile } from "../../../src-main/node/app/pipeline-files.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

let folder: string;
let cache: PipelineCache;
let file: string;

const put = (path: string, text: string): string => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
};

const openCache = (reader: string | null): PipelineCache => {
  mkdirSync(join(folder, "tmp"), { recursive: true });
  return pipelineCache(join(folder, "kept"), join(folder, "tmp"), reader);
};

/** What is read of the file, and whether it was recalled. */
async function reading(): Promise<{ recalled: boolean; found: ReturnType<typeof readPipelineFile> }> {
  let recalled = true;
  const found = await readPipelineOnce(
    {
      recall: async (...args) => {
        const known = await cache.recall(...args);
        if (known === null) recalled = false;
        return known;
      },
      remember: cache.remember,
    },
    file,
  );
  return { recalled, found };
}

/** Answers the key. */
const expectRead = async (how: "recalled" | "anew"): Promise<unknown> => {
  const { recalled, found } = await reading();
  const { key, ...rest } = found;
  expect(rest).toEqual(readPipelineFile(file));
  expect(recalled).toBe(how === "recalled");
  return key;
};

beforeEach(() => {
  folder = temporaryFolder();
  cache = openCache("reader 1");
  file = put("w/pipeline.yaml", "signet: 1\nsteps: {a: {run: 'echo > {outputs.x}', outputs: [x]}}\n");
});

describe("A pipeline that was read before", () => {
  it("is recalled as it would be read, warnings too", async () => {
    put(
      "w/pipeline.yaml",
      "signet: 1\ninclude: [none/*.yaml]\nparams: {a: 1, b: 1.0, d: .inf, e: 90071992547409931}\nsteps:\n  s: {call: m:f, outputs: [o], foreach: {lr: [1, 1.5]}, retries: 2, timeout: 5s, cache: {ttl: 1d}, needs: []}\n  t: {run: cat, inputs: [o], hooks: {after: echo}, version: 3, resources: {cpu: 2}}\n",
    );
    expect(readPipelineFile(file).diagnostics).not.toEqual([]);
    await expectRead("anew");
    await expectRead("recalled");
  });

  it("is read anew when its text changed, also to one of the same length", async () => {
    const first = await expectRead("anew");
    put("w/pipeline.yaml", readFileSync(file, "utf8").replaceAll("x", "y"));
    const second = await expectRead("anew");
    expect([typeof first, second === first]).toEqual(["string", false]);
    expect(await expectRead("recalled")).toBe(second);
  });

  it("is read anew when a file that it includes changed, went, or one appeared that its pattern means", async () => {
    put(
      "w/pipeline.yaml",
      "signet: 1\ninclude: ['conf/**', other.yaml]\nsteps: {s: {run: 'x {params.n}'}}\n",
    );
    put("w/other.yaml", "params: {n: 1}\n");
    await expectRead("anew");
    await expectRead("recalled");
    put("w/other.yaml", "params: {n: 2}\n");
    await expectRead("anew");
    put("w/conf/deep/new.yaml", "params: {n: 3, m: 1}\n");
    await expectRead("anew");
    await expectRead("recalled");
    rmSync(join(folder, "w/conf/deep/new.yaml"));
    await expectRead("anew");
    await expectRead("recalled");
    rmSync(join(folder, "w/other.yaml"));
    await expectRead("anew");
  });

  it("is read anew by another build, and where it is kept by none", async () => {
    await expectRead("anew");
    cache = openCache("reader 2");
    await expectRead("anew");
    await expectRead("recalled");
    // Of two on one library neither takes the other's place.
    cache = openCache("reader 1");
    await expectRead("recalled");
    cache = openCache(null);
    await expectRead("anew");
    await expectRead("anew");
  });

  it("is read anew at another place: paths in it are of its folder", async () => {
    await expectRead("anew");
    file = put("v/pipeline.yaml", readFileSync(file, "utf8"));
    await expectRead("anew");
  });

  it("is read anew when what was kept is cut off or changed", async () => {
    await expectRead("anew");
    const [name = ""] = readdirSync(join(folder, "kept"));
    const kept = join(folder, "kept", name);
    const whole = readFileSync(kept, "utf8");
    for (const broken of ["", "{", whole.slice(0, -5), whole.replace("echo", "ohce")]) {
      writeFileSync(kept, broken);
      await expectRead("anew");
      expect(readFileSync(kept, "utf8")).toBe(whole);
    }
  });
});

describe("A pipeline that cannot be used", () => {
  it("is not kept, and says what is wrong each time", async () => {
    put("w/pipeline.yaml", "signet: 1\nsteps: {a: {run: 3}}\n");
    await expectRead("anew");
    await expectRead("anew");
    const loaded = await loadPipelineOnce(cache, file);
    expect(loaded.ok ? null : loaded.error.message).toBe(`${file} cannot be used: 1 error`);
  });

  it("is said to be missing when it is", async () => {
    rmSync(file);
    const { found } = await reading();
    expect(found).toEqual(readPipelineFile(file));
    expect(found.diagnostics.map(({ code }) => code)).toEqual(["file-missing"]);
  });
});

describe("What is kept", () => {
  it("is at most 200 pipelines", async () => {
    for (let index = 0; index < 205; index += 1) {
      file = put(`w/${index}.yaml`, "signet: 1\nsteps: {a: {run: echo}}\n");
      await reading();
    }
    expect(readdirSync(join(folder, "kept"))).toHaveLength(200);
    await expectRead("recalled");
  });
});
