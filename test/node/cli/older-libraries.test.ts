import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { migrations } from "../../../src-main/node/store/migrations/index.ts";
import { runCliHere } from "../../helpers/cli-here.ts";
import { olderDatabase } from "../../helpers/older-database.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const versions = migrations.slice(1).map((_, index) => index + 1);

/** From this version on, runs are found by what they are found by now: nothing of the index was to be made anew. */
const indexedAsNow = 11;

/** A library of that version with a run of the environment that it was made in, and a pipeline whose step it knows. */
function place(version: number) {
  const folder = temporaryFolder();
  const library = join(folder, "library");
  mkdirSync(library);
  olderDatabase(join(library, "signet.db"), version);
  const database = new Database(join(library, "signet.db"));
  database.exec(
    `UPDATE runs SET environment = '{"os":"linux","host":"vega","user":"ada","python":"3.11.7","variables":{}}'`,
  );
  // What it refers to is not there.
  database.exec("DELETE FROM displaced");
  if (version >= indexedAsNow) database.exec("INSERT INTO search_pending SELECT seq FROM runs");
  database.close();
  writeFiles(folder, {
    "pipeline.yaml":
      'signet: 1\nname: n\nproject: p\nsteps: {A: {run: "echo a > {outputs.a}", outputs: [a]}}\n',
  });
  return { library, file: join(folder, "pipeline.yaml") };
}

describe("a library of an older version", () => {
  it.each(versions)(
    "(%i) is whole, searched, shown, planned and run in, whatever is done first",
    async (version) => {
      const { library, file } = place(version);
      const words = [["verify"], ["runs", "env.host:vega"], ["show", "1"], ["plan", file], ["run", file]];
      const first = version % words.length;
      for (const command of [...words.slice(first), ...words.slice(0, first)]) {
        const { code, stdout, stderr } = await runCliHere(["--library", library, ...command, "--json"]);
        expect([command, code, stderr]).toEqual([command, 0, ""]);
        const answer = JSON.parse(stdout);
        switch (command[0]) {
          case "verify":
            expect(answer).toMatchObject({ damaged: [], missing: [], database: [], searchIndex: [] });
            break;
          case "runs":
            expect(answer.runs).toContainEqual(expect.objectContaining({ id: "r", name: "n" }));
            break;
          case "show":
            expect(answer).toMatchObject({ id: "r", number: 1, steps: [{ id: "s", name: "n" }] });
            break;
          default:
            expect(answer.steps).toMatchObject([{ name: "A" }]);
        }
      }
    },
  );
});
