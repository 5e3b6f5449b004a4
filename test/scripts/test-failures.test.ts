import { describe, expect, it } from "vitest";
import {
  describeFailure,
  playwrightFailures,
  unittestFailures,
  vitestFailures,
} from "../../scripts/test-failures.ts";

const noCounts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

describe("what failed", () => {
  it("is the failed tests of Vitest, and files that could not be loaded", () => {
    const report = {
      ...noCounts,
      testResults: [
        { name: "a.test.ts", status: "failed", message: "no such module", assertionResults: [] },
        {
          name: "b.test.ts",
          status: "failed",
          assertionResults: [
            { fullName: "adds two", status: "failed", failureMessages: ["expected 1 to be 2", "and 3"] },
            { fullName: "adds three", status: "passed", failureMessages: [] },
          ],
        },
      ],
    };
    expect(vitestFailures(report)).toEqual([
      { test: "a.test.ts", message: "no such module" },
      { test: "b.test.ts › adds two", message: "expected 1 to be 2\nand 3" },
    ]);
  });

  it("is the tests of Playwright that failed at any try, wherever they are nested", () => {
    const failed = { status: "flaky", results: [{ errors: [{ message: "no dialog" }] }, {}] };
    const report = {
      stats: { expected: 1, unexpected: 0, flaky: 1, skipped: 0 },
      suites: [
        {
          title: "x.e2e.ts",
          specs: [{ title: "starts", tests: [{ status: "expected", results: [{}] }] }],
          suites: [{ title: "a run", specs: [{ title: "opens", tests: [failed] }] }],
        },
      ],
    };
    expect(playwrightFailures(report)).toEqual([{ test: "x.e2e.ts › a run › opens", message: "no dialog" }]);
  });

  it("is the blocks that Python's unittest prints", () => {
    const line = "-".repeat(70);
    const output = `F.\n${"=".repeat(70)}\nFAIL: test_add (tests.Adds.test_add)\n${line}\nTraceback\nAssertionError: 1 != 2\n\n${line}\nRan 2 tests in 0.1s\n\nFAILED (failures=1)\n`;
    expect(unittestFailures(output)).toEqual([
      { test: "test_add (tests.Adds.test_add)", message: "Traceback\nAssertionError: 1 != 2\n" },
    ]);
    expect(unittestFailures(`..\n${line}\nRan 2 tests in 0.1s\n\nOK\n`)).toEqual([]);
  });

  it("is shown without colours, and cut when it is very long", () => {
    const message = `\u001b[31mred\u001b[39m\n${"line\n".repeat(100)}`;
    const shown = describeFailure({ test: "a › b", message }).split("\n");
    expect(shown.slice(0, 3)).toEqual(["✗ a › b", "    red", "    line"]);
    expect(shown).toHaveLength(32);
    expect(shown.at(-1)).toBe("    …");
  });
});
