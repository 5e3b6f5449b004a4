import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonSchemas } from "../../../src-main/cli/json-schemas.ts";
import { propertyValue } from "../../../src-main/core/model/property-value.ts";
import { runCli } from "../../helpers/cli.ts";
import { openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const pipeline = `signet: 1
name: p
project: home
params: {n: 1}
steps:
  a: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
`;

/** A library with this many runs of one step, and its command line. */
async function place(runs: number) {
  const workspace = temporaryFolder();
  writeFiles(workspace, { "pipeline.yaml": pipeline, "notes.md": "From a *file*\n" });
  const library = join(temporaryFolder(), "library");
  const services = await openTestServices(library);
  const ids: string[] = [];
  for (let n = 1; n <= runs; n += 1) {
    const read = readForTest(join(workspace, "pipeline.yaml"), { n: String(n) });
    ids.push((await runForTest(services, read)).run);
  }
  await services.close();
  const cli = (...args: string[]) => runCli(library, args);
  /** What `--json` prints, held to the schema of the command. */
  const json = async (command: keyof typeof jsonSchemas, ...args: string[]) => {
    const { code, stdout, stderr } = await cli(command, ...args, "--json");
    if (code !== 0) throw new Error(stderr);
    const document = JSON.parse(stdout);
    expect(jsonSchemas[command].safeParse(document).error?.message).toBeUndefined();
    return document;
  };
  return { workspace, ids, cli, json };
}

describe("signet tag, rename, note and set", () => {
  it("write on the runs that are named, and say which changed", async () => {
    const { ids, workspace, cli, json } = await place(2);
    expect(await json("tag", "1", "best", "日本")).toEqual({
      added: ["best", "日本"],
      removed: [],
      changed: [ids[0]],
    });
    expect(await json("tag", "1", "#2", "--add", "both", "--remove", "best")).toMatchObject({ changed: ids });
    expect(await json("rename", "2", "Second 👩‍👩‍👧")).toMatchObject({ changed: [ids[1]] });
    expect(await json("note", "1", "-F", join(workspace, "notes.md"))).toMatchObject({ changed: [ids[0]] });
    await json("note", "1", "--append", "-m", "and more");
    const shown = "From a *file*\n\nand more";
    expect(await json("note", "1")).toEqual({ notes: [{ run: ids[0], text: shown }], changed: [] });
    expect((await cli("note", "1")).stdout).toBe(`${shown}\n`);
    await json("set", "1", "lr=0.3", "ok=true", "who=Ada = Bo", "id=007");
    await json("set", "1", "--text", "lr=0.3", "--unset", "ok");
    expect(await json("show", "1")).toMatchObject({
      tags: ["both", "日本"],
      notes: shown,
      properties: { id: "007", lr: "0.3", who: "Ada = Bo" },
    });
    expect((await json("runs", "name:second*")).total).toBe(1);
  });

  it("take a query, show what it would be without doing it, and count on standard error", async () => {
    const { ids, cli, json } = await place(2);
    expect(await json("tag", "--query", "params.n:2 AND kind:pipeline", "--dry-run", "never")).toEqual({
      dryRun: true,
      runs: [ids[1]],
    });
    const { stdout, stderr } = await cli("tag", "--query", "kind:pipeline", "--add", "all", "--json");
    expect(stderr).toBe("2 runs match\n");
    expect(JSON.parse(stdout).changed).toHaveLength(2);
    expect((await json("runs", "tags:never")).total).toBe(0);
    expect((await json("runs", "tags:all")).total).toBe(2);
  });

  it("exit with 2 for what is wrong, say so, and change nothing", async () => {
    const wrong: [string[], string][] = [
      [["tag", "1"], "Say which tags"],
      [["tag", "7", "x"], "no run 7"],
      [["tag", "--query", "a:(", "x"], "This bracket is not closed"],
      [["tag", "1", "--query", "*", "--add", "x"], "not both"],
      [["rename", "1", ""], "it is empty"],
      [["rename", "1", "a\u202eb"], "U+202E"],
      [["set", "1"], "Say which properties"],
      [["note", "1", "-m", "x", "--clear"], "one of"],
      [["note", "1", "-F", "/nowhere"], "cannot be read"],
      [["move", "1", "a//b"], "a part of it is empty"],
      [["move", "1/a", "b"], "is a step of a run"],
      [["delete", "1"], "--yes"],
      [["archive"], "Name the runs"],
      [["projects", "rename", "nope", "x"], "no project"],
    ];
    const { cli } = await place(1);
    const before = (await cli("show", "1", "--json")).stdout;
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await cli(...args);
      expect({ code, stdout }, args.join(" ")).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(message);
    }
    expect((await cli("show", "1", "--json")).stdout).toBe(before);
  });
});

