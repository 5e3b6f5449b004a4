import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunDetail, RunRow } from "../../src-main/core/model/run.ts";
import { type FixtureLibrary, idOfRun, makeLibrary } from "../../test/fixtures/renderer/library.ts";

/** What a library of the gallery holds. */
export const variants = [
  "usual",
  "empty",
  "one",
  "many",
  "long-names",
  "right-to-left",
  "odd-signs",
] as const;
export type Variant = (typeof variants)[number];

/** The plain runs of each, besides the rich ones. */
const plainRuns: { readonly [variant in Variant]: number } = {
  usual: 40,
  empty: 0,
  one: 0,
  many: 100_000,
  "long-names": 5,
  "right-to-left": 5,
  "odd-signs": 5,
};

/** The first run of a variant that has this status: the rich ones are numbered after the plain ones. */
export function runWith(variant: Variant, status: RunRow["status"]): RunId {
  const rich = makeLibrary(0).runs.find((run) => run.status === status);
  if (rich?.number == null) throw new Error(`No run of the fixtures is ${status}`);
  return idOfRun(rich.number + plainRuns[variant]);
}

const long = (text: string): string => `${text} ${"abcdefghij ".repeat(1_000)}`.slice(0, 10_000);
const unbroken = (text: string): string => `${text}${"abcdefghij".repeat(1_000)}`.slice(0, 10_000);
const hebrew = (text: string): string => `ניסוי ${text} למידה`;
/** Zero-width, direction-changing and combining signs, emoji, and what would be markup. */
const odd = (text: string): string => `\u202e${text}\u202c\u200b<b>${"e\u0301"}</b> 👩‍🔬 &amp;`;

/** The fixtures' library as a variant of it. */
export function libraryOf(variant: Variant, now: number): FixtureLibrary {
  const library = makeLibrary(now, plainRuns[variant]);
  switch (variant) {
    case "usual":
    case "many":
      return library;
    case "empty":
      return { ...library, runs: [] };
    case "one":
      return { ...library, runs: library.runs.slice(1, 2) };
    case "long-names":
      return renamed(library, long, unbroken);
    case "right-to-left":
      return renamed(library, hebrew, hebrew);
    case "odd-signs":
      return renamed(library, odd, odd);
  }
}

/** `name` for what is shown in a line, `path` for projects. */
function renamed(
  library: FixtureLibrary,
  name: (text: string) => string,
  path: (text: string) => string,
): FixtureLibrary {
  const renamedRow = <Row extends RunRow>(row: Row): Row => ({
    ...row,
    name: name(row.name),
    project: path(row.project),
    tags: row.tags.map(name),
    pipeline: row.pipeline === null ? null : name(row.pipeline),
    params: keysRenamed(row.params, name),
  });
  const renamedDetail = (detail: RunDetail): RunDetail => ({
    ...renamedRow(detail),
    notes: name(detail.notes),
    steps: detail.steps.map(renamedRow),
    inputs: detail.inputs.map((file) => ({ ...file, name: name(file.name) })),
    outputs: detail.outputs.map((file) => ({ ...file, name: name(file.name) })),
  });
  return {
    ...library,
    runs: library.runs.map(renamedRow),
    details: new Map([...library.details].map(([id, detail]) => [id, renamedDetail(detail)])),
  };
}

/** Some stay as they are, so that a line has both. */
const keysRenamed = <T>(
  record: { readonly [key: string]: T },
  name: (text: string) => string,
): { readonly [key: string]: T } =>
  Object.fromEntries(
    Object.entries(record).map(([key, value], index) => [index % 3 === 0 ? name(key) : key, value]),
  );
