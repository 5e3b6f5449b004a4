/** How many tests ended how. */
export type TestCounts = { passed: number; failed: number; skipped: number };

/** What is used of a Vitest JSON report. */
export type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    /** The file. */
    name: string;
    status: string;
    /** Why the file could not be loaded. */
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
  }[];
};

/** What is used of a Playwright JSON report. */
export type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites?: PlaywrightSuite[];
};

/** A file or a `describe` of it. */
export type PlaywrightSuite = {
  title: string;
  specs?: {
    title: string;
    tests: { status: string; results: { errors?: { message?: string }[] }[] }[];
  }[];
  suites?: PlaywrightSuite[];
};

/** Counts a Vitest report. A file that could not even be loaded has no tests; it counts as one failure. */
export function countVitest(report: VitestReport): TestCounts {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts a Playwright report. A test that passed only at the second try has failed. */
export function countPlaywright({ stats }: PlaywrightReport): TestCounts {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** Counts what Python's `unittest` prints at its end: `Ran 7 tests in 0.1s` and `FAILED (failures=1, errors=2, skipped=1)`. */
export function countUnittest(output: string): TestCounts {
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0);
  const ending = /^(?:OK|FAILED)(?: \(.*\))?$/m.exec(output)?.[0] ?? "";
  const inEnding = (name: string): number => Number(new RegExp(`\\b${name}=(\\d+)`).exec(ending)?.[1] ?? 0);
  const failed = inEnding("failures") + inEnding("errors") + inEnding("unexpected successes");
  const skipped = inEnding("skipped");
  return { passed: Math.max(0, number(/^Ran (\d+) tests? in /m) - failed - skipped), failed, skipped };
}

/**
 * What a finished test program counts for: `counts` is what it reported, or null when it reported nothing. A program
 * that ended badly without a failed test to show for it is a failure itself.
 */
export function judge(status: number, counts: TestCounts | null): TestCounts {
  const reported = counts ?? { passed: 0, failed: 0, skipped: 0 };
  const unexplained = reported.failed === 0 && (status !== 0 || reported.passed + reported.skipped === 0);
  return unexplained ? { ...reported, failed: 1 } : reported;
}

/** Adds up. */
export function total(all: readonly TestCounts[]): TestCounts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/** The line that says it all: `12 passed, 0 failed`, with the skipped ones when there are any. */
export function closingLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
