import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Line, linesOf } from "../../../src-main/node/importers/lines.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

async function linesIn(bytes: string | Buffer, limit?: number): Promise<string[]> {
  const path = join(temporaryFolder(), "lines");
  writeFileSync(path, bytes);
  const found: Line[] = [];
  for await (const line of linesOf(path, limit === undefined ? {} : { limit })) found.push(line);
  return found.map(
    (line) =>
      `${line.number} ${line.kind === "line" ? line.text + (line.isEnded ? "" : " (no end)") : line.why}`,
  );
}

describe("the lines of a file", () => {
  it("are numbered from 1, without ends, carriage returns and a byte order mark; empty ones are left out", async () => {
    expect(await linesIn("\uFEFFone\r\n\n  \ntwo\nthree")).toEqual(["1 one", "4 two", "5 three (no end)"]);
    expect(await linesIn("")).toEqual([]);
    expect(await linesIn("\uFEFF\n")).toEqual([]);
  });

  it("that are too long or no UTF-8 are told, and those after them are read", async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${"x".repeat(2_500_000)}\nshort\n`),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from("last\n"),
    ]);
    expect(await linesIn(bytes, 1_000_000)).toEqual(["1 too-long", "2 short", "3 not-utf8", "4 last"]);
  });

  it("are whole whatever pieces they are read in", async () => {
    const long = "é".repeat(1_000_000);
    expect(await linesIn(`${long}\nß\n`)).toEqual([`1 ${long}`, "2 ß"]);
  });
});
