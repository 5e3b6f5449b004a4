import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capture } from "../../../scripts/processes.ts";
import { kedroProject } from "../../fixtures/kedro-project.ts";
import { runCli } from "../../helpers/cli.ts";
import { commandLine, linkTools, replaceIn } from "../../helpers/foreign-runs.ts";
import { pythonTools } from "../../helpers/python-tools.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const versions = [
  {
    version: "1.7.0",
    packages: ["kedro==1.7.0", "kedro-datasets==9.6.0", "pandas==3.1.1"],
  },
  {
    version: "0.19.15",
    packages: ["kedro==0.19.15", "kedro-datasets==7.0.0", "pandas==2.3.3"],
  },
];

for (const { version, packages } of versions) {
  const tools = await pythonTools(`Kedro projects beside Kedro ${version} itself`, packages);
  describe.skipIf(tools === null)(`a project of Kedro ${version}`, () => {
    it("runs node by node what has to run, and makes what `kedro run` makes", {
      timeout: 600_000,
    }, async () => {
      if (tools === null) throw new Error("skipped without Kedro");
      const folder = join(temporaryFolder(), "shuttles");
      writeFiles(folder, kedroProject(version));
      linkTools(folder, tools);
      const library = join(temporaryFolder(), "library");
      const signet = commandLine(library);
      const results = (root: string) =>
        ["data/02_intermediate", "data/06_models", "data/08_reporting"].flatMap((part) =>
          readdirSync(join(root, part))
            .sort()
            .map((name) => [name, readFileSync(join(root, part, name)).toString("base64")]),
        );
      const nodes = ["clean", "join", "model.split", "model.train", "model.score", "tell"];

      // Before anybody agreed, nothing of the project has run.
      const imported = await runCli(library, ["import", folder, "--json"]);
      expect(JSON.parse(imported.stdout)).toMatchObject({ kind: "pipeline", format: "kedro", imported: 1 });
      expect(readdirSync(join(folder, "src/shuttles"))).not.toContain("__pycache__");

      const first = await signet.run(folder);
      expect(Object.keys(first)).toEqual(nodes);
      expect(new Set(Object.values(first))).toEqual(new Set(["executed"]));
      const twin = join(temporaryFolder(), "twin");
      cpSync(folder, twin, { recursive: true, verbatimSymlinks: true });
      const theirs = await capture(tools.python, ["-m", "kedro", "run"], {
        cwd: twin,
        env: { ...tools.env, DO_NOT_TRACK: "1" },
      });
      expect([theirs.status, theirs.stderr.slice(-500)]).toEqual([0, expect.anything()]);
      expect(results(folder)).toEqual(results(twin));
      expect(new Set(Object.values(await signet.run(folder)))).toEqual(new Set(["reused"]));

      replaceIn(join(folder, "conf/base/parameters.yml"), "unrelated: 1", "unrelated: 2");
      replaceIn(
        join(folder, "src/shuttles/pipelines/cleaning.py"),
        "def at_least",
        "# A comment.\ndef at_least",
      );
      expect(await signet.toRun(folder)).toEqual({});

      expect(await signet.toRun(folder, "-P", "model.rate=0.25")).toEqual({
        "model.train": ["Parameter changed: model.rate 0.5 → 0.25"],
      });
      replaceIn(join(folder, "conf/base/parameters.yml"), "least_rating: 2", "least_rating: 3");
      expect(await signet.toRun(folder)).toEqual({ clean: ["Parameter changed: least_rating 2 → 3"] });
      // The row that this leaves out had no part in what was made, so the ripple ends there.
      const cut = await signet.run(folder);
      expect(cut.clean).toBe("executed");
      replaceIn(join(folder, "src/shuttles/pipelines/cleaning.py"), ">= least", "> least");
      expect(await signet.toRun(folder)).toEqual({
        clean: ["Helper changed: src/shuttles/pipelines/cleaning.py › at_least(), used by clean()"],
      });
      replaceIn(join(folder, "src/shuttles/pipelines/cleaning.py"), "> least", ">= least");
      replaceIn(join(folder, "data/01_raw/reviews.csv"), "3,3", "3,4");
      expect(await signet.toRun(folder)).toEqual({ join: ["Input changed: data/01_raw/reviews.csv"] });
      replaceIn(join(folder, "conf/base/catalog.yml"), "index: false", "index: true");
      expect(await signet.toRun(folder)).toEqual({
        clean: ["Command changed: how its datasets are read and written"],
      });
      replaceIn(join(folder, "conf/base/catalog.yml"), "index: true", "index: false");
      await signet.run(folder);
      for (const [path, from, to] of [
        ["conf/base/parameters.yml", "least_rating: 2", "least_rating: 3"],
        ["data/01_raw/reviews.csv", "3,3", "3,4"],
      ] as const)
        replaceIn(join(twin, path), from, to);
      await capture(tools.python, ["-m", "kedro", "run"], {
        cwd: twin,
        env: { ...tools.env, DO_NOT_TRACK: "1" },
      });
      expect(results(folder)).toEqual(results(twin));
    });

    it("lets hooks of the project see each node", { timeout: 300_000 }, async () => {
      if (tools === null) throw new Error("skipped without Kedro");
      const folder = join(temporaryFolder(), "shuttles");
      writeFiles(folder, kedroProject(version));
      linkTools(folder, tools);
      const notes = join(temporaryFolder(), "notes.txt");
      process.env.SHUTTLES_NOTES = notes;
      try {
        await commandLine(join(temporaryFolder(), "library")).run(folder, "--to", "join");
      } finally {
        delete process.env.SHUTTLES_NOTES;
      }
      expect(readFileSync(notes, "utf8").split("\n")).toEqual(["clean", "join", ""]);
    });
  });
}
