import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findInLog } from "../../../src-main/node/app/find-in-log.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

describe("a search in a console", () => {
  const write = (text: string): string => {
    const path = join(temporaryFolder(), "console.log");
    writeFileSync(path, text);
    return path;
  };

  it("finds every line that has a text in whatever case, with the byte where it begins", async () => {
    const path = write("öne\nTwo ÄPFEL\nthree äpfel\nfour");
    expect(await findInLog(path, "Äpfel", 0, 10)).toEqual({
      hits: [
        { offset: 5, text: "Two ÄPFEL" },
        { offset: 16, text: "three äpfel" },
      ],
      next: null,
    });
    expect(await findInLog(path, "four", 5, 10)).toMatchObject({ hits: [{ text: "four" }] });
    expect(await findInLog(`${path}.gone`, "x", 0, 10)).toEqual({ hits: [], next: null });
  });

  it("goes on where it was told to stop, and misses nothing and finds nothing twice", async () => {
    const lines = fc.array(fc.constantFrom("hit", "miss", "", "HIT again"), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 5 }), async (written, limit) => {
        const path = write(written.join("\n"));
        const found: string[] = [];
        for (let from: number | null = 0; from !== null; ) {
          const answer: Awaited<ReturnType<typeof findInLog>> = await findInLog(path, "hit", from, limit);
          expect(answer.hits.length).toBeLessThanOrEqual(limit);
          found.push(...answer.hits.map(({ text }) => text));
          from = answer.next;
        }
        expect(found).toEqual(written.filter((line) => line.toLowerCase().includes("hit")));
      }),
      { numRuns: 50 },
    );
  });

  it("finds what stands in a line of many megabytes, and across what is read at once", async () => {
    const path = write(`${"x".repeat(3_000_000)} needle\n${"y\n".repeat(600_000)}last needle`);
    const { hits } = await findInLog(path, "needle", 0, 10);
    expect(hits.map(({ offset }) => offset)).toEqual([0, 3_000_008 + 1_200_000]);
    expect(hits[0]?.text.length).toBeLessThan(1_000);
  });
});
