import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { jsonSchemas } from "../../../src-main/cli/json-schemas.ts";
import { isRunning, processIdentity } from "../../../src-main/node/host/process-identity.ts";
import { runCli, startCli } from "../../helpers/cli.ts";
import { rowsOf, until } from "../../helpers/killed-run.ts";
import { openTestServices } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const hook = join(import.meta.dirname, "../../helpers/interrupt-first-turn.ts");
const slow = join(import.meta.dirname, "../../helpers/slow-time.ts");
const endless = join(import.meta.dirname, "../../helpers/endless-backup.ts");
const interrupted = { NODE_OPTIONS: `--import ${hook}` };

/** A library of many runs, each with a text that is kept. */
async function place() {
  const folder = temporaryFolder();
  const [library, runs] = [join(folder, "library"), join(folder, "runs.jsonl")];
  const lines = Array.from({ length: 600 }, (_, at) =>
    JSON.stringify({ id: `r${at}`, name: `run ${at}`, code: [{ path: "a.py", text: `x = ${at}` }] }),
  );
  writeFileSync(runs, `${lines.join("\n")}\n`);
  const imported = await runCli(library, ["import", runs]);
  expect(imported.code, imported.stderr).toBe(0);
  return { folder, library, runs };
}

/** Whether a process has not ended, though perhaps nobody has collected it. */
const isLiving = (pid: number): boolean => processIdentity(pid) !== null;

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** What is amiss after a command that was cancelled. */
async function expectWhole(library: string): Promise<void> {
  expect(readdirSync(join(library, "open"))).toEqual([]);
  const verified = await runCli(library, ["verify", "--json"]);
  expect(JSON.parse(verified.stdout)).toMatchObject({
    damaged: [],
    missing: [],
    database: [],
    searchIndex: [],
  });
}

