import type { RunDetail, RunRow } from "../../src-main/core/model/run.ts";
import { type FixtureLibrary, makeLibrary } from "../../test/fixtures/renderer/library.ts";

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

const long = (text: string): string => `${text} ${"abcdefghij ".repeat(1_000)}`.slice(0, 10_000);
const unbroken = (text: string): string => `${text}${"abcdefghij".repeat(1_000)}`.slice(0, 10_000);
const hebrew = (text: string): string => `ניסוי ${text} למידה`;
/** Zero-width, direction-changing and combining signs, emoji, and what would be markup. */
const odd = (text: string): string => `\u202e${text}\u202c\u200b<b>${"e\u0301"}</b> 👩‍🔬 &amp;`;

/** The fixtures' library as a variant of it. */
export function libraryOf(variant: Variant, now: number): FixtureLibrary {
  switch (variant) {
    case "usual":
      return makeLibrary(now, 40);
    case "empty":
      return { ...makeLibrary(now), runs: [] };
    case "one": {
      const library = makeLibrary(now);
      return { ...library, runs: library.runs.slice(1, 2) };
    }
    case "many":
      return makeLibrary(now, 100_000);
    case "long-names":
      return renamed(makeLibrary(now, 5), long, unbroken);
    case "right-to-left":
      return renamed(makeLibrary(now, 5), hebrew, hebrew);
    case "odd-signs":
      return renamed(makeLibrary(now, 5), odd, odd);
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
