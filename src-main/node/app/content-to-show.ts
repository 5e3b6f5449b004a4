import { stat } from "node:fs/promises";
import type { ArtifactContent } from "../../core/contract/methods.ts";
import type { Digest } from "../../core/model/ids.ts";
import type { RunFile } from "../../core/model/run.ts";
import { keptText } from "./file-texts.ts";
import type { Library } from "./library.ts";
import { tooManyPixels } from "./picture-size.ts";
import { readTable, tableSyntaxOf } from "./read-table.ts";

/** Larger images are not shown, in bytes. */
const largestImage = 16 * 1024 * 1024;

const rowsShown = 1_000;

/** What the library keeps of a file: an image, a table, or a text, told by its bytes and its name. */
export async function contentToShow(
  library: Pick<Library, "objects">,
  file: Pick<RunFile, "name" | "path" | "digest" | "type" | "format">,
): Promise<ArtifactContent> {
  const { digest, type, path } = file;
  if (digest === null || digest === "") return { kind: "text", content: { kind: "not-kept" } };
  const image = type === "file" ? await imageOf(library, digest, path) : null;
  if (image !== null) return { kind: "image", url: image };
  if (type === "file" && tableSyntaxOf(file) !== undefined) {
    const table = await readTable(library, file, rowsShown);
    if (table.kind === "table") return { kind: "table", table };
  }
  return { kind: "text", content: await keptText(library, { digest, type }) };
}

/** Images that browsers draw, by their first bytes: a name may say anything. An SVG is drawn without its scripts. */
async function imageOf(
  { objects }: Pick<Library, "objects">,
  digest: Digest,
  path: string | null,
): Promise<string | null> {
  const size = (await stat(objects.pathOf(digest)).catch(() => null))?.size;
  if (size === undefined || size > largestImage) return null;
  const bytes = await objects.read(digest);
  if (bytes === null || tooManyPixels(bytes) !== null) return null;
  const begins = (text: string, at = 0) =>
    bytes.subarray(at, at + text.length).equals(Buffer.from(text, "latin1"));
  const type = begins("\x89PNG")
    ? "image/png"
    : begins("\xff\xd8\xff")
      ? "image/jpeg"
      : begins("GIF8")
        ? "image/gif"
        : begins("RIFF") && begins("WEBP", 8)
          ? "image/webp"
          : /\.svg$/i.test(path ?? "") && bytes.subarray(0, 1_000).includes("<svg")
            ? "image/svg+xml"
            : null;
  return type === null ? null : `data:${type};base64,${bytes.toString("base64")}`;
}
