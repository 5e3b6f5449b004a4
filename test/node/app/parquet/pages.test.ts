import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { firstPages } from "../../../../src-main/node/app/parquet/pages.ts";
import { temporaryFolder } from "../../../helpers/workspace.ts";

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const int = (value: number): number[] => [0x15, ...varint(value * 2)];

/** A page of a column, with as many bytes as `packed` says or as there are. */
function page(values: number, unpacked: number, { encoding = 0, bytes = 0 } = {}): number[] {
  const about = [...int(values), ...int(encoding), ...int(3), ...int(3), 0];
  return [...int(0), ...int(unpacked), ...int(bytes), 0x2c, ...about, 0, ...Array(bytes).fill(7)];
}

/** The first pages of a file that is one column. */
function first(column: readonly number[], values: number, bytes = 0): ArrayBuffer {
  const path = join(temporaryFolder(), "column");
  writeFileSync(path, Uint8Array.from(column));
  const file = { descriptor: openSync(path, "r"), size: column.length };
  return firstPages(file, 0, column.length, { values, bytes });
}

describe("the first pages of a column", () => {
  const ten = page(10, 80, { bytes: 80 });

  it("are as many as have the values", () => {
    const column = [...ten, ...ten, ...ten];
    expect(first(column, 10).byteLength).toBe(ten.length);
    expect(first(column, 11).byteLength).toBe(2 * ten.length);
    expect(first(column, 99).byteLength).toBe(column.length);
  });

  it("are all of few lists, as a row may have any number of values", () => {
    expect(first([...ten, ...ten], 10, 100).byteLength).toBe(2 * ten.length);
  });

  it.each([
    ["bytes", page(10, 2 ** 31 - 1), "a page says to have 2147483647 bytes"],
    ["values", page(2 ** 31 - 1, 10), "a page says to have 2147483647 values"],
    ["shared beginnings", page(1_000_000, 1_000_000, { encoding: 7 }), "what they share with the one before"],
    ["bytes that are not there", page(10, 80, { bytes: 80 }).slice(0, -1), "goes on behind its column"],
  ])("are not unpacked when one says to have too many %s", (_what, column, why) => {
    expect(() => first(column, 10)).toThrow(why);
  });
});
