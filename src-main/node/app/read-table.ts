import { isUtf8 } from "node:buffer";
import { stat } from "node:fs/promises";
import type { TableAnswer } from "../../core/contract/run-contents.ts";
import type { RunFile } from "../../core/model/run.ts";
import { lackText } from "./file-texts.ts";
import type { Library } from "./library.ts";
import { readParquet } from "./parquet/apart.ts";
import { parseTable, type TableSyntax } from "./parse-table.ts";

/** Bytes of the largest table that is read: parsing takes a second for a hundred megabytes. */
const largestTable = 64 * 1024 * 1024;

const byEnding: { readonly [ending: string]: TableSyntax | undefined } = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  json: "json",
  jsonl: "jsonl",
  ndjson: "jsonl",
};

/** The rows of a recorded input or output as the library kept it, at most `limit`; why not, where it is no table. */
export async function readTable(
  { objects }: Pick<Library, "objects">,
  file: Pick<RunFile, "name" | "path" | "digest" | "type" | "format">,
  limit: number,
): Promise<TableAnswer> {
  const unreadable = (why: string): TableAnswer => ({ kind: "unreadable", why });
  if (file.type === "directory") return unreadable("It is a folder");
  const syntax = tableSyntaxOf(file) ?? (/^ya?ml$/.test(endingOf(file)) ? "yaml" : undefined);
  const parquet = isParquet(file);
  if (syntax === undefined && !parquet) {
    const ending = endingOf(file);
    const what = file.format ?? (ending === "" ? "without an ending" : `.${ending}`);
    return unreadable(`Tables are read from CSV, TSV, JSON, YAML and Parquet; this is ${what}`);
  }
  const { digest } = file;
  if (digest === null) return unreadable(lackText("not-kept"));
  const lacking = () => unreadable(lackText(objects.lack(digest)));
  const stats = await stat(objects.pathOf(digest)).catch(() => null);
  if (stats === null) return lacking();
  if (syntax === undefined) {
    const place = await objects.verified(digest);
    return place === null ? lacking() : readParquet(place, limit);
  }
  if (stats.size > largestTable)
    return unreadable(`It has ${stats.size} bytes; tables of up to ${largestTable} are read`);
  const bytes = await objects.read(digest);
  if (bytes === null) return lacking();
  if (!isUtf8(bytes)) return unreadable("It is no text in UTF-8");
  return parseTable(bytes.toString("utf8"), syntax, limit);
}

/**
 * How a file is written that is a table for all one knows, told by its ending or what the pipeline says of it. YAML is
 * read as one only where somebody asks for that: most of it is configuration.
 */
export function tableSyntaxOf(file: Pick<RunFile, "name" | "path" | "format">): TableSyntax | undefined {
  const format = file.format === "csv" || file.format === "json" ? file.format : undefined;
  return byEnding[endingOf(file)] ?? format;
}

/** Whether a file is a Parquet table for all one knows, told in the same way. */
export const isParquet = (file: Pick<RunFile, "name" | "path" | "format">): boolean =>
  /^(parquet|pq|parq)$/.test(endingOf(file)) || file.format === "parquet";

const endingOf = ({ path, name }: Pick<RunFile, "name" | "path">): string =>
  /\.([a-z\d]+)$/i.exec(path ?? name)?.[1]?.toLowerCase() ?? "";
