import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonSchemas } from "../../../src-main/cli/json-schemas.ts";
import { workedExample } from "../../fixtures/worked-example.ts";
import { runCliHere } from "../../helpers/cli-here.ts";
import { isRoot, makeReadOnly, smallDisk } from "../../helpers/small-disk.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A library of two runs in a place that nobody may write to any more, and the pipeline file that they are of. */
async function readOnlyPlace() {
  const workspace = temporaryFolder();
  writeFiles(workspace, workedExample);
  const disk = isRoot ? smallDisk(64_000) : temporaryFolder();
  const library = join(disk, "library");
  const file = join(workspace, "pipeline.yaml");
  const cli = (...words: readonly string[]) => runCliHere(["--library", library, ...words]);
  for (const words of [
    ["run", file],
    ["run", file, "-P", "n=2"],
    ["projects", "create", "mine"],
    ["tag", "1", "one"],
  ])
    expect((await cli(...words)).code).toBe(0);
  // So that there is something to accept.
  appendFileSync(join(workspace, "b.sh"), "# without effect\n");
  makeReadOnly(disk);
  return { library, file, workspace, cli };
}

test("of a library that cannot be written, what only reads is answered, and all else ends with 3 and changes nothing", async () => {
  const { library, file, workspace, cli } = await readOnlyPlace();
  const elsewhere = temporaryFolder();
  const lines = join(elsewhere, "runs.jsonl");
  writeFileSync(lines, '{"id":"r","name":"n"}\n');
  mkdirSync(join(elsewhere, "exports"));
  const database = readFileSync(join(library, "signet.db"));
  const codes: { [command: string]: number | null } = {};
  for (const words of [
    ["plan", file],
    ["runs"],
    ["runs", "tags:one"],
    ["searches"],
    ["show", "1"],
    ["logs", "1/A"],
    ["diff", "1", "2"],
    ["projects"],
    ["export", "-o", join(elsewhere, "exports", "out.jsonl")],
    ["tag", "2", "two", "--dry-run"],
    ["import", lines, "--dry-run"],
    ["verify"],
    ["gc"],
    ["backup", join(elsewhere, "copy.db")],
    ["run", file],
    ["clone", "1"],
    ["accept", "B", file],
    ["exec", "--", "true"],
    ["import", lines],
    ["import", file],
    ["tag", "2", "two"],
    ["rename", "2", "second"],
    ["note", "2", "-m", "text"],
    ["set", "2", "a=1"],
    ["move", "2", "mine"],
    ["archive", "2"],
    ["delete", "2", "--yes"],
    ["projects", "create", "more"],
    ["projects", "rename", "mine", "yours"],
    ["projects", "archive", "mine"],
    ["projects", "delete", "mine"],
    ["gc", "--delete", "--grace", "0s"],
    ["backup"],
    ["example"],
  ]) {
    const { code, stdout, stderr } = await cli(...words, ...(words[0] === "exec" ? [] : ["--json"]));
    const what = words.map((word) => word.replaceAll(elsewhere, "…").replaceAll(workspace, "…")).join(" ");
    codes[what] = code;
    if (code === 3 && words[0] !== "exec") {
      const { error } = jsonSchemas.error.parse(JSON.parse(stdout));
      expect([what, error.kind]).toEqual([what, "library"]);
      expect(stderr, what).toContain(library);
    }
  }
  expect(codes).toMatchInlineSnapshot(`
    {
      "accept B …/pipeline.yaml": 3,
      "archive 2": 3,
      "backup": 3,
      "backup …/copy.db": 0,
      "clone 1": 3,
      "delete 2 --yes": 3,
      "diff 1 2": 0,
      "example": 3,
      "exec -- true": 3,
      "export -o …/exports/out.jsonl": 0,
      "gc": 0,
      "gc --delete --grace 0s": 3,
      "import …/pipeline.yaml": 3,
      "import …/runs.jsonl": 3,
      "import …/runs.jsonl --dry-run": 0,
      "logs 1/A": 0,
      "move 2 mine": 3,
      "note 2 -m text": 3,
      "plan …/pipeline.yaml": 0,
      "projects": 0,
      "projects archive mine": 3,
      "projects create more": 3,
      "projects delete mine": 3,
      "projects rename mine yours": 3,
      "rename 2 second": 3,
      "run …/pipeline.yaml": 3,
      "runs": 0,
      "runs tags:one": 0,
      "searches": 0,
      "set 2 a=1": 3,
      "show 1": 0,
      "tag 2 two": 3,
      "tag 2 two --dry-run": 0,
      "verify": 0,
    }
  `);
  expect(readFileSync(join(library, "signet.db")).equals(database)).toBe(true);
});
