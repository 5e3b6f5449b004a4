import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonSchemas } from "../../../src-main/cli/json-schemas.ts";
import { workedExample } from "../../fixtures/worked-example.ts";
import { runCli } from "../../helpers/cli.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

describe("what commands print with --json", () => {
  it("is one document as its schema says, for good runs and bad ones", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      ...workedExample,
      "pipeline.yaml":
        `${workedExample["pipeline.yaml"]}  C: {run: "cp scores.json {outputs.scores}", inputs: [oB], outputs: [scores]}
  D: {run: "cat {inputs.oA} > {outputs.loose}", inputs: [oA], outputs: [loose]}
`.replace("  oB:", "  scores: {path: out/scores.json, as: metrics}\n  oB:"),
      "scores.json": '{"loss": [1, 0.5], "odd": "NaN"}',
    });
    const library = join(temporaryFolder(), "library");
    const file = join(workspace, "pipeline.yaml");
    const check = async (command: keyof typeof jsonSchemas | "clone", ...args: string[]) => {
      const { stdout, stderr } = await runCli(library, [command, ...args, "--json"]);
      const name = command !== "clone" ? command : args.includes("--plan") ? "plan" : "run";
      const parsed = jsonSchemas[name].safeParse(JSON.parse(stdout));
      expect(parsed.error?.message, `${command} ${args.join(" ")} ${stderr}`).toBeUndefined();
    };
    await check("plan", file);
    await check("run", file);
    await check("run", file, "-P", "n=2");
    await check("run", file);
    writeFileSync(join(workspace, "b.sh"), "exit 1\n");
    await check("run", file, "--keep-going");
    await check("plan", file);
    await check("clone", "4", "--plan");
    await check("clone", "4", "--keep-going");
    await check("accept", "B", file);
    await check("plan", file, "--only", "B");
    await check("show", "1");
    await check("show", "1/B");
    await check("show", "4");
    await check("runs");
    await check("runs", "status:failed");
    await check("searches");
    await check("diff", "1", "2");
    await check("diff", "1", "4");
    await check("diff", "1/B", "4/B");
    await check("logs", "4");
    await check("import", file);
    await check("example");
    const exec = async (...args: string[]) => {
      const { stdout } = await runCli(library, ["exec", "--json", ...args]);
      const parsed = jsonSchemas.exec.safeParse(JSON.parse(stdout));
      expect(parsed.error?.message, `exec ${args.join(" ")}`).toBeUndefined();
    };
    await exec("--in", file, "--", "sh", "-c", "echo shown; exit 3");
    await check("show", "latest");
    await exec("--cache", "--", "true");
  });

  it("is one document as its schema says, for what a shell records", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { "model.pkl": "m" });
    const file = join(folder, "events.jsonl");
    const commands = [
      ["metric", "loss", "0.3"],
      ["metrics", "a=1", "b=2"],
      ["param", "lr=0.1", "depth=3"],
      ["tag", "baseline"],
      ["property", "title", "A title"],
      ["note", "Began well."],
      ["artifact", "model", join(folder, "model.pkl")],
    ];
    for (const words of commands) {
      const { code, stdout } = await runCli(join(folder, "library"), ["log", ...words, "--json"], {
        SIGNET_EVENTS: file,
      });
      expect([words, code]).toEqual([words, 0]);
      const answer = jsonSchemas.log.parse(JSON.parse(stdout));
      expect(answer).toEqual({ file, events: words[0] === "param" ? 2 : 1 });
    }
  });

  it("is one document as its schema says, for runs that come and go as files", async () => {
    const folder = temporaryFolder();
    const library = join(folder, "library");
    writeFiles(folder, {
      "runs.jsonl": `{"id":"r1","name":"one","inputs":[{"name":"raw"}],"artifacts":[{"name":"m","digest":"md5:0"}]}
{"id":1}
{"id":"r2","name":"two","extra":1,"properties":{"deep":{"a":[1]}}}`,
    });
    const commands = [
      ["import", join(folder, "runs.jsonl")],
      ["export", "-o", join(folder, "out.jsonl")],
      ["show", "r1"],
      ["show", "r2"],
      ["diff", "r1", "r2"],
    ] as const;
    for (const [command, ...args] of commands) {
      const { stdout, stderr } = await runCli(library, [command, ...args, "--json"]);
      const parsed = jsonSchemas[command].safeParse(JSON.parse(stdout));
      expect(parsed.error?.message, `${command} ${args.join(" ")} ${stderr}`).toBeUndefined();
    }
  });

  it.each(Object.entries(jsonSchemas))("has the committed JSON Schema for %s", (command, schema) => {
    const committed = readFileSync(`resources/cli/${command}.schema.json`, "utf8");
    expect(JSON.parse(committed)).toEqual(z.toJSONSchema(schema));
  });
});
