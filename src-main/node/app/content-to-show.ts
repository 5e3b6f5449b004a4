import { open, stat } from "node:fs/promises";
import type { ArtifactContent } from "../../core/contract/run-contents.ts";
import type { Digest } from "../../core/model/ids.ts";
import type { RunFile } from "../../core/model/run.ts";
import { fileFormat, formatBytes, parquet } from "./file-formats.ts";
import { keptText, largestText } from "./file-texts.ts";
import type { Library } from "./library.ts";
import { readParquet } from "./parquet/apart.ts";
import { mostPixels, pictureSize, tooManyPixels } from "./picture-size.ts";
import { isParquet, readTable, tableSyntaxOf } from "./read-table.ts";
import { tooMuchToDraw } from "./svg-cost.ts";

const mega = 1_000_000;
const mebi = 1024 * 1024;

/** Larger pictures are not shown, in bytes. */
const largestPicture = 16 * mega;

/** So much of a file tells what it is, and nearly always how many pixels a picture has. */
const headBytes = 64 * 1024;

const rowsShown = 1_000;

/** What the library keeps of a file: an image, a table, or a text, told by its bytes and its name. */
export async function contentToShow(
  library: Pick<Library, "objects">,
  file: Pick<RunFile, "name" | "path" | "digest" | "type" | "format">,
): Promise<ArtifactContent> {
  const { digest, type, path } = file;
  if (digest === null || digest === "") return { kind: "text", content: { kind: "not-kept" } };
  const picture = type === "file" ? await pictureOf(library, digest, path) : null;
  if (picture !== null) return picture;
  if (type === "file" && tableSyntaxOf(file) !== undefined) {
    const table = await readTable(library, file, rowsShown);
    if (table.kind === "table") return { kind: "table", table };
  }
  const content = await keptText(library, { digest, type });
  if (type === "directory" || (content.kind !== "binary" && content.kind !== "too-large"))
    return { kind: "text", content };
  const other = await withoutPreview(library, digest, content);
  if (other.what !== parquet && !isParquet(file)) return other;
  const place = await library.objects.verified(digest);
  if (place === null) return { kind: "text", content: { kind: library.objects.lack(digest) } };
  const table = await readParquet(place, rowsShown);
  return table.kind === "table" ? { kind: "table", table } : { ...other, why: table.why };
}

type WithoutPreview = Extract<ArtifactContent, { kind: "no-preview" }>;

/** What is no text that could be shown. */
async function withoutPreview(
  { objects }: Pick<Library, "objects">,
  digest: Digest,
  content: { readonly kind: "binary" | "too-large"; readonly size: number },
): Promise<WithoutPreview> {
  const file = objects.pathOf(digest);
  const format = fileFormat(await headOf(file, formatBytes));
  const shown = { kind: "no-preview" as const, size: content.size, file };
  if (format !== null) return { ...shown, ...format, why: "There is no preview of such files" };
  if (content.kind === "binary")
    return {
      ...shown,
      what: "file that is no text",
      why: "Signet does not know what it is",
      remedy: "The program that made it may open it",
    };
  return {
    ...shown,
    what: "file",
    why: `It is too large to be shown: texts of up to ${largestText / mebi} MiB are`,
    remedy: "An editor or a pager opens it",
  };
}

/** Pictures that browsers draw, by their first bytes: a name may say anything. An SVG is drawn without its scripts. */
async function pictureOf(
  { objects }: Pick<Library, "objects">,
  digest: Digest,
  path: string | null,
): Promise<ArtifactContent | null> {
  const file = objects.pathOf(digest);
  const size = (await stat(file).catch(() => null))?.size;
  if (size === undefined) return null;
  const head = await headOf(file, headBytes);
  const type = pictureType(head, path);
  if (type === null) return null;
  const bytes = size > largestPicture ? null : await objects.read(digest);
  if (size <= largestPicture && bytes === null)
    return { kind: "text", content: { kind: objects.lack(digest) } };
  // Its source says more than that it is not drawn.
  if (type.media === svg && bytes !== null && tooMuchToDraw(bytes) !== null) return null;
  const drawn = bytes !== null && tooManyPixels(bytes) === null;
  if (drawn) return { kind: "image", url: `data:${type.media};base64,${bytes.toString("base64")}` };
  const pixels = pictureSize(bytes ?? head);
  return {
    kind: "no-preview",
    what: `${type.name} picture${pixels === null ? "" : ` of ${pixels[0]} × ${pixels[1]} pixels`}`,
    size,
    why: `It is too large to be shown: up to ${largestPicture / mega} MB and ${mostPixels / mega} million pixels are drawn`,
    remedy: "A program for pictures opens it; a smaller copy as an output of the step is shown here",
    file,
  };
}

const svg = "image/svg+xml";

type PictureType = { readonly name: string; readonly media: string };

function pictureType(head: Buffer, path: string | null): PictureType | null {
  const begins = (text: string, at = 0) =>
    head.subarray(at, at + text.length).equals(Buffer.from(text, "latin1"));
  if (begins("\x89PNG")) return { name: "PNG", media: "image/png" };
  if (begins("\xff\xd8\xff")) return { name: "JPEG", media: "image/jpeg" };
  if (begins("GIF8")) return { name: "GIF", media: "image/gif" };
  if (begins("RIFF") && begins("WEBP", 8)) return { name: "WebP", media: "image/webp" };
  return /\.svg$/i.test(path ?? "") && head.subarray(0, 1_000).includes("<svg")
    ? { name: "SVG", media: svg }
    : null;
}

/** The first bytes of a file: fewer where it has no more. */
async function headOf(path: string, most: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
