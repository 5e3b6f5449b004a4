import { readRecord } from "../../core/interchange/read-record.ts";
import type { LineProblem } from "../../core/interchange/record.ts";
import { type Line, linesOf, longestLine } from "./lines.ts";
import { type SourceItem, sourceProblem } from "./run-source.ts";

/** The runs of an interchange file, a line each. A wrong line is a problem, and the others are runs all the same. */
export async function* readJsonl(file: string, onBytes?: (read: number) => void): AsyncGenerator<SourceItem> {
  for await (const line of linesOf(file, onBytes === undefined ? {} : { onBytes }))
    yield* itemsOfLine(file, line);
}

/** What a line holds: a run, what is wrong with it, or both. */
export function* itemsOfLine(file: string, line: Line): Generator<SourceItem> {
  if (line.kind === "unreadable") {
    const what =
      line.why === "too-long"
        ? `The line is longer than ${longestLine / 1024 ** 2} MB`
        : "The line is no text in UTF-8";
    yield sourceProblem("error", line.why, `${what}: it was left out`, { file, line: line.number });
    return;
  }
  const { number, text, isEnded } = line;
  const read = readRecord(text);
  if (!read.ok) {
    const isTorn = !isEnded && read.error.some(({ message }) => message.startsWith("is no JSON"));
    for (const problem of read.error)
      yield located(
        file,
        number,
        problem,
        isTorn ? "The last line has no end: whatever wrote it was cut off." : null,
      );
    return;
  }
  for (const problem of read.value.warnings) yield located(file, number, problem, null);
  yield { kind: "run", run: { record: read.value.record, source: text, file, line: number, contents: [] } };
}

const located = (file: string, line: number, problem: LineProblem, hint: string | null): SourceItem =>
  sourceProblem(
    problem.severity,
    problem.code,
    problem.key === "" ? `The line ${problem.message}` : `\`${problem.key}\` ${problem.message}`,
    { file, line, remedy: hint ?? problem.remedy },
  );