describe("signet move, archive and delete", () => {
  it("take whole runs out of the way, and back", async () => {
    const { ids, cli, json } = await place(3);
    expect(await json("move", "1", "2", "attic/old")).toEqual({
      project: "attic/old",
      moved: [ids[0], ids[1]],
      from: [{ project: "home", runs: [ids[0], ids[1]] }],
    });
    // A step matches too, and goes with its run.
    expect(await json("archive", "--query", "params.n:1")).toEqual({ archived: true, changed: [ids[0]] });
    expect((await json("runs")).total).toBe(2);
    expect((await json("runs", "--archived")).runs).toMatchObject([{ id: ids[0] }]);
    expect(await json("projects")).toEqual({
      projects: [
        { path: "attic", runs: 1 },
        { path: "attic/old", runs: 1 },
        { path: "home", runs: 1 },
      ],
    });
    expect(await json("archive", "--restore", "--query", "*")).toEqual({
      archived: false,
      changed: [ids[0]],
    });
    expect(await json("delete", "1", "3", "--yes")).toEqual({ deleted: [ids[0], ids[2]] });
    expect(await cli("show", "1")).toMatchObject({ code: 2, stdout: "" });
    expect((await json("runs")).runs).toMatchObject([{ id: ids[1] }]);
  });
});

describe("signet projects", () => {
  it("makes, renames, archives and deletes them", async () => {
    const { ids, cli, json } = await place(1);
    await json("projects", "create", "lab/empty");
    expect(await json("projects", "rename", "home", "lab/home")).toEqual({
      project: "lab/home",
      changed: expect.any(Array),
    });
    expect((await json("projects")).projects.map(({ path }: { path: string }) => path)).toEqual([
      "lab",
      "lab/empty",
      "lab/home",
    ]);
    await json("projects", "archive", "lab");
    expect((await json("projects")).projects).toEqual([]);
    expect((await json("projects", "--archived")).projects).toHaveLength(3);
    expect(await cli("projects", "delete", "lab")).toMatchObject({ code: 2, stdout: "" });
    expect(await json("projects", "delete", "lab", "--runs", "--yes")).toEqual({
      project: "lab",
      changed: ids,
    });
    expect((await json("runs", "--archived")).total).toBe(0);
  });
});

describe("a property's value as it is written", () => {
  it.each([
    ["1", 1],
    ["-0.5e-3", -0.0005],
    ["true", true],
    ["0", 0],
    ["007", "007"],
    ["12345678901234567890", "12345678901234567890"],
    ["1e999", "1e999"],
    ["1.2.3", "1.2.3"],
    ["", ""],
    ["True", "True"],
  ])("%j is %j", (text, value) => expect(propertyValue(text)).toBe(value));
});

describe("the help", () => {
  it("has examples for each command", async () => {
    const { cli } = await place(0);
    const whole = await cli();
    expect(whole).toMatchObject({ code: 0, stderr: "" });
    expect((await cli("help")).stdout).toBe(whole.stdout);
    const names = [...whole.stdout.matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)].map(([, name]) => name as string);
    const commands = names.filter((name) => name !== "help");
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      const { code, stdout } = await cli(command, "--help");
      expect(code).toBe(0);
      expect(stdout, command).toMatch(/^Examples\b/m);
      if (command !== "log") expect(stdout, command).toContain("--json");
    }
  });

  it("names the nearest command for one that there is not", async () => {
    const { cli } = await place(0);
    const { code, stdout, stderr } = await cli("renme", "1", "x");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Did you mean rename?");
    const below = await cli("projects", "crate", "x");
    expect(below).toMatchObject({ code: 2, stdout: "" });
    expect(below.stderr).toBe("signet: signet projects has no crate, but create, rename, archive, delete\n");
    const unnamed = await cli("rename", "1");
    expect(unnamed.stderr).toBe("signet: Say the new name as well: signet rename 1 NAME\n");
  });
});
