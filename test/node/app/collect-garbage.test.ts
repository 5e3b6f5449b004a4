import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectGarbage } from "../../../src-main/node/app/collect-garbage.ts";
import type { Library } from "../../../src-main/node/app/library.ts";
import { verifyLibrary } from "../../../src-main/node/app/verify-library.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { runCli, startCli } from "../../helpers/cli.ts";
import { runWithFailpoints } from "../../helpers/killed-run.ts";
import {
  actionsOf,
  openTestServices,
  type Place,
  place,
  readForTest,
  runForTest,
} from "../../helpers/services.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const day = 86_400_000;
const files = {
  "pipeline.yaml": `signet: 1
name: p
datasets:
  dir: {path: out/dir, type: directory}
  c: out/c.txt
  source: source.txt
steps:
  B: {run: "cp {inputs.source} {outputs.dir}/one; cp script.sh {outputs.dir}/script", inputs: [source], outputs: [dir]}
  C: {run: "sh script.sh {inputs.dir} > {outputs.c}", inputs: [dir], outputs: [c]}
`,
  "source.txt": "source\n",
  "script.sh": "ls $1\n",
  "out/c.txt": "mine, replaced by C\n",
};

const sweep = (library: Library, deletes: boolean, grace = 2 * day, later = 3 * day) =>
  collectGarbage(library, { deletes, grace, now: Date.now() + later });

const isWhole = async (library: Library): Promise<void> => {
  const found = await verifyLibrary(library, () => {});
  expect(found).toMatchObject({ damaged: [], missing: [], database: [] });
};

async function ranOnce(): Promise<Place> {
  const made = await place(files);
  expect((await runForTest(made.services, readForTest(made.file))).status).toBe("succeeded");
  return made;
}

describe("taking garbage away", () => {
  it("keeps all that runs, traces, displaced files and code refer to, in folders too", async () => {
    const { services, file } = await ranOnce();
    const { library } = services;
    const before = readdirSync(join(library.folder, "objects"), { recursive: true }).length;
    expect(await sweep(library, true)).toMatchObject({
      objects: { count: 0 },
      runs: { count: 0 },
      young: { count: 0 },
    });
    expect(readdirSync(join(library.folder, "objects"), { recursive: true })).toHaveLength(before);
    for (const text of ["source\n", "ls $1\n", "mine, replaced by C\n", "one\nscript\n"])
      expect(existsSync(library.objects.pathOf(sha256(text))), text).toBe(true);
    await isWhole(library);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ B: "reused", C: "reused" });
  });

  it("shows without deleting, and keeps what is younger than the grace", async () => {
    const { services } = await ranOnce();
    const { library } = services;
    const unused = await library.objects.takeText("nobody needs this");
    const shown = await sweep(library, false);
    expect(shown).toMatchObject({ deleted: false, objects: { count: 1, bytes: 17 }, young: { count: 0 } });
    expect(await sweep(library, true, 2 * day, 0)).toMatchObject({
      objects: { count: 0 },
      young: { count: 1 },
    });
    expect(existsSync(library.objects.pathOf(unused))).toBe(true);
    expect(await sweep(library, true)).toMatchObject({ deleted: true, objects: { count: 1, bytes: 17 } });
    expect(existsSync(library.objects.pathOf(unused))).toBe(false);
    expect(readdirSync(join(library.folder, "tmp"))).toEqual([]);
  });

  it("takes away folders of runs that are not recorded, laid-out folders, old scratch, damaged objects and cache rows", async () => {
    const { services, workspace } = await ranOnce();
    const { library } = services;
    const { folder, database } = library;
    const kept = (database.prepare("SELECT id FROM runs WHERE step = 'C'").pluck().get() as string) ?? "";
    const put = (path: string) => {
      mkdirSync(join(folder, path), { recursive: true });
      writeFileSync(join(folder, path, "file"), "12345");
    };
    put("runs/01GONE");
    put(`runs/${kept}`);
    put("scratch/0123456789abcdef");
    put(`folders/${"0".repeat(64)}`);
    const [dir] = database
      .prepare("SELECT digest FROM run_files WHERE type = 'directory'")
      .pluck()
      .all() as string[];
    put(`folders/${dir?.slice("sha256:".length)}`);
    mkdirSync(join(folder, "objects/00"), { recursive: true });
    writeFileSync(join(folder, `objects/00/${"0".repeat(62)}.damaged`), "x");
    writeFileSync(join(folder, "objects/notes.txt"), "the user's own");
    database.exec(
      "INSERT INTO stat_cache VALUES ('/not/there', 1, 1, 1, 1, 1, 'sha256:x', 1), ('/bin/sh', 1, 1, 1, 1, 1, 'sha256:x', 1)",
    );
    const found = await sweep(library, true);
    expect(found).toMatchObject({
      runs: { count: 1, bytes: 5 },
      folders: { count: 1, bytes: 5 },
      scratch: { count: 0 },
      damaged: { count: 1, bytes: 1 },
    });
    expect(existsSync(join(folder, "runs/01GONE"))).toBe(false);
    expect(existsSync(join(folder, "runs", kept, "file"))).toBe(true);
    expect(existsSync(join(folder, "scratch/0123456789abcdef"))).toBe(true);
    expect(readFileSync(join(folder, "objects/notes.txt"), "utf8")).toBe("the user's own");
    const paths = database.prepare("SELECT path FROM stat_cache").pluck().all();
    expect(paths).toContain("/bin/sh");
    expect(paths).not.toContain("/not/there");
    expect(readFileSync(join(workspace, "source.txt"), "utf8")).toBe("source\n");
  });

  it("leaves an object that was taken anew since, and one that was put in the old one's place", async () => {
    const { services } = await ranOnce();
    const { objects } = services.library;
    const digest = await objects.takeText("again and again");
    const first = statSync(objects.pathOf(digest)).ino;
    // Young: taking it again is nothing.
    await objects.takeText("again and again");
    expect(statSync(objects.pathOf(digest)).ino).toBe(first);
    const realNow = Date.now;
    try {
      // Two hours later a sweep could be about to take it, so it is put in place anew.
      Date.now = () => realNow() + 7_200_000;
      await objects.takeText("again and again");
    } finally {
      Date.now = realNow;
    }
    expect(statSync(objects.pathOf(digest)).ino).not.toBe(first);
  });
});

