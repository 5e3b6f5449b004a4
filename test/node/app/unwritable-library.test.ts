import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import { collectGarbage } from "../../../src-main/node/app/collect-garbage.ts";
import { createApp } from "../../../src-main/node/app/create-app.ts";
import { openLibrary } from "../../../src-main/node/app/library.ts";
import { verifyLibrary } from "../../../src-main/node/app/verify-library.ts";
import { firstTables } from "../../../src-main/node/store/migrations/001-first-tables.ts";
import { runCli } from "../../helpers/cli.ts";
import { actionsOf, openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { isRoot, makeReadOnly, smallDisk } from "../../helpers/small-disk.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const pipeline = `signet: 1
name: p
params: {n: 1}
datasets:
  dir: {type: directory}
  b: out/b.txt
steps:
  A: {run: "echo {params.n} > {outputs.dir}/a", outputs: [dir]}
  B: {run: "cat {inputs.dir}/a > {outputs.b}; echo said", inputs: [dir], outputs: [b]}
`;
const big = `  C: {run: "head -c 1500000 /dev/urandom > {outputs.big}", outputs: [big]}\n`;

function newWorkspace(): { workspace: string; file: string } {
  const workspace = temporaryFolder();
  writeFiles(workspace, { "pipeline.yaml": pipeline });
  return { workspace, file: join(workspace, "pipeline.yaml") };
}

async function runOnce(library: string, file: string): Promise<void> {
  const run = await runCli(library, ["run", file]);
  expect(run, run.stderr).toMatchObject({ code: 0 });
}

/** The commands that read, each of which has to work. */
async function readAll(library: string, file: string): Promise<void> {
  const outcome = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(library, args);
    expect(code, `${args.join(" ")}: ${stderr}`).toBe(0);
    return stdout;
  };
  expect(await outcome("runs")).toMatch(/#1 +p +succeeded/);
  expect(await outcome("show", "1")).toContain("B");
  expect(JSON.parse(await outcome("show", "1", "--json")).steps).toHaveLength(2);
  expect(await outcome("logs", "1/B")).toContain("said");
  expect(JSON.parse(await outcome("diff", "1", "1", "--json"))).toMatchObject({ code: { changed: {} } });
  expect(await outcome("plan", file)).toContain("Nothing to run");
  expect(await outcome("verify")).toContain("All is well");
  expect(await outcome("gc")).toBe("Nothing to take away.\n");
}

/** The commands that write, each of which has to say that it cannot. */
async function refuseAll(library: string, file: string, why: RegExp): Promise<void> {
  for (const args of [["run", file, "--force"], ["backup"], ["import", file]]) {
    const { code, stdout, stderr } = await runCli(library, args);
    expect({ code, stdout }, `${args.join(" ")}: ${stderr}`).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(`The library ${library} cannot be written, only read: `);
    expect(stderr).toMatch(why);
  }
}

describe("a library in a read-only folder", () => {
  it("is read by all commands that read; those that write say so and exit with 3", async () => {
    const disk = isRoot ? smallDisk(8_000) : temporaryFolder();
    const library = join(disk, "library");
    const { file } = newWorkspace();
    await runOnce(library, file);
    makeReadOnly(disk);
    await readAll(library, file);
    await refuseAll(library, file, /(EROFS|EACCES)(?!.*Make room)/);
    for (const args of [
      ["gc", "--delete"],
      ["delete", "1", "--yes"],
    ])
      expect(await runCli(library, args)).toMatchObject({
        code: 3,
        stderr: expect.stringContaining("cannot be written, only read"),
      });
    const to = join(temporaryFolder(), "copy.db");
    expect(await runCli(library, ["backup", to])).toMatchObject({ code: 0 });
    expect(statSync(to).size).toBeGreaterThan(0);
    const doctor = await runCli(library, ["doctor"]);
    expect(doctor.stdout).toMatch(/warning +library +.*cannot be written/);
    expect(doctor.stdout).toMatch(/ok +database .*1 runs/);
  });

  it("is told to the window, which is told why with whatever would change it", async () => {
    const disk = isRoot ? smallDisk(8_000) : temporaryFolder();
    const library = join(disk, "library");
    await runOnce(library, newWorkspace().file);
    makeReadOnly(disk);
    const app = await createApp({ library, resources: resolve("resources"), appVersion: "test" });
    if (!app.ok) throw new Error(app.error.message);
    onTestFinished(() => app.value.close());
    const why = expect.stringMatching(/cannot be written, only read: (EROFS|EACCES)/);
    expect(await app.value.call("library.info", {})).toMatchObject({ ok: true, value: { readOnly: why } });
    const refused = { ok: false, error: { kind: "library", message: why } };
    expect(await app.value.call("projects.create", { path: "q" })).toMatchObject(refused);
    expect(await app.value.call("settings.set", { jobs: 3 })).toMatchObject(refused);
    // What is merely wrong is told as it is.
    expect(await app.value.call("runs.get", { id: runId("r") })).toMatchObject({
      error: { kind: "input" },
    });
  });

  it("with the tables of an older version is read, and stays as it is", async () => {
    const disk = isRoot ? smallDisk(8_000) : temporaryFolder();
    const library = join(disk, "library");
    mkdirSync(join(library, "objects"), { recursive: true });
    const path = join(library, "signet.db");
    const database = new Database(path);
    database.exec(firstTables);
    database.pragma(`application_id = ${0x5349474e}`);
    database.pragma("user_version = 1");
    database.exec(
      "INSERT INTO runs (id, number, project, name, kind, status, created) VALUES ('r', 1, 'p', 'old', 'pipeline', 'succeeded', 5)",
    );
    database.close();
    makeReadOnly(disk);
    const before = readFileSync(path);
    const runs = await runCli(library, ["show", "1"]);
    expect(runs, runs.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("old") });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

// Only root can make a small disk; the same without one is tested below for everybody.
describe.runIf(isRoot)("on a full disk", () => {
  it("reading goes on, writing stops with a message, and all works again when there is room", async () => {
    const disk = smallDisk(8_000);
    const library = join(disk, "library");
    const { file } = newWorkspace();
    await runOnce(library, file);
    const fill = join(disk, "fill");
    spawnSync("dd", ["if=/dev/zero", `of=${fill}`, "bs=1k"]);
    await readAll(library, file);
    await refuseAll(library, file, /ENOSPC.*\. Make room on its disk/);
    expect(readdirSync(join(library, "open"))).toEqual([]);
    // Room for a mark and little else.
    execFileSync("truncate", ["-s", "-100k", fill]);
    const backup = await runCli(library, ["backup"]);
    expect(backup).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringMatching(/could not be written/),
    });
    expect(readdirSync(join(library, "backups")).filter((name) => name.startsWith(".half"))).toEqual([]);
    await readAll(library, file);
    rmSync(fill);
    await runOnce(library, file);
  });

  it("what makes room works, though nothing else could be written", async () => {
    const disk = smallDisk(8_000);
    const library = join(disk, "library");
    const { file } = newWorkspace();
    writeFileSync(file, pipeline + big);
    await runOnce(library, file);
    const fill = (name: string) => spawnSync("dd", ["if=/dev/zero", `of=${join(disk, name)}`, "bs=1k"]);
    const free = () => Number(statfsSync(disk).bavail) * statfsSync(disk).bsize;
    fill("fill");
    expect(free()).toBe(0);
    expect(await runCli(library, ["delete", "1", "--yes"])).toMatchObject({ code: 0, stderr: "" });
    fill("again");
    rmSync(join(disk, "again"));
    const gc = await runCli(library, ["gc", "--delete", "--grace", "0s"]);
    expect(gc, gc.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("Taken away: 1.5 MB") });
    expect(free()).toBeGreaterThan(1_500_000);
    rmSync(join(disk, "fill"));
    await runOnce(library, file);
    expect(await runCli(library, ["verify"])).toMatchObject({ code: 0 });
  });

  it("a step whose console fills it fails, and says which disk is full", async () => {
    const disk = smallDisk(8_000);
    const library = join(disk, "library");
    const { file } = newWorkspace();
    writeFileSync(
      file,
      `${pipeline}  D: {run: "head -c 9000000 /dev/zero && cat {inputs.b} > {outputs.d}", inputs: [b], outputs: [d]}\n`,
    );
    const run = await runCli(library, ["run", file]);
    expect(run, run.stderr).toMatchObject({ code: 1 });
    expect(run.stdout).toContain(
      `D failed: The command ended with exit code 1\nThe disk of the library ${library} is full: make room there`,
    );
    expect((await runCli(library, ["runs"])).stdout).toMatch(/#1 +p +failed/);
    expect(await runCli(library, ["delete", "1", "--yes"])).toMatchObject({ code: 0 });
    writeFileSync(file, pipeline);
    await runOnce(library, file);
  });

  it("a run with next to no room from the start has ended all the same", async () => {
    const disk = smallDisk(8_000);
    const library = join(disk, "library");
    const { file } = newWorkspace();
    await runOnce(library, file);
    const fill = join(disk, "fill");
    spawnSync("dd", ["if=/dev/zero", `of=${fill}`, "bs=1k"]);
    execFileSync("truncate", ["-s", "-130k", fill]);
    const run = await runCli(library, ["run", file, "--force"]);
    expect([1, 3]).toContain(run.code);
    expect(`${run.stdout}${run.stderr}`).toMatch(/make room/i);
    expect((await runCli(library, ["runs"])).stdout).not.toContain("running");
    rmSync(fill);
    await runOnce(library, file);
  });

  it.each([
    { what: "bytes", disk: [8_000], bytes: 200_000, options: [] },
    { what: "bytes that no step can have", disk: [8_000], bytes: 900_000, options: ["--keep-going"] },
    { what: "what is noted of many small steps", disk: [6_000], bytes: 10, options: ["--keep-going"] },
    { what: "files", disk: [8_000, 150], bytes: 10, options: [] },
  ] as const)("steps side by side that fill it with $what fail, and so does their run", async (full) => {
    const [kilobytes, most] = full.disk;
    const library = join(smallDisk(kilobytes, most), "library");
    const { file } = newWorkspace();
    const step = (at: number) =>
      `  s${at}: {run: "head -c ${full.bytes} /dev/urandom > {outputs.o${at}}", outputs: [o${at}]}\n`;
    const steps = Array.from({ length: 100 }, (_, at) => step(at));
    writeFileSync(file, `signet: 1\nname: p\nsteps:\n${steps.join("")}`);
    const run = await runCli(library, ["run", file, "--jobs", "4", ...full.options]);
    expect(run, run.stderr).toMatchObject({ code: 1 });
    expect(run.stdout).toMatch(/The disk of the library .* (is full|has no room for|has only \d+ kB left)/);
    expect((await runCli(library, ["runs"])).stdout).toMatch(/#1 +p +failed/);
    const show = await runCli(library, ["show", "1", "--json"]);
    const statuses: string[] = JSON.parse(show.stdout).steps.map((one: { status: string }) => one.status);
    expect(statuses.filter((one) => !["succeeded", "failed", "skipped"].includes(one))).toEqual([]);
    expect(statuses).toContain("failed");
    expect((await runCli(library, ["doctor"])).stdout).toContain("Nothing is running");
  });

  it("a run that fills it ends, loses nothing that was recorded, and can be repeated with more room", async () => {
    const disk = smallDisk(4_000);
    const library = join(disk, "library");
    const { file } = newWorkspace();
    await runOnce(library, file);
    const fill = join(disk, "fill");
    spawnSync("dd", ["if=/dev/zero", `of=${fill}`, "bs=1k"]);
    execFileSync("truncate", ["-s", "-1000k", fill]);
    writeFileSync(file, pipeline + big);
    const full = await runCli(library, ["run", file]);
    expect(full, full.stderr).toMatchObject({ code: 1 });
    expect(full.stdout).toMatch(/The disk of the library .* (is full|has no room for|has only \d+ kB left)/);
    rmSync(fill);
    const services = await openTestServices(library);
    expect(services.library.unwritable).toBe(null);
    expect(await verifyLibrary(services.library, () => {})).toMatchObject({
      damaged: [],
      missing: [],
      database: [],
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.status).toBe("succeeded");
    expect(actionsOf(run)).toEqual({ A: "reused", B: "reused", C: "executed" });
    expect(
      (await collectGarbage(services.library, { deletes: true, grace: 0, now: Date.now() })).deleted,
    ).toBe(true);
    await services.close();
  });
});

describe.runIf(isRoot)("a workspace on a full disk", () => {
  it("keeps a step's output in the library, with a warning that names the disk", async () => {
    const workspace = join(smallDisk(2_000), "work");
    mkdirSync(workspace);
    const library = join(temporaryFolder(), "library");
    const file = join(workspace, "pipeline.yaml");
    const steps = '  C: {run: "head -c 3000000 /dev/zero > {outputs.big}", outputs: [big]}\n';
    writeFileSync(file, `signet: 1\nname: p\ndatasets: {big: out/big.bin}\nsteps:\n${steps}`);
    const run = await runCli(library, ["run", file, "--json"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toMatch(/signet: warning: C: big could not be put at out\/big\.bin: ENOSPC/);
    expect(run.stderr).toContain(
      `signet: warning: C: The disk of the workspace ${workspace} has no room for it`,
    );
    const [step] = JSON.parse(run.stdout).steps;
    expect(step.outputs.big.path).toContain(join(library, "objects"));
    expect(statSync(step.outputs.big.path).size).toBe(3_000_000);
  });
});

describe("when files may not grow any more", () => {
  // Blocks of 512 bytes: less than the database's log needs for a run.
  it.each([40, 120, 200, 300, 420])(
    "beyond %i blocks, a run ends with a message and nothing recorded is lost",
    async (blocks) => {
      const library = join(temporaryFolder(), "library");
      const { file } = newWorkspace();
      await runOnce(library, file);
      writeFileSync(file, pipeline.replace("n: 1", "n: 2"));
      const entry = join(import.meta.dirname, "../../../src-main/cli/index.ts");
      const command = `ulimit -f ${blocks}; exec "$0" --disable-warning=ExperimentalWarning "$@"`;
      const limited = spawnSync(
        "sh",
        ["-c", command, process.execPath, entry, "run", file, "--library", library],
        { encoding: "utf8" },
      );
      if (limited.status !== 0) {
        expect(limited.status, limited.stderr).toBe(3);
        expect(limited.stderr).toMatch(/signet: The library \S+ cannot be (used|written)/);
      }
      const services = await openTestServices(library);
      const found = await verifyLibrary(services.library, () => {});
      expect(found).toMatchObject({ damaged: [], missing: [], database: [] });
      expect(
        services.library.database
          .prepare(
            "SELECT count(*) FROM runs WHERE status IN ('queued', 'starting', 'running', 'finalizing')",
          )
          .pluck()
          .get(),
      ).toBe(0);
      writeFileSync(file, pipeline);
      expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({
        A: "reused",
        B: expect.stringMatching(/reused|restored/),
      });
      expect(existsSync(join(library, "signet.db"))).toBe(true);
    },
  );
});

describe("a place where nothing can be made", () => {
  it("is refused at once, even where the system says that it could be", async () => {
    const opened = await openLibrary("/proc/signet/library");
    expect(opened.ok ? "" : opened.error.message).toMatch(
      /^The library \/proc\/signet\/library cannot be used/,
    );
  });
});
