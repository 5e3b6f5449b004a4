import { existsSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { actionsOf, place, readForTest, runForTest } from "../../helpers/services.ts";

/** More than the library keeps of a source. */
const large = 65 * 1024 * 1024;

const files = {
  "pipeline.yaml": `signet: 1
name: p
datasets: {raw: raw.bin}
steps:
  size: {run: "sh size.sh {inputs.raw} {outputs.n}", inputs: [raw], outputs: [n]}
`,
  "size.sh": 'touch begun\nuntil [ -e go ]; do sleep 0.01; done\nwc -c < "$1" > "$2"\n',
};

describe("a source that is too large to keep", () => {
  it("serves like any other", async () => {
    const { services, workspace, file } = await place({ ...files, "raw.bin": "", go: "" });
    truncateSync(join(workspace, "raw.bin"), large);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ size: "executed" });
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ size: "reused" });
  });

  it("that is changed and changed back while a step reads it leaves no result that serves", async () => {
    const { services, workspace, file } = await place({ ...files, "raw.bin": "" });
    const source = join(workspace, "raw.bin");
    truncateSync(source, large);
    const { atime, mtime } = statSync(source);
    const running = runForTest(services, readForTest(file));
    while (!existsSync(join(workspace, "begun"))) await wait(10);
    for (const byte of ["x", "\0"]) {
      const handle = await open(source, "r+");
      await handle.write(byte, 0);
      await handle.close();
    }
    utimesSync(source, atime, mtime);
    writeFileSync(join(workspace, "go"), "");
    const run = await running;
    expect(actionsOf(run)).toEqual({ size: "executed" });
    const isPrivate = (run.steps[0]?.error ?? null) === null;
    // With a view of its own the step saw nothing of it; what it read is what its fingerprint says.
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({
      size: isPrivate ? "reused" : "executed",
    });
    if (!isPrivate) expect(run.steps[0]?.error).toContain("raw changed while the step ran");
  });
});
