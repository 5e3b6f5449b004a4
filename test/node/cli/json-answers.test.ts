import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { jsonSchemas } from "../../../src-main/cli/json-schemas.ts";
import { programOf } from "../../../src-main/cli/main.ts";
import { applicationId } from "../../../src-main/node/store/check-database.ts";
import { workedExample } from "../../fixtures/worked-example.ts";
import { type CliAnswer, runCliHere } from "../../helpers/cli-here.ts";
import { writeFiles } from "../../helpers/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "signet-test-"));
const library = join(folder, "library");
const file = join(folder, "work", "pipeline.yaml");
const at = (name: string) => join(folder, name);

type Case = {
  readonly before?: () => void;
  /** The words after the command; each is done in the order of the table. */
  readonly good: readonly (readonly string[])[];
  /** Words that are understood and mean nothing that is there. Null: none are refused. */
  readonly wrong: readonly string[] | null;
  readonly schema: keyof typeof jsonSchemas;
  /** The exit code where the library is no folder; null: it is not looked at. */
  readonly noLibrary?: number | null;
  /** Where a screen is needed: how it ends without one, told as an error. */
  readonly noScreen?: number;
};

const logged = (good: readonly string[], wrong: readonly string[] | null): Case => ({
  good: [good],
  wrong,
  schema: "log",
  noLibrary: null,
});

/** Every command, in an order in which each finds what it needs. */
const table: { readonly [command: string]: Case } = {
  run: { good: [[file], [file, "-P", "n=2"]], wrong: [file, "--to", "Z"], schema: "run" },
  plan: { good: [[file], [file, "--force"]], wrong: [at("none.yaml")], schema: "plan" },
  clone: { good: [["1"]], wrong: ["99"], schema: "run" },
  accept: {
    before: () => appendFileSync(join(folder, "work", "b.sh"), "# without effect\n"),
    good: [["B", file]],
    wrong: ["Z", file],
    schema: "accept",
  },
  runs: { good: [[], ["status:succeeded", "--sort", "score"]], wrong: ['"open'], schema: "runs" },
  searches: { good: [[]], wrong: null, schema: "searches" },
  show: { good: [["1"], ["1/A"]], wrong: ["1/Z"], schema: "show" },
  logs: { good: [["1"], ["1/A", "-f"]], wrong: ["none"], schema: "logs" },
  exec: {
    good: [
      ["--", "sh", "-c", "echo {}; echo [] >&2"],
      ["--cache", "--", "echo", "{}"],
    ],
    wrong: ["--project", "/", "--", "true"],
    schema: "exec",
  },
  diff: {
    good: [
      ["1", "2"],
      ["1", "2", "--logs"],
    ],
    wrong: ["1", "99"],
    schema: "diff",
  },
  tag: {
    good: [
      ["1", "one"],
      ["1", "--add", "two", "--dry-run"],
    ],
    wrong: ["1"],
    schema: "tag",
  },
  rename: { good: [["1", "first"]], wrong: ["1", ""], schema: "rename" },
  note: { good: [["1", "-m", "# well"], ["1"]], wrong: ["1", "-a"], schema: "note" },
  set: { good: [["1", "owner=Ada", "budget=2.5"]], wrong: ["1"], schema: "set" },
  move: { good: [["1", "elsewhere"]], wrong: ["1", "/"], schema: "move" },
  archive: { good: [["1"], ["1", "--restore"]], wrong: ["99"], schema: "archive" },
  projects: { good: [[], ["--archived"]], wrong: ["none"], schema: "projects" },
  "projects create": { good: [["new"]], wrong: ["/"], schema: "projects" },
  "projects rename": { good: [["new", "newer"]], wrong: ["none", "x"], schema: "projects" },
  "projects archive": { good: [["newer"]], wrong: ["none"], schema: "projects" },
  "projects delete": { good: [["newer"]], wrong: ["none"], schema: "projects" },
  export: { good: [["-o", at("out.jsonl")]], wrong: [], schema: "export" },
  import: { good: [[at("out.jsonl")], [file]], wrong: [at("none")], schema: "import" },
  delete: {
    good: [
      ["2", "--dry-run"],
      ["2", "--yes"],
    ],
    wrong: ["1"],
    schema: "delete",
  },
  open: {
    good: [[file]],
    wrong: [at("none.yaml")],
    schema: "open",
    noLibrary: null,
    noScreen: 2,
  },
  example: { good: [[]], wrong: null, schema: "example" },
  desktop: { good: [[], ["--remove"]], wrong: null, schema: "desktop", noLibrary: null },
  verify: { good: [[]], wrong: null, schema: "verify" },
  gc: { good: [[], ["--delete", "--grace", "0s"]], wrong: ["--grace", "soon"], schema: "gc" },
  backup: {
    good: [[], [at("copy.db")], ["--restore", at("copy.db")]],
    wrong: [at("copy.db"), "--restore", at("copy.db")],
    schema: "backup",
  },
  doctor: { good: [[]], wrong: null, schema: "doctor", noLibrary: 1 },
  "log metric": logged(["loss", "0.3"], ["loss", "low"]),
  "log metrics": logged(["a=1", "b=NaN"], ["a"]),
  "log param": logged(["lr=0.1"], ["lr"]),
  "log tag": logged(["one"], null),
  "log property": logged(["title", "A title"], []),
  "log note": logged(["well"], []),
  "log artifact": logged(["model", file], ["model", at("none")]),
};

