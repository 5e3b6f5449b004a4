import { copyFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffParquet, readParquet } from "../../../../src-main/node/app/parquet/apart.ts";
import { parquetTable } from "../../../../src-main/node/app/parquet/table.ts";
import { temporaryFolder } from "../../../helpers/workspace.ts";

const fixture = (name: string): string =>
  join(import.meta.dirname, "../../../fixtures/parquet", `${name}.parquet`);

/** A file of these bytes, or another one changed by `change`. */
function fileOf(bytes: Uint8Array): string {
  const file = join(temporaryFolder(), "some.parquet");
  writeFileSync(file, bytes);
  return file;
}

async function rowsOf(name: string, limit: number, listRoom?: number) {
  const table = await parquetTable(fixture(name), limit, listRoom);
  if (table.kind === "unreadable") throw new Error(table.why);
  return table;
}

describe("a Parquet file as a table", () => {
  it.each(["snappy", "gzip", "brotli", "zstd", "lz4", "none"])(
    "is read that was packed by %s",
    async (codec) => {
      const { columns, rows, total } = await rowsOf(codec, 1_000);
      expect(columns).toEqual(["name", "loss", "count", "odd"]);
      expect(total).toBe(1_200);
      // The second row group begins with row 700.
      expect(rows).toHaveLength(1_000);
      expect([rows[0], rows[699], rows[700], rows[999]]).toEqual([
        ["row 0", 1, 0, "false"],
        ["row 699", 1 / 700, 699, "true"],
        ["row 700", 1 / 701, 700, "false"],
        ["row 999", 0.001, 999, "true"],
      ]);
    },
  );

  it("has each kind of value in the words of who wrote it", async () => {
    const { columns, rows } = await rowsOf("kinds", 10);
    const first = (name: string) => rows.map((row) => row[columns.indexOf(name)]);
    expect(Object.fromEntries(columns.map((name) => [name, first(name)]))).toEqual({
      missing: [1, null, 3],
      big: [String(2n ** 62n), -1, 0],
      unsigned: [String(2n ** 64n - 1n), 1, 0],
      single: [0.1, "NaN", "inf"],
      double: [0.1, -0, 1e300],
      day: ["2026-11-27", "1969-12-31", null],
      micro: ["1970-01-01 00:00:00.000001", "1969-12-31 23:59:59.999999", "2025-11-27 00:00:00.123456"],
      nano: ["1970-01-01 00:00:00.000000001Z", "1969-12-31 23:59:59.999999999Z", null],
      money: [1.1, -2.25, null],
      bytes: ["0x0001", "plain", "0x000102030405060708090a0b0c0d0e0f… (100 bytes)"],
      uuid: [0, 1, 2].map((last) => `00000000-0000-0000-0000-00000000000${last}`),
      word: ["a", "b", "a"],
      list: ["[0.1, 2]", "[]", null],
      struct: ['{"a": 1, "b": ["x"]}', null, '{"a": null, "b": []}'],
      map: ['{"k": 1}', "{}", null],
    });
  });

  it("has vectors in each of its rows, and of many no half one", async () => {
    const all = await rowsOf("vectors", 1_000);
    expect(all.rows).toHaveLength(100);
    expect(all.rows.map((row) => JSON.parse(String(row[1])).length)).toEqual(Array(100).fill(16));
    expect((await rowsOf("vectors", 10, 1)).rows).toEqual(all.rows.slice(0, 10));
    // A thousand values are fewer rows, and the last of these may go on.
    const some = (await rowsOf("vectors", 1_000, 1)).rows;
    expect(some.length).toBeGreaterThan(50);
    expect(some).toEqual(all.rows.slice(0, some.length));
  });

  it("is read apart from whoever asks, and given up after a time", async () => {
    expect(await readParquet(fixture("kinds"), 2)).toEqual(await rowsOf("kinds", 2));
    expect(await readParquet(fixture("kinds"), 2, 0)).toEqual({
      kind: "unreadable",
      why: "Reading it takes longer than 0 s",
    });
  });

  it("is compared cell by cell", async () => {
    const diff = await diffParquet(fixture("snappy"), fixture("zstd"));
    expect(diff).toMatchObject({ kind: "table", diff: { cells: { changed: 0, total: 4_800 } } });
    expect(await diffParquet(fixture("snappy"), fileOf(Buffer.from("PAR1")))).toMatchObject({
      kind: "text",
      why: expect.stringContaining("not whole"),
    });
  });
});

describe("a file that is no whole Parquet", () => {
  it("says so of one that was cut off", async () => {
    const file = join(temporaryFolder(), "cut.parquet");
    copyFileSync(fixture("none"), file);
    truncateSync(file, 10_000);
    expect(await parquetTable(file, 10)).toEqual({
      kind: "unreadable",
      why: "It is not whole: its end, which says what is in it, is missing",
    });
  });

  it("says so when its end is longer than it", async () => {
    const bytes = readFileSync(fixture("kinds"));
    bytes.writeUInt32LE(0x7fff_ffff, bytes.length - 8);
    expect(await parquetTable(fileOf(bytes), 10)).toMatchObject({
      why: expect.stringContaining("should begin before the file does"),
    });
  });

  it("takes no more memory than it is given, whatever it says to have", async () => {
    // Lists in lists, each said to have 32 million entries.
    const footer = Buffer.from([0x29, ...Array(20).fill([0xf9, 0x80, 0x80, 0x80, 0x10]).flat()]);
    const end = Buffer.alloc(4);
    end.writeUInt32LE(footer.length);
    const file = fileOf(Buffer.concat([Buffer.from("PAR1"), footer, end, Buffer.from("PAR1")]));
    expect(await readParquet(file, 10)).toEqual({
      kind: "unreadable",
      why: "Reading it takes more memory than is given to it",
    });
  });

  it("is a table or says why not, whatever is changed in it", async () => {
    const files = ["kinds", "vectors", "snappy", "zstd", "lz4"].map((name) => readFileSync(fixture(name)));
    const change = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      fc.integer({ min: 0, max: 255 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        async (file, all) => {
          const bytes = Buffer.from(file);
          const footer = bytes.readUInt32LE(bytes.length - 8);
          for (const [place, isFooter, value] of all) {
            const from = isFooter ? bytes.length - 8 - footer : 0;
            bytes[from + Math.floor(place * (bytes.length - 1 - from))] = value;
          }
          const table = await parquetTable(fileOf(bytes), 1_000);
          expect(table.kind === "table" ? table.rows.length <= 1_000 : table.why).not.toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
