import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRunning } from "../../../src-main/node/host/process-identity.ts";
import { runCli, startCli } from "../../helpers/cli.ts";
import { killedRun, rowsOf, stepRow, until } from "../../helpers/killed-run.ts";
import { openTestServices } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const quick = Array.from({ length: 20 }, (_, index) => `q${index}`);

/** More steps than are started without a launcher, then one that tells who started it, and waits for the file `go`. */
function manySteps() {
  const workspace = temporaryFolder();
  const steps = quick.map(
    (name) => `  ${name}: {run: "echo ${name} > {outputs.o${name}}", outputs: [o${name}]}`,
  );
  writeFiles(workspace, {
    "pipeline.yaml": `signet: 1
name: p
datasets: {told: out/told.txt}
steps:
${steps.join("\n")}
  last: {run: "sh last.sh > {outputs.told}", inputs: [${quick.map((name) => `o${name}`).join(", ")}], outputs: [told]}
`,
    "last.sh": `starter=$(awk '/^PPid/ {print $2}' /proc/$(awk '/^PPid/ {print $2}' /proc/$PPID/status)/status)
tr '\\0' ' ' < "/proc/$starter/cmdline"
echo $starter > starter.part
mv starter.part starter
until [ -e go ] || [ $((i=i+1)) -gt 3000 ]; do sleep 0.01; done
`,
  });
  const at = (path: string) => join(workspace, path);
  const library = join(temporaryFolder(), "library");
  return {
    library,
    file: at("pipeline.yaml"),
    isWaiting: () =>
      existsSync(at("starter")) && rowsOf(library).find(({ step }) => step === "last")?.status === "running",
    starter: () => Number(readFileSync(at("starter"), "utf8")),
    go: () => writeFileSync(at("go"), ""),
    told: () => readFileSync(at("out/told.txt"), "utf8"),
  };
}

describe("many steps", () => {
  it("are started by a small process of ours, which ends with Signet", async () => {
    const steps = manySteps();
    steps.go();
    const { code } = await runCli(steps.library, ["run", steps.file]);
    expect(code).toBe(0);
    expect(steps.told()).toContain("launch.py");
    await until(() => !isRunning(steps.starter()));
  });

  it("go on when Signet is killed with that process, and count", async () => {
    const steps = manySteps();
    await killedRun(steps.library, steps.file, steps.isWaiting);
    await until(() => !isRunning(steps.starter()));
    const services = await openTestServices(steps.library);
    expect(stepRow(steps.library, "last").status).toBe("running");
    steps.go();
    await until(() =>
      existsSync(join(services.library.runFolder(stepRow(steps.library, "last").id), "exit")),
    );
    await expect
      .poll(async () => {
        await services.pipelines.lookAfterLeft();
        return stepRow(steps.library, "last").status;
      })
      .toBe("succeeded");
    expect(steps.told()).toContain("launch.py");
  });

  it("end well although somebody kills that process alone", async () => {
    const steps = manySteps();
    const child = startCli(steps.library, ["run", steps.file]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await until(steps.isWaiting);
    process.kill(steps.starter(), "SIGKILL");
    await until(() => !isRunning(steps.starter()));
    steps.go();
    expect(await ended).toBe(0);
    expect(stepRow(steps.library, "last").status).toBe("succeeded");
  });

  it("have each its own variables, and none of another", async () => {
    const workspace = temporaryFolder();
    const names = Array.from({ length: 15 }, (_, index) => `s${index}`);
    const steps = names.map(
      (name) =>
        `  ${name}: {run: 'echo "$SIGNET_STEP \${SIGNET_HOOK:-none}" > {outputs.o${name}}', hooks: {before: "true"}, outputs: [o${name}]}`,
    );
    const sets = names.map((name) => `o${name}: out/${name}.txt`).join(", ");
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1\nname: p\ndatasets: {${sets}}\nsteps:\n${steps.join("\n")}\n`,
    });
    const library = join(temporaryFolder(), "library");
    expect((await runCli(library, ["run", join(workspace, "pipeline.yaml")])).code).toBe(0);
    expect(names.map((name) => readFileSync(join(workspace, `out/${name}.txt`), "utf8"))).toEqual(
      names.map((name) => `${name} none\n`),
    );
  });
});
