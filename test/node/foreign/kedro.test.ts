import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capture } from "../../../scripts/processes.ts";
import { kedroProjectWithExtras } from "../../fixtures/kedro-extras.ts";
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

    it("runs a named pipeline or the nodes with a tag, with versions of datasets, in the environment that is set", {
      timeout: 600_000,
    }, async () => {
      if (tools === null) throw new Error("skipped without Kedro");
      const folder = join(temporaryFolder(), "shuttles");
      writeFiles(folder, kedroProjectWithExtras(version));
      linkTools(folder, tools);
      const library = join(temporaryFolder(), "library");
      const signet = commandLine(library);
      const report = () => readFileSync(join(folder, "data/08_reporting/daily.txt"), "utf8");
      const versionsOf = () => readdirSync(join(folder, "data/08_reporting/history.csv"));

      expect(await signet.run(folder, "--to", "pipeline:more")).toEqual({
        clean: "executed",
        join: "executed",
        remember: "executed",
        count: "executed",
        settings: "executed",
      });
      expect(report()).toBe("2 2");
      expect(versionsOf()).toHaveLength(1);
      expect(await signet.run(folder, "--only", "pipeline:data")).toEqual({
        clean: "reused",
        join: "reused",
      });
      expect(await signet.run(folder, "--only", "tag:nightly")).toEqual({
        remember: "reused",
        count: "reused",
      });
      const unknown = await runCli(library, ["plan", folder, "--only", "tag:nightl"]);
      expect(unknown.stderr).toContain("`tag:nightly`");
      expect((await runCli(library, ["plan", folder])).stdout).not.toContain("other");

      // A version is none of what a dataset is.
      replaceIn(join(folder, "conf/base/parameters.yml"), "unrelated: 1", "unrelated: 2");
      expect(await signet.toRun(folder, "--only", "pipeline:more")).toEqual({
        settings: ["Parameter changed: unrelated 1 → 2"],
      });
      replaceIn(join(folder, "code/shuttles/pipelines/more.py"), "head(2)", "head(3)");
      expect(await signet.run(folder, "--only", "tag:nightly")).toEqual({
        remember: "executed",
        count: "executed",
      });
      expect(report()).toBe("3 2");

      process.env.KEDRO_ENV = "prod";
      try {
        expect(await signet.toRun(folder, "--only", "pipeline:more")).toEqual({
          count: ["Parameter changed: share 2 → 3"],
          settings: expect.arrayContaining(["Parameter changed: share 2 → 3"]),
        });
        await signet.run(folder, "--only", "tag:cheap");
        expect(report()).toBe("3 3");
      } finally {
        delete process.env.KEDRO_ENV;
      }
      expect(await signet.run(folder, "--only", "tag:cheap")).toEqual({ count: "restored" });
      expect(report()).toBe("3 2");

      const twin = join(temporaryFolder(), "twin");
      cpSync(folder, twin, { recursive: true, verbatimSymlinks: true });
      rmSync(join(twin, "data/08_reporting"), { recursive: true });
      mkdirSync(join(twin, "data/08_reporting"));
      const theirs = await capture(
        tools.python,
        ["-m", "kedro", "run", "--tags=nightly", "--pipeline=more"],
        {
          cwd: twin,
          env: { ...tools.env, DO_NOT_TRACK: "1" },
        },
      );
      expect([theirs.status, theirs.stderr.slice(-500)]).toEqual([0, expect.anything()]);
      expect(readFileSync(join(twin, "data/08_reporting/daily.txt"), "utf8")).toBe(report());
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
