import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Services } from "../../../src-main/node/app/services.ts";
import { actionsOf, place, readForTest, runForTest, startForTest } from "../../helpers/services.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

type Run = Awaited<ReturnType<typeof runForTest>>;

const consoleOf = ({ library }: Services, run: Run) =>
  readFileSync(join(library.runFolder(run.steps[0]?.run ?? ""), "console.log"), "utf8");

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await wait(10);
};

describe("hooks", () => {
  const withHooks = (hooks: string, run = "echo made > {outputs.x}; echo running", more = "") =>
    pipeline(`steps:\n  A:\n    run: "${run}"\n    outputs: [x]\n    hooks: {${hooks}}\n${more}`);

  it("run around a step that really runs, with its variables, and not when it is reused", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": withHooks(
        `before: "echo $SIGNET_HOOK $SIGNET_STATUS $SIGNET_STEP >> hooks.log", after: "echo $SIGNET_HOOK $SIGNET_STATUS $(cat {outputs.x}) >> hooks.log; echo bye", failed: "echo no >> hooks.log"`,
      ),
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]?.error ?? null).toBeNull();
    const log = () => readFileSync(join(workspace, "hooks.log"), "utf8");
    expect(log()).toBe("before starting A\nafter succeeded made\n");
    expect(consoleOf(services, run)).toBe("— hook: before —\nrunning\n— hook: after —\nbye\n");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused" });
    expect(log().split("\n")).toHaveLength(3);
  });

  it("are outside the signature", async () => {
    const { services, file } = await place({ "pipeline.yaml": withHooks('before: "true"') });
    await runForTest(services, readForTest(file));
    writeFileSync(file, withHooks('after: "echo other"'));
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused" });
  });

  it("that fail before keep the step from starting, and the hook for failures runs", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": withHooks(
        'before: "exit 4", failed: "echo $SIGNET_STATUS > failed.log"',
        "touch started; echo x > {outputs.x}",
      ),
    });
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ A: "failed" });
    expect(run.steps[0]?.error).toBe("Its hook `before` ended with exit code 4");
    expect(existsSync(join(workspace, "started"))).toBe(false);
    expect(readFileSync(join(workspace, "failed.log"), "utf8")).toBe("failed\n");
  });

  it("that fail after are a warning: the step has succeeded and serves", async () => {
    const { services, file } = await place({ "pipeline.yaml": withHooks('after: "exit 5"') });
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ A: "executed" });
    expect(run.steps[0]?.error).toContain("Its hook `after` ended with exit code 5");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused" });
  });

  it("cannot change what the step made", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": `${withHooks('after: "chmod u+w {outputs.x}; echo changed > {outputs.x}"')}datasets: {x: out/x.txt}\n`,
    });
    await runForTest(services, readForTest(file));
    expect(readFileSync(join(workspace, "out/x.txt"), "utf8")).toBe("made\n");
  });

  it("end with a cancel, and none runs for it", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": withHooks('before: "touch waiting; sleep 60", failed: "touch failed.log"'),
    });
    const { finished, cancel } = await startForTest(services, readForTest(file));
    await until(() => existsSync(join(workspace, "waiting")));
    cancel();
    expect(await finished).toBe("cancelled");
    expect(existsSync(join(workspace, "failed.log"))).toBe(false);
  });

  it("are not watched: what they read is no dependency", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": withHooks(`before: 'python3 -c "open(\\"other.txt\\").read()"'`),
      "other.txt": "1",
    });
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ A: "executed" });
    writeFileSync(join(workspace, "other.txt"), "2");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused" });
  });
});