/** Libraries that cannot be used; each answers the file that must stay as it is. */
const unusable: { readonly [kind: string]: (place: string) => string } = {
  "a file": (place) => {
    writeFileSync(place, "a file where a folder should be");
    return place;
  },
  damaged: (place) => {
    writeFiles(place, { "signet.db": "no database ".repeat(1_000) });
    return join(place, "signet.db");
  },
  newer: (place) => {
    mkdirSync(place);
    const database = new Database(join(place, "signet.db"));
    database.pragma(`application_id = ${applicationId}`);
    database.pragma("user_version = 9999");
    database.exec("CREATE TABLE runs (id)");
    database.close();
    return join(place, "signet.db");
  },
};

const answer = (command: string, words: readonly string[], place = library): Promise<CliAnswer> =>
  runCliHere(["--library", place, ...command.split(" "), "--json", ...words]);

function expectSchema(schema: keyof typeof jsonSchemas, stdout: string, what: string): void {
  let value: unknown;
  expect(() => {
    value = JSON.parse(stdout);
  }, `${what} printed ${stdout}`).not.toThrow();
  expect(jsonSchemas[schema].safeParse(value).error?.message, what).toBeUndefined();
}

/** Commands that do something: all but groups of others. */
const doing = (command: Command, path: readonly string[] = []): [string, Command][] =>
  command.commands.flatMap((below) => {
    const words = [...path, below.name()];
    const isGroup = below.commands.length > 0 && below.options.every(({ long }) => long !== "--json");
    return [...(isGroup ? [] : [[words.join(" "), below] as [string, Command]]), ...doing(below, words)];
  });

beforeAll(() => {
  writeFiles(join(folder, "work"), workedExample);
  vi.stubEnv("SIGNET_EVENTS", at("events.jsonl"));
  for (const name of ["XDG_DATA_HOME", "XDG_CONFIG_HOME"]) vi.stubEnv(name, at(name));
  vi.stubEnv("DISPLAY", "");
  vi.stubEnv("WAYLAND_DISPLAY", "");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe("with --json every command", () => {
  it("is in this table, and takes --json", async () => {
    const commands = doing(await programOf());
    expect(commands.map(([name]) => name).sort()).toEqual(Object.keys(table).sort());
    for (const [name, command] of commands)
      expect(
        command.options.map(({ long }) => long),
        name,
      ).toContain("--json");
  });

  it.each(Object.entries(table))("answers one document as its schema says: %s", async (name, one) => {
    one.before?.();
    for (const words of one.good) {
      const { code, stdout, stderr } = await answer(name, words);
      const what = `signet ${name} ${words.join(" ")}: ${stderr}`;
      expect(code, what).toBe(one.noScreen ?? 0);
      expectSchema(one.noScreen === undefined ? one.schema : "error", stdout, what);
    }
  });

  it.each(Object.entries(table))("says in one document what was wrong: %s", async (name, one) => {
    const mistakes = [["--no-such-option"], ...(one.wrong === null ? [] : [one.wrong])];
    for (const words of mistakes) {
      const { code, stdout, stderr } = await answer(name, words);
      const what = `signet ${name} ${words.join(" ")}`;
      expect(code, `${what}: ${stderr}`).toBe(2);
      expectSchema("error", stdout, what);
      expect(JSON.parse(stdout).error.kind, what).toBe("input");
    }
  });

  it.each(Object.entries(table))("says so when the library cannot be used: %s", async (name, one) => {
    if (one.noLibrary === null) return;
    for (const [kind, make] of Object.entries(unusable)) {
      const [words = []] = one.good;
      const place = join(mkdtempSync(join(folder, "no-")), "library");
      const file = make(place);
      const before = readFileSync(file);
      const { code, stdout, stderr } = await answer(name, words, place);
      const what = `signet ${name} ${words.join(" ")}, ${kind}: ${stderr}`;
      expect(code, what).toBe(one.noLibrary ?? 3);
      expectSchema(one.noLibrary === undefined ? "error" : one.schema, stdout, what);
      if (one.noLibrary === undefined) expect(JSON.parse(stdout).error.kind).toBe("library");
      expect(readFileSync(file).equals(before), what).toBe(true);
    }
  });

  it.each([
    ["runs", "a AND"],
    ["tag", "a AND"],
  ])("tells of a wrong query what is wrong and where, each by itself: %s", async (name, query) => {
    const words = name === "runs" ? [query] : ["new", "-q", query];
    const { code, stdout, stderr } = await answer(name, words);
    expect(code).toBe(2);
    expectSchema("error", stdout, name);
    const [problem] = JSON.parse(stdout).error.problems;
    expect(problem).toMatchObject({ severity: "error", span: [expect.any(Number), expect.any(Number)] });
    expect(problem.message).not.toContain("\n");
    expect(stderr).toMatch(/\n {4}a AND\n {4} *\^+/);
  });

  it("says so when a backup has no place, or what a shell records", async () => {
    const place = join(folder, "no-library");
    writeFileSync(place, "");
    const restored = await answer("backup", ["--restore", at("copy.db")], place);
    expect(restored.code, restored.stderr).toBe(3);
    expectSchema("error", restored.stdout, "backup --restore");
    vi.stubEnv("SIGNET_EVENTS", join(place, "events.jsonl"));
    const logged = await answer("log metric", ["loss", "1"]);
    expect(logged.code, logged.stderr).toBe(3);
    expectSchema("error", logged.stdout, "log metric");
  });
});
