import { isUtf8 } from "node:buffer";
import type { ParquetParsers, SchemaTree } from "hyparquet";
import type { Cell } from "../../../core/model/content-diff.ts";
import { cutCell, longestCell } from "../table-limits.ts";

/** So many bytes of what is no text are shown. */
const shownBytes = 16;

const decoder = new TextDecoder();

/** How values of a column are told: times with every digit that the file has, and texts as they are written. */
export function parsersOf(column: SchemaTree): ParquetParsers {
  const isUtc =
    column.element.logical_type?.type === "TIMESTAMP" && column.element.logical_type.isAdjustedToUTC;
  const time = (perSecond: bigint) => (since: bigint) => timeText(since, perSecond) + (isUtc ? "Z" : "");
  const asIs = (bytes: Uint8Array | undefined) => bytes;
  const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : decoder.decode(bytes));
  return {
    timestampFromMilliseconds: time(1_000n),
    timestampFromMicroseconds: time(1_000_000n),
    timestampFromNanoseconds: time(1_000_000_000n),
    dateFromDays: (days) => dayText(days) ?? String(days),
    stringFromBytes: text,
    jsonFromBytes: text,
    geometryFromBytes: asIs,
    geographyFromBytes: asIs,
    uuidFromBytes: (bytes) => {
      if (bytes === undefined) return undefined;
      return Buffer.from(bytes)
        .toString("hex")
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    },
  };
}

const secondsOfDay = 86_400n;

function timeText(since: bigint, perSecond: bigint): string {
  const fraction = ((since % perSecond) + perSecond) % perSecond;
  const seconds = (since - fraction) / perSecond;
  const ofDay = ((seconds % secondsOfDay) + secondsOfDay) % secondsOfDay;
  const day = dayText(Number((seconds - ofDay) / secondsOfDay));
  if (day === null) return String(since);
  const [hour, minute, second] = [ofDay / 3_600n, (ofDay / 60n) % 60n, ofDay % 60n].map((part) =>
    String(part).padStart(2, "0"),
  );
  const digits = String(fraction)
    .padStart(String(perSecond).length - 1, "0")
    .replace(/0+$/, "");
  return `${day} ${hour}:${minute}:${second}${digits === "" ? "" : `.${digits}`}`;
}

function dayText(days: number): string | null {
  const date = new Date(days * 86_400_000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(/T.*/, "");
}

/** Turns the values of a column into cells of a table. */
export function cellsOf(column: SchemaTree): (value: unknown) => Cell {
  const isSingle = leavesOf(column).every(({ element }) => element.type !== "DOUBLE");
  return (value) => cellOf(value, isSingle);
}

const leavesOf = (tree: SchemaTree): SchemaTree[] =>
  tree.children.length === 0 ? [tree] : tree.children.flatMap(leavesOf);

function cellOf(value: unknown, isSingle: boolean): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return cutCell(value);
  const number = numberOf(value, isSingle);
  return number ?? cutCell(printed(value, isSingle));
}

/** A number as it is meant; text where it is none that counts, or has more digits than a float holds. Null: no number. */
function numberOf(value: unknown, isSingle: boolean): number | string | null {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value !== "number") return null;
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return isSingle && !Number.isInteger(value) ? shortest(value) : value;
}

/** The number of fewest digits that is the same in 32 bits: 0.1 is no 0.10000000149011612. */
function shortest(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/** Lists, structures and bytes as JSON: as much of it as a cell shows, as a small file can hold endless ones. */
function printed(value: unknown, isSingle: boolean): string {
  const parts: string[] = [];
  let room = longestCell + 1;
  const put = (text: string): void => {
    parts.push(text);
    room -= text.length;
  };
  const list = (entries: Iterable<unknown>): void => {
    put("[");
    let isFirst = true;
    for (const entry of entries) {
      if (room <= 0) return;
      if (!isFirst) put(", ");
      isFirst = false;
      walk(entry);
    }
    put("]");
  };
  const structure = (item: object): void => {
    put("{");
    for (const [index, [name, entry]] of Object.entries(item).entries()) {
      if (room <= 0) return;
      put(`${index === 0 ? "" : ", "}${JSON.stringify(name.slice(0, room))}: `);
      walk(entry);
    }
    put("}");
  };
  const walk = (item: unknown): void => {
    const number = numberOf(item, isSingle);
    if (item === undefined || item === null) put("null");
    else if (number !== null) put(String(number));
    else if (typeof item === "string") put(JSON.stringify(item.slice(0, room)));
    else if (item instanceof Uint8Array) put(JSON.stringify(bytesText(item)));
    else if (typeof item !== "object") put(String(item));
    else if (Array.isArray(item) || ArrayBuffer.isView(item)) list(item as Iterable<unknown>);
    else structure(item);
  };
  if (value instanceof Uint8Array) return bytesText(value);
  walk(value);
  return parts.join("");
}

/** Bytes that are said to be nothing else: as text where they are some, as older writers leave that out. */
function bytesText(bytes: Uint8Array): string {
  const text = isUtf8(bytes) ? decoder.decode(bytes.subarray(0, longestCell + 1)) : null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell bytes from text
  if (text !== null && !/[\0-\x08\x0e-\x1f]/.test(text)) return text;
  const hex = Buffer.from(bytes.subarray(0, shownBytes)).toString("hex");
  return bytes.length > shownBytes ? `0x${hex}… (${bytes.length} bytes)` : `0x${hex}`;
}
