import type { Command } from "commander";
import { displayValue } from "../../core/base/json.ts";
import { flattenValues } from "../../core/base/value.ts";
import type { RunDetail } from "../../core/model/run.ts";
import { asStep } from "../../node/app/as-step.ts";
import { detailOf } from "../../node/app/run-detail.ts";
import type { Services } from "../../node/app/services.ts";
import { bytesText } from "../bytes-text.ts";
import { isoTime } from "../iso-time.ts";
import { bold, dim, durationText, exitCodes, print, printJson, red, visible } from "../output.ts";
import { publicShow } from "../public-show.ts";
import { exactPath } from "../readable-path.ts";
import { type Finish, resolveRun, withServices } from "../session.ts";
import { outcomeWord } from "../status-words.ts";
import { table } from "../table.ts";

export function addShowCommand(program: Command, finish: Finish): void {
  program
    .command("show")
    .description("Show everything recorded of a run or a step")
    .argument("<run>", "a number (41), an id or its beginning, `latest`; with /step behind it a step")
    .option("--as-step", "print the YAML of a step that does what a tracked command did")
    .option("--json", "print one JSON document")
    .action(async (reference: string, options: { json?: boolean; asStep?: boolean }, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const id = resolveRun(services, reference);
          if (!id.ok) return id;
          if (options.asStep) {
            const text = asStep(services, id.value);
            if (!text.ok) return text;
            process.stdout.write(text.value);
          } else if (options.json) printJson(await publicShow(services, id.value));
          else {
            const detail = detailOf(services, id.value);
            if (!detail.ok) return detail;
            printDetail(detail.value, await displacedLines(services, detail.value));
          }
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}

function printDetail(run: RunDetail, displaced: readonly string[]): void {
  const { text, paint } = outcomeWord(run);
  print(`${bold(visible(run.name))} ${dim(run.number === null ? "" : `#${run.number} `)}${paint(text)}`);
  print(dim(`${visible(run.project)} · ${run.kind} · ${run.id}`));
  if (run.started !== null && run.ended !== null)
    print(dim(`${isoTime(run.started)} · ${durationText((run.ended - run.started) / 1000)}`));
  if (run.error !== null) print(red(visible(run.error)));
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) print(`\n${bold(title)}\n${lines.map((line) => `  ${visible(line)}`).join("\n")}`);
  };
  section(
    "Why",
    run.reasons.map((reason) => reason.text),
  );
  section(
    "To know",
    run.stepNotes.map((note) => note.text),
  );
  if (run.steps.length > 0) {
    print(`\n${bold("Steps")}`);
    const rows = run.steps.map((step) => [
      { text: step.name, paint: bold },
      outcomeWord(step),
      {
        text:
          step.started !== null && step.ended !== null
            ? durationText((step.ended - step.started) / 1000)
            : "",
        right: true,
      },
    ]);
    print(table(["STEP", "STATUS", "TIME"], rows, "  "));
  }
  section(
    "Parameters",
    flattenValues(run.ownParams).map(([name, value]) => `${name} = ${displayValue(value)}`),
  );
  section(
    "Metrics",
    Object.entries(run.metrics).map(([name, value]) => `${name} = ${value}`),
  );
  const files = (list: RunDetail["inputs"]) =>
    list.map(({ name, path, digest, size }) =>
      [
        name,
        path ?? "",
        ...(digest === null ? [] : [`${digest.slice(0, 19)}…`]),
        ...(size === null ? [] : [`${size} bytes`]),
      ].join("  "),
    );
  section("Inputs", files(run.inputs));
  section("Outputs", files(run.outputs));
  section("Replaced files", displaced);
  section(
    "Artifacts",
    run.artifacts.map(({ name, step, kind, size, kept }) =>
      [
        step === null ? name : `${name} at ${step}`,
        kind,
        ...(size === null ? [] : [`${size} bytes`]),
        ...(kept === null ? [] : [kept]),
      ].join("  "),
    ),
  );
  section(
    "Machine",
    [
      run.peakMemory === null ? null : `at most ${bytesText(run.peakMemory)} of memory`,
      run.cpuSeconds === null ? null : `${durationText(run.cpuSeconds)} of processor time`,
    ].filter((line) => line !== null),
  );
  if (run.eventProblems !== null)
    section(`Not taken in: ${run.eventProblems.bad} of what its program told`, run.eventProblems.problems);
  section(
    "Code",
    run.code.map(({ path }) => path),
  );
  section("Command", run.command === null ? [] : [run.command]);
  section(
    "Environment",
    run.environment === null
      ? []
      : [
          ...[[run.environment.os, run.environment.host].filter((part) => part !== "").join(" · ")].filter(
            (line) => line !== "",
          ),
          `Python ${run.environment.python ?? "not found"}`,
          ...packagesLine(run.environment.packages),
        ],
  );
  section(
    "Git",
    run.git === null
      ? []
      : [`${run.git.commit} ${run.git.branch ?? ""}${run.git.dirty ? " (with changes)" : ""}`],
  );
  section("Tags", run.tags.length === 0 ? [] : [run.tags.join(", ")]);
  section(
    "Properties",
    Object.entries(run.properties).map(([key, value]) => `${key} = ${value}`),
  );
  section("Notes", run.notes === "" ? [] : run.notes.split("\n"));
}

/** The whole list is in `--json`. */
function packagesLine(packages: { readonly [name: string]: string }): string[] {
  const all = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  if (all.length === 0) return [];
  const more = all.length > 8 ? [`and ${all.length - 8} more`] : [];
  return [[...all.slice(0, 8), ...more].join(", ")];
}

/** What the run put its outputs in the place of, and where that is now. */
const displacedLines = (services: Services, { displaced }: RunDetail): Promise<string[]> =>
  Promise.all(
    displaced.map(async ({ path, ...content }) => {
      const kept = await exactPath(services, { path: null, ...content }, null);
      return `${path}  ${kept === null ? "not kept any more" : `kept as ${kept}`}`;
    }),
  );