describe("an interrupt in the midst of long work", () => {
  it.each(["SIGINT", "SIGTERM"])(
    "%s ends each command with 130, and nothing is half done",
    async (signal) => {
      const { folder, library, runs } = await place();
      const others = join(folder, "others");
      const commands: readonly (readonly [library: string, args: readonly string[]])[] = [
        [others, ["import", runs]],
        [library, ["export", "-o", join(folder, "out.jsonl")]],
        [library, ["export"]],
        [library, ["verify"]],
        [library, ["gc", "--delete", "--grace", "0s"]],
      ];
      for (const [at, args] of commands) {
        const isJson = signal === "SIGINT" && args.length !== 1;
        for (const words of [args, ...(isJson ? [[...args, "--json"]] : [])]) {
          const { code, stdout, stderr } = await runCli(at, words, {
            ...interrupted,
            SIGNET_TEST_SIGNAL: signal,
          });
          expect([words, code, stderr]).toEqual([words, 130, ""]);
          if (words.includes("--json"))
            expect(jsonSchemas.error.parse(JSON.parse(stdout)).error.kind).toBe("cancelled");
        }
      }
      expect(readdirSync(folder).sort()).toEqual(["library", "others", "runs.jsonl"]);
      await expectWhole(library);
      await expectWhole(others);
    },
  );

  it("leaves the search index that was being made anew as it was, and the next command makes it", async () => {
    const { library } = await place();
    const services = await openTestServices(library);
    services.library.database.exec("INSERT INTO search_stale VALUES (1)");
    await services.close();
    const cancelled = await runCli(library, ["runs"], interrupted);
    expect(cancelled).toEqual({ code: 130, stdout: "", stderr: "" });
    const found = await runCli(library, ["runs", "code:599", "--json"]);
    expect(JSON.parse(found.stdout)).toMatchObject({ total: 1 });
    await expectWhole(library);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends a backup at once, and what was copied goes",
    async (signal) => {
      const { folder, library } = await place();
      const backups = join(library, "backups");
      const elsewhere = join(folder, "mine.db");
      for (const [args, at] of [
        [["backup"], backups],
        [["backup", elsewhere, "--json"], folder],
      ] as const) {
        const before = namesIn(backups);
        const cli = startCli(library, args, { NODE_OPTIONS: `--import ${endless}` });
        let stdout = "";
        cli.stdout?.setEncoding("utf8").on("data", (text: string) => {
          stdout += text;
        });
        const half = () => namesIn(at).find((name) => name.startsWith(".half-"));
        await until(() => half() !== undefined);
        const copier = Number(half()?.split("-")[1]);
        expect(copier).not.toBe(cli.pid);
        cli.kill(signal);
        expect(await new Promise((resolve) => cli.once("close", resolve))).toBe(130);
        await until(() => !isRunning(copier));
        expect(namesIn(backups)).toEqual(before);
        expect(readdirSync(folder).sort()).toEqual(["library", "runs.jsonl"]);
        if (args.length > 1) expect(jsonSchemas.error.parse(JSON.parse(stdout)).error.kind).toBe("cancelled");
      }
      await expectWhole(library);
    },
  );

  it("of logs -f leaves the run alone", async () => {
    const folder = temporaryFolder();
    const library = join(folder, "library");
    writeFiles(folder, {
      "pipeline.yaml": `signet: 1
name: p
steps:
  a: {run: "echo begun; while [ ! -e ${folder}/go ]; do sleep 0.05; done; echo done > {outputs.x}", outputs: [x]}
`,
    });
    const run = startCli(library, ["run", join(folder, "pipeline.yaml")]);
    const ended = new Promise<number | null>((resolve) => run.once("close", resolve));
    await until(() => existsSync(library) && rowsOf(library).some(({ status }) => status === "running"));
    const logs = startCli(library, ["logs", "latest", "-f"]);
    let stdout = "";
    logs.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    await until(() => stdout.includes("begun"));
    logs.kill("SIGINT");
    expect(await new Promise((resolve) => logs.once("close", resolve))).toBe(130);
    writeFileSync(join(folder, "go"), "");
    expect(await ended).toBe(0);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "a second %s kills what a run is still waiting for, and the first says so",
    async (signal) => {
      const { cli, ended, pids, stderr, library } = await stubbornRun(signal);
      cli.kill(signal);
      expect(await ended).toBe(130);
      expect(pids.map(isLiving)).toEqual([false, false]);
      expect(rowsOf(library).map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
      expect(stderr().includes("Ctrl-C again")).toBe(signal === "SIGINT");
    },
  );

  it("is carried to its end when the terminal is closed meanwhile", async () => {
    const { cli, ended, pids, library } = await stubbornRun("SIGINT");
    cli.kill("SIGHUP");
    cli.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(pids.map(isLiving)).toEqual([false, false]);
    expect(rowsOf(library).map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
  });
});

/** A run that got a signal, and whose step goes on all the same, with a program that left its group: their process ids. */
async function stubbornRun(signal: NodeJS.Signals) {
  const folder = temporaryFolder();
  const library = join(folder, "library");
  writeFiles(folder, {
    "pipeline.yaml": `signet: 1
name: p
steps:
  a: {run: "sh stubborn.sh {outputs.x}", outputs: [x]}
`,
    "stubborn.sh": `trap 'touch asked' TERM
setsid sh -c "trap '' TERM; echo \\$\\$ > stray; while :; do sleep 0.05; done" &
until [ -s stray ]; do sleep 0.01; done
echo $$ > leader
while :; do sleep 0.05; done
`,
  });
  const cli = startCli(library, ["run", join(folder, "pipeline.yaml")], {
    NODE_OPTIONS: `--import ${slow}`,
  });
  let stderr = "";
  cli.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => cli.once("close", resolve));
  await until(() => existsSync(join(folder, "leader")));
  cli.kill(signal);
  await until(() => existsSync(join(folder, "asked")));
  const pids = ["leader", "stray"].map((name) => Number(readFileSync(join(folder, name), "utf8")));
  expect(pids.map(isRunning)).toEqual([true, true]);
  onTestFinished(() => {
    for (const pid of pids.filter(isLiving)) process.kill(pid, "SIGKILL");
  });
  return { cli, ended, pids, library, stderr: () => stderr };
}
