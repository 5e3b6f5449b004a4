import type { Diagnostic } from "../../../core/model/diagnostic.ts";

/** So many problems are listed; of a million wrong lines the others are counted. */
const mostListed = 1_000;

/** Gathers problems of a file. One that many lines share is listed once, with how many they are. */
export function problemList() {
  const listed: { problem: Diagnostic; count: number }[] = [];
  const shared = new Map<string, { problem: Diagnostic; count: number }>();
  let left = 0;
  return {
    add: (problem: Diagnostic): void => {
      const key = `${problem.code}\0${problem.message}`;
      const known = problem.severity === "error" ? undefined : shared.get(key);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      if (listed.length >= mostListed) {
        left += 1;
        return;
      }
      const entry = { problem, count: 1 };
      listed.push(entry);
      if (problem.severity !== "error") shared.set(key, entry);
    },
    report: (): { readonly problems: readonly Diagnostic[]; readonly moreProblems: number } => ({
      problems: listed.map(({ problem, count }) =>
        count === 1 ? problem : { ...problem, message: `${problem.message} (${count} times)` },
      ),
      moreProblems: left,
    }),
  };
}
