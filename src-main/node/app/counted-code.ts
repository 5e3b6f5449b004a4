import type { CountedFile } from "../../core/contract/run-contents.ts";
import type { RunId } from "../../core/model/ids.ts";
import { countedCode } from "../store/tables/runs.ts";
import { keptText } from "./file-texts.ts";
import type { Library } from "./library.ts";
import { unitLines } from "./unit-line.ts";

type Gathered = {
  readonly file: Omit<CountedFile, "units" | "steps">;
  units: Set<string>;
  steps: Set<string>;
};

/** The files of code that counted for a run or its steps, with the pieces of them that did, in the order of their paths. */
export async function countedFiles(
  { database, objects }: Pick<Library, "database" | "objects">,
  id: RunId,
): Promise<readonly CountedFile[]> {
  const files = new Map<string, Gathered>();
  for (const { step, path, digest, units } of countedCode(database, id)) {
    // Steps of one run have the same text of a path, unless it was changed meanwhile.
    const key = `${path}\n${digest}`;
    const known = files.get(key) ?? { file: { path, digest }, units: new Set(), steps: new Set() };
    files.set(key, known);
    if (step !== null) known.steps.add(step);
    for (const unit of JSON.parse(units) as string[])
      known.units.add(unit.slice(path.length + separator.length));
  }
  return Promise.all(
    [...files.values()].map(async ({ file, units, steps }): Promise<CountedFile> => {
      if (units.size === 0) return { ...file, units: [], steps: [...steps] };
      const text = await keptText({ objects }, { digest: file.digest, type: "file" });
      const lines: ReadonlyMap<string, number> = text.kind === "text" ? unitLines(text.text) : new Map();
      const placed = [...units].map((name) => ({ name, line: lines.get(name) ?? null }));
      return { ...file, units: placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)), steps: [...steps] };
    }),
  );
}

/** Between the path of a file and the name of a piece of it, in fingerprints and reasons. */
const separator = " › ";
