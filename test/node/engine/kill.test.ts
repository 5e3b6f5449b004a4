import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startCli } from "../../helpers/cli.ts";
import { actionsOf, openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const steps = ["a", "b", "c", "d", "e", "f"];

/** A chain in which every step notes that it ran and takes a moment, so that kills land at every stage of it. */
const chain = `signet: 1
name: chain
datasets:
${steps.map((name) => `  ${name}: out/${name}.txt`).join("\n")}
steps:
${steps
  .map((name, index) => {
    const before = steps[index - 1];
    const input = before === undefined ? "" : `{inputs.${before}} `;
    return `  make-${name}:
    run: sh step.sh ${name} {outputs.${name}} ${input}
    inputs: [${before ?? ""}]
    outputs: [${name}]`;
  })
  .join("\n")}
`;
const script = `echo "$1" >> ran.log
sleep 0.05
cat "$3" > "$2" 2>/dev/null
echo "$1" >> "$2"
`;

describe("killed with SIGKILL while it runs", () => {
  // Delays that spread over the whole run: start-up, the first step, between steps, the end.
  const delays = [150, 250, 320, 380, 440, 500, 560, 620, 700, 800, 900, 1100];

  it.each(delays)("after %i ms, the library opens, says so, and reuses what was finished", async (delay) => {
    const workspace = temporaryFolder();
    writeFiles(workspace, { "pipeline.yaml": chain, "step.sh": script });
    const library = join(temporaryFolder(), "library");
    const file = join(workspace, "pipeline.yaml");
    const child = startCli(library, ["run", file, "--jobs", "1"]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await wait(delay);
    child.kill("SIGKILL");
    await ended;

    const services = await openTestServices(library);
    const { database } = services.library;
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(database.pragma("foreign_key_check")).toEqual([]);
    const rows = database.prepare("SELECT step, status FROM runs").all() as {
      step: string | null;
      status: string;
    }[];
    expect(
      rows.filter(({ status }) => ["queued", "starting", "running", "finalizing"].includes(status)),
    ).toEqual([]);
    const killed = rows.find(({ step }) => step === null);
    if (killed !== undefined) expect(["interrupted", "succeeded"]).toContain(killed.status);
    const finished = rows
      .filter(({ step, status }) => step !== null && status === "succeeded")
      .map(({ step }) => step);

    const before = ranLog(workspace);
    const run = await runForTest(services, readForTest(file), { jobs: 1 });
    expect(run.status).toBe("succeeded");
    for (const step of finished) expect(actionsOf(run)[step ?? ""]).toMatch(/reused|restored/);
    const after = ranLog(workspace).slice(before.length);
    expect(after).toEqual(steps.filter((name) => !finished.includes(`make-${name}`)));
    expect(readFileSync(join(workspace, "out/f.txt"), "utf8")).toBe(`${steps.join("\n")}\n`);
  });
});

function ranLog(workspace: string): string[] {
  const log = join(workspace, "ran.log");
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
}
