import type { Command } from "commander";
import { diffText, publicDiff } from "../../core/diff/cli-diff.ts";
import { diffRuns } from "../../core/diff/diff-runs.ts";
import { codePatches } from "../../core/diff/unified.ts";
import { fileTextOf, runWithSteps } from "../../node/app/run-methods.ts";
import type { Services } from "../../node/app/services.ts";
import { colored, exitCodes, print, printJson } from "../output.ts";
import { type Finish, resolveRun, withServices } from "../session.ts";

export function addDiffCommand(program: Command, finish: Finish): void {
  program
    .command("diff")
    .description("Show exactly what differs between two runs or two steps")
    .argument("<baseline>", "a number (41), an id or its beginning, `latest`; with /step behind it a step")
    .argument("<candidate>", "the same")
    .option("--json", "print one JSON document")
    .action(async (from: string, to: string, options: { json?: boolean }, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const baseline = side(services, from);
          if (!baseline.ok) return baseline;
          const candidate = side(services, to);
          if (!candidate.ok) return candidate;
          const diff = diffRuns(baseline.value, candidate.value);
          const patches = await codePatches(diff, async (run, path) => {
            const side = run === baseline.value.run.id ? baseline.value : candidate.value;
            const text = await fileTextOf(services, side, "code", path);
            return text.ok ? text.value : { kind: "not-kept" };
          });
          if (options.json) printJson(publicDiff(diff, patches));
          else print(diffText(diff, patches, { color: colored }));
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}

function side(services: Services, reference: string) {
  const id = resolveRun(services, reference);
  return id.ok ? runWithSteps(services, id.value) : id;
}
