import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerText, readAnswer } from "../../../src-main/core/contract/answer-text.ts";

describe("an answer as text", () => {
  it("is read back as it was, whatever its values and however its keys are called", () => {
    const key = fc.oneof(fc.constantFrom("$wire", "text", "entries", "__proto__"), fc.string());
    const { answer } = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.bigInt(),
        fc.double().map((value) => (Object.is(value, -0) ? 0 : value)),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom("integer", "float", "object"),
      ),
      answer: fc.oneof(
        { maxDepth: 4 },
        tie("leaf"),
        fc.array(tie("answer"), { maxLength: 4 }),
        fc
          .array(fc.tuple(key, tie("answer")), { maxLength: 4 })
          .map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(answer, (value) => {
        expect(readAnswer(answerText(value))).toEqual(value);
      }),
    );
  });

  it("keeps whole numbers apart from floats, and numbers that JSON has not", () => {
    const value = { whole: 2n ** 70n, part: 1, none: Number.NaN, below: -Infinity, list: [1n, Infinity] };
    expect(readAnswer(answerText(value))).toEqual(value);
  });
});