describe("retries", () => {
  const flaky = (settings: string, script: string) => ({
    "pipeline.yaml": pipeline(`steps:\n  A: {run: "sh a.sh {outputs.x}", outputs: [x], ${settings}}\n`),
    "a.sh": script,
  });

  it("try again, with empty outputs and the same scratch, and tell the attempts apart in the console", async () => {
    const { services, file } = await place(
      flaky(
        "retries: {count: 2, delay: 10ms}",
        'ls "$(dirname "$1")"\necho x >> "$SIGNET_SCRATCH/tries"\necho half > "$1.part"\n' +
          '[ "$(wc -l < "$SIGNET_SCRATCH/tries")" = 3 ] || exit 7\necho whole > "$1"\n',
      ),
    );
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ A: "executed" });
    expect(consoleOf(services, run)).toBe(
      "— attempt 2 of 3, after exit code 7 —\n— attempt 3 of 3, after exit code 7 —\n",
    );
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused" });
  });

  it("end when none is left, with the last attempt's error and one run of the hook", async () => {
    const { services, workspace, file } = await place(
      flaky('retries: 1, hooks: {failed: "echo x >> failed.log"}', "echo try >> tries.log\nexit 3\n"),
    );
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]).toMatchObject({ action: "failed", error: "The command ended with exit code 3" });
    expect(readFileSync(join(workspace, "tries.log"), "utf8")).toBe("try\ntry\n");
    expect(readFileSync(join(workspace, "failed.log"), "utf8")).toBe("x\n");
  });

  it("are made when an output is missing, and take a half-made file at a fixed path away first", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(
        `datasets: {m: out/m.txt, n: out/n.txt}\nsteps:\n  A: {run: "sh a.sh", outputs: [m, n], retries: 1}\n`,
      ),
      "a.sh": "ls out >> seen.log\necho half > out/m.txt\n[ -e again ] && echo n > out/n.txt\ntouch again\n",
      "out/m.txt": "mine\n",
    });
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ A: "executed" });
    expect(consoleOf(services, run)).toBe("— attempt 2 of 2, after a missing output —\n");
    expect(existsSync(join(workspace, "seen.log"))).toBe(true);
    expect(readFileSync(join(workspace, "seen.log"), "utf8")).toBe("");
  });

  it("wait for their delay no longer than until a cancel", async () => {
    const { services, file } = await place(flaky("retries: {count: 1, delay: 1h}", "touch tried\nexit 1\n"));
    const { finished, cancel, run } = await startForTest(services, readForTest(file));
    const workspace = join(file, "..");
    await until(() => existsSync(join(workspace, "tried")));
    await until(() => readdirSync("/proc").every((name) => !isOf(name, services, run)));
    cancel();
    expect(await finished).toBe("cancelled");
  });
});

/** Whether a process belongs to a step of a run. */
function isOf(name: string, { library }: Services, run: string): boolean {
  if (!/^\d+$/.test(name)) return false;
  const steps = library.database.prepare("SELECT id FROM runs WHERE parent = ?").pluck().all(run) as string[];
  try {
    const environment = readFileSync(`/proc/${name}/environ`, "latin1");
    return steps.some((step) => environment.includes(`SIGNET_RUN_ID=${step}`));
  } catch {
    return false;
  }
}

describe("a timeout", () => {
  it("ends the step and what it started, is a failure, and counts for retries", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(
        `steps:\n  A: {run: "echo started >> log; setsid sleep 61 & sleep 62; echo x > {outputs.x}", outputs: [x], timeout: 1s, retries: 1, hooks: {failed: "touch told"}}\n`,
      ),
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]).toMatchObject({ action: "failed", error: "It took longer than 1s (timeout)" });
    expect(readFileSync(join(workspace, "log"), "utf8")).toBe("started\nstarted\n");
    expect(consoleOf(services, run)).toContain("— attempt 2 of 2, after 1s without an end —");
    expect(existsSync(join(workspace, "told"))).toBe(true);
    expect(readdirSync("/proc").filter((name) => isOf(name, services, run.run))).toEqual([]);
  });

  it("does not touch a step that is in time", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`steps:\n  A: {run: "echo x > {outputs.x}", outputs: [x], timeout: 20d}\n`),
    });
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "executed" });
  });
});
