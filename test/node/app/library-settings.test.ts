import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsMethods } from "../../../src-main/node/app/library-settings.ts";
import { runWithSteps } from "../../../src-main/node/app/run-methods.ts";
import { openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { testApp } from "../../helpers/test-app.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A Python that tells its programs that it is this one. */
function python(name: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, `#!/bin/sh\nWHICH=${name} exec python3 "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("the library's settings", () => {
  it("are what nobody set, then what was set, then taken back", async () => {
    const { call } = await testApp();
    const { cores, ...first } = await call("settings.get", {});
    expect(cores).toBeGreaterThan(0);
    expect(first).toEqual({ jobs: null, keptSource: null, keepGoing: false, python: null });
    const path = python("my-python");
    await call("settings.set", { jobs: 3 });
    await call("settings.set", { python: path });
    expect(await call("settings.get", {})).toMatchObject({ jobs: 3, python: path });
    await call("settings.set", { jobs: null });
    expect(await call("settings.get", {})).toMatchObject({ jobs: null, python: path });
  });

  it.each([
    [{ python: "no-such-python" }, /no-such-python on the PATH of steps/],
    [{ python: "envs/bin/python" }, /Write the whole path of envs\/bin\/python/],
    [{ python: "/etc/passwd" }, /\/etc\/passwd is no program that can be started/],
    [{ python: "/no/such/python" }, /There is no file \/no\/such\/python/],
    [{ python: "/usr" }, /\/usr is a folder: .* such as \/usr\/bin\/python/],
    [{ python: "/bin/sh" }, /\/bin\/sh does not answer as a Python 3/],
    [{ python: "sh" }, /sh does not answer as a Python 3/],
    [{ jobs: 0 }, /jobs/],
    [{ jobs: 2.5 }, /jobs/],
    [{ keptSource: -1 }, /keptSource/],
    [{ theme: "dark" }, /theme/],
  ])("refuse %j and stay as they were", async (change, message) => {
    const { ask, call } = await testApp();
    const answer = await ask("settings.set", change as never);
    expect(answer.ok ? "" : answer.error.message).toMatch(message);
    expect(await call("settings.get", {})).toMatchObject({ jobs: null, python: null });
  });

  it("decide up to which size sources are kept", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1
name: p
datasets: {raw: raw.bin}
steps: {size: {run: "wc -c < {inputs.raw} > {outputs.n}", inputs: [raw], outputs: [n]}}
`,
    });
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const set = settingsMethods(services.library, async () => ({}))["settings.set"];
    const isKept = async (megabytes: number) => {
      writeFileSync(join(workspace, "raw.bin"), "x".repeat(megabytes * 1024 * 1024));
      const run = await runForTest(services, readForTest(join(workspace, "pipeline.yaml")));
      const found = runWithSteps(services, run.run);
      return found.ok ? found.value.steps[0]?.inputs[0]?.kept : null;
    };
    expect(await isKept(2)).toBe(true);
    await set({ keptSource: 2 });
    expect(await isKept(3)).toBe(false);
    await set({ keptSource: 3 });
    expect(await isKept(3.5)).toBe(false);
    expect(await isKept(2.5)).toBe(true);
  });

  it("decide whether steps are started after a failure, where nobody says it for the run", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1\nname: p\nsteps: {bad: {run: "exit 1"}, other: {run: "true"}}\n`,
    });
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const pipeline = readForTest(join(workspace, "pipeline.yaml"));
    const otherAfter = async (keepGoing: boolean | null) => {
      const run = await runForTest(services, pipeline, { jobs: 1, force: true, keepGoing });
      return run.steps[1]?.action;
    };
    expect(await otherAfter(null)).toBe("skipped");
    await settingsMethods(services.library, async () => ({}))["settings.set"]({ keepGoing: true });
    expect(await otherAfter(null)).toBe("executed");
    expect(await otherAfter(false)).toBe("skipped");
  });

  it("decide which Python runs the steps of a pipeline that names none", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      "pipeline.yaml":
        'signet: 1\nname: p\ndatasets: {x: x.txt}\nsteps:\n  a: {run: "python a.py {outputs.x}", outputs: [x]}\n',
      "a.py": "import os, sys\nopen(sys.argv[1], 'w').write(os.environ.get('WHICH', 'usual'))\n",
    });
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const pipeline = readForTest(join(workspace, "pipeline.yaml"));
    const set = settingsMethods(services.library, async () => ({ PATH: process.env.PATH }))["settings.set"];
    const written = async () => {
      await runForTest(services, pipeline, { force: true });
      return readFileSync(join(workspace, "x.txt"), "utf8");
    };
    expect(await written()).toBe("usual");
    await set({ python: python("other-python") });
    expect(await written()).toBe("other-python");
    await set({ python: null });
    expect(await written()).toBe("usual");
  });
});