describe("beside a run of another process", () => {
  it("takes nothing that the run made, took in or is about to refer to", async () => {
    const slow = await place({
      ...files,
      "pipeline.yaml": files["pipeline.yaml"].replace(
        'C: {run: "',
        'C: {run: "touch started; while [ ! -e go ]; do sleep 0.05; done; ',
      ),
    });
    const { library } = slow.services;
    const unused = await library.objects.takeText("garbage");
    const child = startCli(library.folder, ["run", slow.file]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    while (!existsSync(join(slow.workspace, "started")))
      await new Promise((resolve) => setTimeout(resolve, 10));
    // Without a grace: only the run itself protects what it has.
    const garbage = JSON.parse(
      (await runCli(library.folder, ["gc", "--delete", "--grace", "0s", "--json"])).stdout,
    );
    expect(garbage).toMatchObject({
      deleted: true,
      objects: { count: 0 },
      runs: { count: 0 },
      scratch: { count: 0 },
    });
    expect(existsSync(library.objects.pathOf(unused))).toBe(true);
    writeFileSync(join(slow.workspace, "go"), "");
    expect(await ended).toBe(0);
    await isWhole(library);
    expect(await sweep(library, true)).toMatchObject({ objects: { count: 1 } });
    await isWhole(library);
  });
});

describe("killed while it takes garbage away", () => {
  const count = 1_000;

  it.each([1, 200, 201, 999])("after %i objects, the library is whole", async (gone) => {
    const made = await ranOnce();
    const { folder, objects } = made.services.library;
    const inUse = objectsIn(folder);
    for (let at = 0; at < count; at += 1) {
      const path = objects.pathOf(sha256(`garbage ${at}`));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `garbage ${at}`);
    }
    await made.services.close();
    const kill = {
      name: "after rename collect-garbage.ts:takeAway",
      hit: gone,
      noted: join(temporaryFolder(), "noted"),
    };
    const { killed } = await runWithFailpoints(folder, ["gc", "--delete", "--grace", "0s"], { kill });
    expect(killed).toBe(true);
    expect(objectsIn(folder)).toBe(inUse + count - gone);
    const services = await openTestServices(folder);
    await isWhole(services.library);
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
    expect(actionsOf(await runForTest(services, readForTest(made.file)))).toEqual({
      B: "reused",
      C: "reused",
    });
    await collectGarbage(services.library, { deletes: true, grace: 0, now: Date.now() });
    expect(objectsIn(folder)).toBe(inUse);
    await isWhole(services.library);
  });
});

/** Objects in a library, by the length of their names' rest. */
const objectsIn = (folder: string): number =>
  (readdirSync(join(folder, "objects"), { recursive: true }) as string[]).filter((name) => name.length > 60)
    .length;

describe("signet gc", () => {
  it("wants a span of time for --grace", async () => {
    const library = join(temporaryFolder(), "library");
    expect(await runCli(library, ["gc", "--grace", "soon"])).toMatchObject({ code: 2, stdout: "" });
    expect(await runCli(library, ["gc"])).toMatchObject({ code: 0, stdout: "Nothing to take away.\n" });
  });

  it("shows people what could go, and takes it away when told to", async () => {
    const { services } = await ranOnce();
    const { folder, objects } = services.library;
    await objects.takeText("x".repeat(2_000));
    await services.close();
    const old = new Date(Date.now() - 10 * day);
    mkdirSync(join(folder, "runs/01GONE"), { recursive: true });
    utimesSync(join(folder, "runs/01GONE"), old, old);
    expect((await runCli(folder, ["gc"])).stdout).toContain(
      "1 more objects (2.0 kB) that no run refers to are kept",
    );
    const shown = await runCli(folder, ["gc", "--grace", "0s"]);
    expect(shown.stdout).toMatch(/1 +2\.0 kB +objects that no run refers to/);
    expect(shown.stdout).toContain("`signet gc --delete` takes it away");
    expect((await runCli(folder, ["gc", "--grace", "0s", "--delete"])).stdout).toContain(
      "Taken away: 2.0 kB.",
    );
    expect((await runCli(folder, ["gc", "--grace", "0s"])).stdout).toBe("Nothing to take away.\n");
  });
});
