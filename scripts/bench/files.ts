import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fastest, inTurn, leftOut, measured, median, notMeasured, type Series, series } from "./measure.ts";
import { megabytes, milliseconds, table, timeText } from "./report.ts";
import { asMilliseconds, asPercent, type Section } from "./targets.ts";
import { libraryOf, type Tool } from "./tools.ts";
import { writeBelow } from "./workloads.ts";

/** Runs a pipeline and plans it once, which writes what later plans read. A text says what went wrong. */
function setUp(place: string, own: Tool): string | null {
  for (const call of [own.run(place), own.plan(place)]) {
    const done = measured(call);
    if (typeof done === "string") return done;
  }
  return null;
}

function emptyPlace(folder: string, name: string): string {
  const place = join(folder, name);
  rmSync(place, { recursive: true, force: true });
  rmSync(libraryOf(place), { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  return place;
}

/** Planning with folders of many files as a source. */
export function manyFilesSection(folder: string, own: Tool, sizes: readonly number[]): Section {
  const made = sizes.map((size) => {
    console.log(`Planning over ${size} files…`);
    const place = emptyPlace(folder, `files-${size}`);
    for (let index = 0; index < size; index += 1) {
      const below = join(place, "data", `d${Math.floor(index / 1_000)}`);
      if (index % 1_000 === 0) mkdirSync(below, { recursive: true });
      writeFileSync(join(below, `f${index}.txt`), `file ${index}\n`);
    }
    const lines = ["signet: 1", "datasets: {data: data/}", "steps:", "  count:"];
    lines.push("    run: ls {inputs.data} > {outputs.n}", "    inputs: [data]", "    outputs: [n]");
    writeBelow(place, "pipeline.yaml", `${lines.join("\n")}\n`);
    return { place, problem: setUp(place, own) };
  });
  const failed = made.find(({ problem }) => problem !== null)?.problem ?? null;
  const calls = made.map(({ place }) => own.plan(place));
  const plans = failed === null ? inTurn(calls) : calls.map(() => notMeasured(failed));
  const rows = plans.map((plan, index) => [
    String(sizes[index]),
    timeText(plan),
    milliseconds(median(plan, "cpuSeconds")),
    megabytes(plan),
  ]);
  return {
    text: table(["files", "plan, nothing changed", "CPU", "memory"], rows),
    targets: [
      {
        what: "plan with 100,000 files to look at, nothing changed",
        wanted: 1,
        measured: median(plans[sizes.indexOf(100_000)] ?? notMeasured(leftOut)),
        is: "at most",
        text: asMilliseconds,
      },
    ],
    growth: [{ what: "plan, a file of a folder", sizes, costs: plans.map(fastest) }],
  };
}

/** A program of so many Python modules, of which one is edited. */
function modulesPlace(folder: string, size: number): { readonly place: string; readonly edit: () => void } {
  const place = emptyPlace(folder, `modules-${size}`);
  const name = (index: number) => `pkg/m${index}.py`;
  // A tree, each module importing two others: Python gives up on a long chain of imports.
  const below = (index: number) => [2 * index + 1, 2 * index + 2].filter((other) => other < size);
  const text = (index: number, edits: number) =>
    [
      ...below(index).map((other) => `from pkg import m${other}`),
      ...Array.from(
        { length: 10 },
        (_, one) =>
          `def f${one}(x):\n    """Adds."""\n    total = x + ${one + edits}\n    return total * ${index + 1}\n`,
      ),
      `def run(x):\n    return ${["f0(x)", ...below(index).map((other) => `m${other}.run(x)`)].join(" + ")}\n`,
    ].join("\n");
  writeBelow(place, "pkg/__init__.py", "");
  for (let index = 0; index < size; index += 1) writeBelow(place, name(index), text(index, 0));
  writeBelow(
    place,
    "main.py",
    "import sys\nfrom pkg import m0\nopen(sys.argv[1], 'w').write(str(m0.run(1)))\n",
  );
  const lines = ["signet: 1", "steps:", "  main:", "    run: python main.py {outputs.n}", "    outputs: [n]"];
  writeBelow(place, "pipeline.yaml", `${lines.join("\n")}\n`);
  const edited = Math.floor(size / 2);
  let edits = 0;
  const edit = () => {
    edits += 1;
    writeBelow(place, name(edited), text(edited, edits));
  };
  return { place, edit };
}

/** Planning after editing one of many Python modules. */
export function modulesSection(folder: string, own: Tool, sizes: readonly number[], rounds: number): Section {
  const made = sizes.map((size) => {
    console.log(`Planning over ${size} Python modules…`);
    const { place, edit } = modulesPlace(folder, size);
    const problem = setUp(place, own);
    return {
      size,
      place,
      edit,
      same: problem === null ? series(rounds, own.plan(place)) : notMeasured(problem),
    };
  });
  const failed = made.flatMap(({ same }) => same.problem ?? [])[0];
  console.log(`Planning after an edit of one of ${sizes.join(", ")} Python modules…`);
  const turns = made.map(({ place, edit }) => ({ ...own.plan(place), before: edit }));
  const plans = failed === undefined ? inTurn(turns) : turns.map(() => notMeasured(failed));
  const rows = made.map(({ size, same }, index) => {
    const edited = plans[index] ?? notMeasured(leftOut);
    return [String(size), timeText(same), timeText(edited), megabytes(edited)];
  });
  return {
    text: table(["modules", "plan, nothing changed", "plan after editing one", "memory"], rows),
    targets: [
      {
        what: "plan after editing one of 200 Python modules",
        wanted: 0.2,
        measured: median(plans[sizes.indexOf(200)] ?? notMeasured(leftOut)),
        is: "at most",
        text: asMilliseconds,
      },
    ],
    growth: [{ what: "plan after editing one module, a module", sizes, costs: plans.map(fastest) }],
  };
}

/**
 * Reading big files for the first time, beside `sha256sum` over the same, two at a time: one on each of two cores, as
 * Signet reads them.
 */
export function bigFilesSection(folder: string, own: Tool, megabytesEach: readonly number[]): Section {
  const costs: number[] = [];
  let part = Number.NaN;
  const rows = megabytesEach.map((size) => {
    console.log(`Digesting two files of ${size} MB…`);
    const place = emptyPlace(folder, `big-${size}`);
    for (const name of ["a", "b"]) makeFile(join(place, name), size);
    const lines = ["signet: 1", "datasets: {a: a, b: b}", "steps:", "  both:"];
    lines.push(
      "    run: cat {inputs.a} {inputs.b} | wc -c > {outputs.n}",
      "    inputs: [a, b]",
      "    outputs: [n]",
    );
    writeBelow(place, "pipeline.yaml", `${lines.join("\n")}\n`);
    const forget = () => rmSync(libraryOf(place), { recursive: true, force: true });
    for (const name of ["a", "b"]) readFileSync(join(place, name));
    const plan = series(3, own.plan(place), forget);
    const sum = series(3, { words: ["sh", "-c", "printf 'a\\nb\\n' | xargs -n1 -P2 sha256sum"], cwd: place });
    costs.push(fastest(plan));
    part = median(sum) / median(plan);
    const speed = (of: Series) => `${((2 * size) / median(of)).toFixed(0)} MB/s`;
    const result = [`2 × ${size} MB`, timeText(plan), speed(plan), timeText(sum), speed(sum)];
    rmSync(place, { recursive: true, force: true });
    forget();
    return result;
  });
  return {
    text: table(["", "signet plan, the first", "", "sha256sum, two at a time", ""], rows),
    targets: [
      {
        what: `speed of reading 2 × ${megabytesEach.at(-1)} MB, as against sha256sum`,
        wanted: 0.8,
        measured: part,
        is: "at least",
        text: asPercent,
      },
    ],
    growth: [{ what: "first plan, a MB", sizes: megabytesEach.map((size) => 2 * size), costs }],
  };
}

function makeFile(path: string, megabytes: number): void {
  const { status } = spawnSync("sh", ["-c", `head -c ${megabytes}M /dev/urandom > "$1"`, "sh", path]);
  if (status !== 0) throw new Error(`${path} could not be made`);
}
