import { stripVTControlCharacters } from "node:util";
import type { PlaywrightReport, PlaywrightSuite, VitestReport } from "./test-counts.ts";

/** A test that failed: its file and title, and what it said. */
export type TestFailure = { test: string; message: string };

/** The longest message shown, in lines: what is longer is cut, since the whole stands in the test's own output. */
const maxLines = 30;

/** The failed tests of a Vitest report, and the files that could not be loaded. */
export function vitestFailures({ testResults }: VitestReport): TestFailure[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    if (status === "failed" && assertionResults.length === 0) return [{ test: name, message: message ?? "" }];
    return assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({
        test: `${name} › ${fullName}`,
        message: (failureMessages ?? []).join("\n"),
      }));
  });
}

/** The tests of a Playwright report that failed at any try. */
export function playwrightFailures({ suites = [] }: PlaywrightReport): TestFailure[] {
  return suites.flatMap((suite) => failuresOfSuite(suite, []));
}

function failuresOfSuite(suite: PlaywrightSuite, above: readonly string[]): TestFailure[] {
  const path = [...above, suite.title];
  const own = (suite.specs ?? []).flatMap(({ title, tests }) => {
    const failed = tests.filter(({ status }) => status === "unexpected" || status === "flaky");
    return failed.map(({ results }) => ({
      test: [...path, title].join(" › "),
      message: results.flatMap(({ errors = [] }) => errors.map(({ message }) => message ?? "")).join("\n"),
    }));
  });
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failuresOfSuite(inner, path))];
}

/** The failed tests that Python's `unittest` printed: each a block below `FAIL: name` or `ERROR: name`. */
export function unittestFailures(output: string): TestFailure[] {
  return output
    .split(/^={70}\n/m)
    .slice(1)
    .flatMap((block) => {
      const [, test, message] = /^(?:FAIL|ERROR): (.*)\n-{70}\n([\s\S]*?)(?=\n-{70}\n|$)/.exec(block) ?? [];
      return test === undefined ? [] : [{ test, message: message ?? "" }];
    });
}

/** A failure as it is shown, without colours and not longer than some lines. */
export function describeFailure({ test, message }: TestFailure): string {
  const lines = stripVTControlCharacters(message).trim().split("\n");
  const shown = lines.length > maxLines ? [...lines.slice(0, maxLines), "…"] : lines;
  return [`✗ ${test}`, ...shown.map((line) => `    ${line}`)].join("\n");
}
