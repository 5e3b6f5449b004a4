import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../../helpers/cli.ts";
import { rowsOf } from "../../helpers/killed-run.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const day = 86_400_000;

it.each([day, -day])(
  "a clock that is set by %d ms while a step runs changes no duration and ends nothing",
  async (by) => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1
name: p
steps:
  first: {run: sh set.sh, timeout: 1h}
  second: {run: "true", needs: [first]}
`,
      "set.sh": `echo ${by} > clock.part\nmv clock.part clock\n`,
    });
    const library = join(temporaryFolder(), "library");
    const { code, stderr } = await runCli(library, ["run", join(workspace, "pipeline.yaml")], {
      CLOCK_SET: join(workspace, "clock"),
      NODE_OPTIONS: `--import ${join(import.meta.dirname, "../../helpers/set-clock.ts")}`,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const rows = rowsOf(library);
    expect(rows.map(({ step, status }) => [step, status])).toEqual([
      [null, "succeeded"],
      ["first", "succeeded"],
      ["second", "succeeded"],
    ]);
    const [run, first, second] = rows.map(({ started, ended }) => ({ from: started ?? 0, to: ended ?? 0 }));
    if (run === undefined || first === undefined || second === undefined) throw new Error("a run is missing");
    const inOrder = [run.from, first.from, first.to, second.from, second.to, run.to];
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    expect(run.to - run.from).toBeLessThan(day / 2);
  },
);
