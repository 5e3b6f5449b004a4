import { useEffect, useState } from "react";
import { countLines, type LineCounts } from "../../../src-main/core/diff/unified.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunParts } from "../../../src-main/core/model/run-diff.ts";
import { client } from "../../api/client.ts";

/** Counting is for the eye: beyond this many files the list shows none. */
const fileLimit = 200;

/** How many lines of each differing code file were removed and added, by path; files that are not text are left out. */
export function useLineCounts(
  code: RunParts["code"],
  from: RunId,
  to: RunId,
): ReadonlyMap<string, LineCounts> {
  const [counts, setCounts] = useState<ReadonlyMap<string, LineCounts>>(new Map());
  useEffect(() => {
    let wanted = true;
    const count = async (): Promise<void> => {
      const found = new Map<string, LineCounts>();
      const both = Object.keys(code.changed).map((path) => ({ path, from, to }));
      const gone = Object.keys(code.removed).map((path) => ({ path, from, to: null }));
      const made = Object.keys(code.added).map((path) => ({ path, from: null, to }));
      for (const file of [...both, ...gone, ...made].slice(0, fileLimit)) {
        const texts = await Promise.all([textOf(file.from, file.path), textOf(file.to, file.path)]);
        if (!wanted) return;
        const [before, after] = texts;
        if (before !== undefined && after !== undefined) found.set(file.path, countLines(before, after));
      }
      setCounts(found);
    };
    setCounts(new Map());
    void count();
    return () => {
      wanted = false;
    };
  }, [code, from, to]);
  return counts;
}

/** Null for a run that lacks the file; undefined where there is no text. The file's own panel says why. */
async function textOf(run: RunId | null, path: string): Promise<string | null | undefined> {
  if (run === null) return null;
  const answer = await client.call("runs.fileText", { id: run, role: "code", name: path });
  return answer.ok && answer.value.kind === "text" ? answer.value.text : undefined;
}
