import { chmodSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src-main/core/model/ids.ts";
import { verifyLibrary } from "../../../src-main/node/app/verify-library.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { runCli } from "../../helpers/cli.ts";
import {
  actionsOf,
  openTestServices,
  type Place,
  place,
  planForTest,
  readForTest,
  reasonsOf,
  runForTest,
} from "../../helpers/services.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
datasets:
  a: {}
  dir: {type: directory}
  c: out/c.txt
steps:
  A: {run: "echo from A > {outputs.a}; echo >> ran-A", outputs: [a]}
  B: {run: "mkdir -p {outputs.dir}/deep; cp {inputs.a} {outputs.dir}/deep/copy; echo more > {outputs.dir}/more", inputs: [a], outputs: [dir]}
  C: {run: "cat {inputs.dir}/deep/copy {inputs.dir}/more > {outputs.c}", inputs: [dir], outputs: [c]}
`,
};

async function ranOnce(): Promise<Place> {
  const made = await place(files);
  expect((await runForTest(made.services, readForTest(made.file))).status).toBe("succeeded");
  return made;
}

/** Flips a bit of an object and puts its times back as far as that can be done. */
function rot({ services }: Place, digest: Digest): void {
  const path = services.library.objects.pathOf(digest);
  const { atime, mtime } = statSync(path);
  chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
  chmodSync(path, 0o444);
}

const findings = ({ services }: Place) => verifyLibrary(services.library, () => {});

describe("verifying a library", () => {
  it("finds nothing wrong where nothing is, and tells how far it is", async () => {
    const { services } = await ranOnce();
    const told: number[] = [];
    const found = await verifyLibrary(services.library, (progress) => {
      if (progress.of === "objects") told.push(progress.doneBytes);
    });
    expect(found).toMatchObject({ damaged: [], missing: [], stray: [], database: [] });
    expect(found.objects).toBe(4);
    expect(told.at(-1)).toBe(found.bytes);
  });

  it("finds a rotten bit and sets the object aside, so that the steps that need it make it again", async () => {
    const made = await ranOnce();
    const digest = sha256("from A\n");
    rot(made, digest);
    const pipeline = readForTest(made.file);
    expect(await findings(made)).toMatchObject({
      damaged: [{ digest, maker: "a, made by A in run #1", setAside: true }],
      missing: [],
    });
    const plan = await planForTest(made.services, pipeline, { force: ["B"] });
    expect(plan.steps[0]).toMatchObject({ name: "A", action: "run", reasons: [{ kind: "output-missing" }] });
    expect(await findings(made)).toMatchObject({ damaged: [], missing: [{ digest }] });
    const run = await runForTest(made.services, pipeline, { force: ["B"] });
    expect(actionsOf(run)).toEqual({ A: "executed", B: "executed", C: "reused" });
    expect(reasonsOf(run, "A")[0]).toMatch(/library no longer holds what run #1 made/);
    expect(await findings(made)).toMatchObject({ damaged: [], missing: [] });
  });

  it("names what is missing, in a folder too, and what has no place", async () => {
    const made = await ranOnce();
    const { library } = made.services;
    rmSync(library.objects.pathOf(sha256("more\n")), { force: true });
    writeFileSync(join(library.folder, "objects", "notes.txt"), "mine");
    expect(await findings(made)).toMatchObject({
      damaged: [],
      missing: [{ digest: sha256("more\n"), maker: "dir, made by B in run #1" }],
      stray: ["objects/notes.txt"],
    });
    expect(readFileSync(join(library.folder, "objects", "notes.txt"), "utf8")).toBe("mine");
  });

  it("finds rows that refer to nothing", async () => {
    const made = await ranOnce();
    const { database } = made.services.library;
    database.pragma("foreign_keys = 0");
    database.exec("INSERT INTO run_tags (run, tag) VALUES ('nobody', 'x')");
    expect((await findings(made)).database).toEqual(["1 rows of run_tags refer to runs that are not there"]);
  });
});

describe("a damaged object that a plan meets", () => {
  it("counts as lost when it was written to: where it is read, its step runs again in the same run", async () => {
    const made = await ranOnce();
    const digest = sha256("from A\n");
    const path = made.services.library.objects.pathOf(digest);
    chmodSync(path, 0o644);
    writeFileSync(path, "from B\n");
    const run = await runForTest(made.services, readForTest(made.file), { force: ["B"] });
    expect(run.status).toBe("succeeded");
    expect(actionsOf(run)).toEqual({ A: "executed", B: "executed", C: "reused" });
  });

  it("is an error of the step that reads it when nothing but its bytes tells, and lost from then on", async () => {
    const made = await ranOnce();
    rot(made, sha256("from A\n"));
    const { folder } = made.services.library;
    await made.services.close();
    const again = { ...made, services: await openTestServices(folder) };
    const pipeline = readForTest(made.file);
    const run = await runForTest(again.services, pipeline, { force: ["B"] });
    expect(actionsOf(run)).toMatchObject({ A: "reused", B: "failed" });
    expect(run.steps[1]?.error).toMatch(/is damaged or gone/);
    const next = await runForTest(again.services, pipeline, { force: ["B"] });
    expect(next.status).toBe("succeeded");
    expect(actionsOf(next).A).toBe("executed");
  });
});

describe("signet verify", () => {
  it("exits with 0 when all is well, with 1 when something is wrong, and prints one document", async () => {
    const made = await ranOnce();
    const { folder } = made.services.library;
    const good = await runCli(folder, ["verify", "--json"]);
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ objects: 4, damaged: [] });
    rot(made, sha256("from A\n"));
    const bad = await runCli(folder, ["verify"]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain(
      "a, made by A in run #1: its bytes are others than it was made of. Set aside",
    );
    expect((await runCli(folder, ["verify"])).stdout).toContain("Missing: 1");
  });

  it("names a search index that disagrees with what is recorded, and makes it anew", async () => {
    const { services } = await ranOnce();
    const { database, folder } = services.library;
    database.exec("DELETE FROM search_links; UPDATE search_numbers SET value = 0");
    const verify = async () => {
      const { code, stdout } = await runCli(folder, ["verify", "--json"]);
      return { code, found: JSON.parse(stdout).searchIndex };
    };
    const first = await verify();
    expect(first.code).toBe(1);
    expect(first.found).toContain("runs that are found by something else than what they have: 4");
    expect(await verify()).toEqual({ code: 0, found: [] });
    expect(JSON.parse((await runCli(folder, ["runs", "--json", "name:A"])).stdout).total).toBe(1);
  });
});
