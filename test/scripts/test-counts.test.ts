import { describe, expect, it } from "vitest";
import {
  closingLine,
  countPlaywright,
  countUnittest,
  countVitest,
  judge,
  total,
} from "../../scripts/test-counts.ts";

describe("counting test results", () => {
  it("counts a test file that could not be loaded as a failure", () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        { name: "a.test.ts", status: "failed", assertionResults: [] },
        { name: "b.test.ts", status: "failed", assertionResults: [{ fullName: "x", status: "failed" }] },
        { name: "c.test.ts", status: "passed", assertionResults: [{ fullName: "y", status: "passed" }] },
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it("counts a flaky end-to-end test as failed", () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  it("reads the ending of Python's unittest", () => {
    expect(countUnittest("Ran 7 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1)\n")).toEqual({
      passed: 3,
      failed: 3,
      skipped: 1,
    });
    expect(countUnittest("Ran 1 test in 0.001s\n\nOK\n")).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it("counts a program that ended badly without a failed test as one failure", () => {
    expect(judge(1, { passed: 5, failed: 0, skipped: 0 })).toEqual({ passed: 5, failed: 1, skipped: 0 });
    expect(judge(1, null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(judge(1, { passed: 5, failed: 2, skipped: 0 })).toEqual({ passed: 5, failed: 2, skipped: 0 });
  });

  it("counts a program that ran no test as one failure", () => {
    expect(judge(0, null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(judge(0, { passed: 0, failed: 0, skipped: 0 })).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(judge(0, { passed: 2, failed: 0, skipped: 0 })).toEqual({ passed: 2, failed: 0, skipped: 0 });
  });

  it("sums up in one line, which names skipped tests only when there are any", () => {
    const sum = total([
      { passed: 2, failed: 0, skipped: 0 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(closingLine(sum)).toBe("5 passed, 1 failed");
    expect(closingLine({ passed: 5, failed: 0, skipped: 2 })).toBe("5 passed, 0 failed, 2 skipped");
  });
});
