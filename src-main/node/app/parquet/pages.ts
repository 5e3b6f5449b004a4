import { readSync } from "node:fs";
import { parquetHeader } from "hyparquet/src/column.js";

/** A file that is open, with its number of bytes. */
export type OpenFile = { readonly descriptor: number; readonly size: number };

/** What is asked of one column: so many values, and as many bytes where rows have lists of any length. */
export type Enough = { readonly values: number; readonly bytes: number };

const mebi = 1024 * 1024;

/** So much is read at first; a page has about a mebibyte. */
const firstRead = 2 * mebi;
/** Bytes of a column that are read, and of its pages when they are unpacked. */
const mostBytes = 64 * mebi;
/** Values of one page: whole columns of a row group are written as one by some. */
const mostValues = 4_000_000;
/** Bytes that all values of a page may come to that are told by what they share with the one before. */
const mostShared = 256 * mebi;

/**
 * The first pages of a column from `start` to `end` in the file, until there is enough. What their headers say is
 * checked before anything is unpacked: the file may be anybody's.
 */
export function firstPages(file: OpenFile, start: number, end: number, enough: Enough): ArrayBuffer {
  if (!(start >= 0 && start <= end && end <= file.size))
    throw new Error("its end names a place that is not in the file");
  for (let length = Math.min(end - start, firstRead); ; length = Math.min(end - start, length * 4)) {
    const isAll = length === end - start;
    const bytes = bytesAt(file, start, Math.min(length, mostBytes));
    const pages = wholePages(bytes, enough, isAll && length <= mostBytes);
    if (pages.isEnough || isAll || length > mostBytes) {
      if (pages.end === 0 && length > 0) throw new Error(`a page has more than ${mostBytes / mebi} MiB`);
      return bytes.slice(0, pages.end);
    }
  }
}

/** Where the last of the pages ends that are in these bytes and wanted. */
function wholePages(
  bytes: ArrayBuffer,
  enough: Enough,
  isAll: boolean,
): { readonly end: number; readonly isEnough: boolean } {
  const reader = { view: new DataView(bytes), offset: 0 };
  let end = 0;
  let values = 0;
  let unpacked = 0;
  while (end < bytes.byteLength) {
    let header: ReturnType<typeof parquetHeader>;
    try {
      header = parquetHeader(reader);
    } catch (error) {
      if (isAll) throw error;
      break;
    }
    checkPage(header);
    const next = reader.offset + header.compressed_page_size;
    if (next > bytes.byteLength) {
      if (isAll) throw new Error("a page goes on behind its column");
      break;
    }
    unpacked += header.uncompressed_page_size;
    if (unpacked > mostBytes && values > 0) return { end, isEnough: true };
    reader.offset = next;
    end = next;
    values += valuesOf(header);
    if (values >= enough.values && unpacked >= enough.bytes) return { end, isEnough: true };
  }
  return { end, isEnough: false };
}

type Header = ReturnType<typeof parquetHeader>;

const valuesOf = ({ data_page_header, data_page_header_v2 }: Header): number =>
  data_page_header?.num_values ?? data_page_header_v2?.num_values ?? 0;

function checkPage(header: Header): void {
  const { data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const sizes = [
    header.compressed_page_size,
    header.uncompressed_page_size,
    second?.definition_levels_byte_length ?? 0,
    second?.repetition_levels_byte_length ?? 0,
  ];
  if (sizes.some((size) => !(size >= 0 && size <= mostBytes)))
    throw new Error(`a page says to have ${Math.max(...sizes)} bytes; up to ${mostBytes} are read`);
  const count = Math.max(valuesOf(header), dictionary?.num_values ?? 0);
  if (!(count >= 0 && count <= mostValues))
    throw new Error(`a page says to have ${count} values; up to ${mostValues} are read`);
  const encoding = header.data_page_header?.encoding ?? second?.encoding;
  if (encoding === "DELTA_BYTE_ARRAY" && count * header.uncompressed_page_size > mostShared)
    throw new Error("a page has too many texts written as what they share with the one before");
}

export function bytesAt({ descriptor }: OpenFile, start: number, length: number): ArrayBuffer {
  const bytes = new ArrayBuffer(length);
  const view = new Uint8Array(bytes);
  let read = 0;
  while (read < length) {
    const more = readSync(descriptor, view, read, length - read, start + read);
    if (more === 0) throw new Error("it ends before it should");
    read += more;
  }
  return bytes;
}
