import { closeSync, fstatSync, openSync } from "node:fs";
import {
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type RowGroup,
  type SchemaTree,
} from "hyparquet";
import { assembleAsync, readRowGroup } from "hyparquet/src/rowgroup.js";
import type { TableAnswer } from "../../../core/contract/run-contents.ts";
import type { Cell } from "../../../core/model/content-diff.ts";
import { mostColumns, rowsWithin, tooWide } from "../table-limits.ts";
import { cellsOf, parsersOf } from "./cells.ts";
import { codecs } from "./codecs.ts";
import { bytesAt, firstPages, type OpenFile } from "./pages.ts";

/** Bytes of the largest description at the end of a file: ten thousand columns in a hundred row groups have fewer. */
const largestFooter = 64 * 1024 * 1024;

/** Bytes of a column of lists that are looked at: nobody knows beforehand how many values make a row. */
const roomOfLists = 8 * 1024 * 1024;

const unreadable = (why: string): TableAnswer => ({ kind: "unreadable", why });

/** The first rows of a Parquet file, at most `limit`, reading no more of it than these need; why not, where it cannot be read. */
export async function parquetTable(
  path: string,
  limit: number,
  listRoom = roomOfLists,
): Promise<TableAnswer> {
  const descriptor = openSync(path, "r");
  try {
    return await tableOf({ descriptor, size: fstatSync(descriptor).size }, limit, listRoom);
  } catch (error) {
    return unreadable(`It cannot be read as Parquet: ${whyNot(error as Error)}`);
  } finally {
    closeSync(descriptor);
  }
}

/** The library trips over a description that contradicts itself; in its own words it says what else is wrong. */
const whyNot = (error: Error): string =>
  error instanceof TypeError || error instanceof RangeError
    ? "it is damaged, as what it says of itself does not fit together"
    : error.message;

async function tableOf(file: OpenFile, limit: number, listRoom: number): Promise<TableAnswer> {
  const metadata = footerOf(file);
  if (typeof metadata === "string") return unreadable(metadata);
  const columns = parquetSchema(metadata).children;
  if (columns.length > mostColumns) return tooWide(columns.length);
  const total = Number(metadata.num_rows);
  if (!Number.isSafeInteger(total) || total < 0) return unreadable("It says to have no number of rows");
  const wanted = Math.min(total, rowsWithin(columns.length, limit));
  const rows: Cell[][] = [];
  for (const group of metadata.row_groups) {
    if (rows.length >= wanted) break;
    const most = Math.min(Number(group.num_rows), wanted - rows.length);
    const lists: Cell[][] = [];
    for (const column of columns) lists.push(await columnOf(file, metadata, group, column, most, listRoom));
    const length = lists.reduce((least, list) => Math.min(least, list.length), most);
    for (let index = 0; index < length; index += 1) rows.push(lists.map((list) => list[index] ?? null));
    // Rows behind a gap would stand at a wrong place.
    if (length < most) break;
  }
  return { kind: "table", columns: columns.map(({ element }) => element.name), rows, total };
}

/** What the end of the file says of it, or what is wrong with it. */
function footerOf(file: OpenFile): FileMetaData | string {
  const tail = file.size < 12 ? null : new DataView(bytesAt(file, file.size - 8, 8));
  if (tail === null || tail.getUint32(4, true) !== 0x31524150)
    return "It is not whole: its end, which says what is in it, is missing";
  const length = tail.getUint32(0, true) + 8;
  if (length > file.size) return "It is not whole: what is in it should begin before the file does";
  if (length > largestFooter)
    return `It describes itself in ${length} bytes; up to ${largestFooter} are read`;
  return parquetMetadata(bytesAt(file, file.size - length, length), { geoparquet: false });
}

/** The first cells of a column in a row group; fewer than `most` where lists take more room than is given. */
async function columnOf(
  file: OpenFile,
  metadata: FileMetaData,
  group: RowGroup,
  column: SchemaTree,
  most: number,
  listRoom: number,
): Promise<Cell[]> {
  const name = column.element.name;
  const leaves = group.columns.flatMap(({ meta_data, file_path }) => {
    if (file_path) throw new Error("its columns are in other files");
    return meta_data?.path_in_schema[0] === name ? [meta_data] : [];
  });
  const parsers = parsersOf(column);
  const plan = {
    rowGroup: group,
    groupStart: 0,
    groupRows: Number(group.num_rows),
    selectStart: 0,
    // One row more tells that the one before is whole.
    selectEnd: most + 1,
  };
  let isCut = false;
  const read = leaves.flatMap((leaf) => {
    const isNested = repeats(column, leaf);
    const options = {
      file: {
        byteLength: file.size,
        slice: (start: number, end = file.size) => {
          const pages = firstPages(file, start, end, { values: most, bytes: isNested ? listRoom : 0 });
          isCut ||= isNested && pages.byteLength < end - start;
          return pages;
        },
      },
      metadata,
      parsers,
      compressors: codecs,
      utf8: false,
    };
    const chunk = { columnMetadata: leaf, range: rangeOf(leaf) };
    const query = { metadata, rowStart: 0, rowEnd: most, fetches: [], groups: [] };
    return readRowGroup(options, query, { ...plan, chunks: [chunk] }).asyncColumns;
  });
  const [whole] = assembleAsync(
    { ...plan, asyncColumns: read },
    parquetSchema(metadata),
    parsers,
  ).asyncColumns;
  if (whole === undefined) throw new Error(`its column ${name} is missing`);
  const cells: Cell[] = [];
  const toCell = cellsOf(column);
  for (const values of (await whole.data).data)
    for (const value of values) {
      if (cells.length >= most) return cells;
      cells.push(toCell(value));
    }
  // A list may go on in a page that was not read.
  if (isCut && cells.length > 1) cells.pop();
  return cells;
}

function rangeOf(leaf: ColumnMetaData): { readonly startByte: number; readonly endByte: number } {
  const startByte = Number(leaf.dictionary_page_offset || leaf.data_page_offset);
  return { startByte, endByte: startByte + Number(leaf.total_compressed_size) };
}

/** Whether a row has any number of its values. */
function repeats(column: SchemaTree, { path_in_schema: path }: ColumnMetaData): boolean {
  let at: SchemaTree | undefined = column;
  for (const part of path.slice(1)) {
    if (at?.element.repetition_type === "REPEATED") return true;
    at = at?.children.find(({ element }) => element.name === part);
  }
  return at?.element.repetition_type === "REPEATED";
}
