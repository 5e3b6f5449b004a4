import { isUtf8 } from "node:buffer";
import { stat } from "node:fs/promises";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { RunWithSteps } from "../../core/diff/run-files.ts";
import type { FileDiff } from "../../core/model/content-diff.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { Digest } from "../../core/model/ids.ts";
import type { Objects } from "../objects/object-store.ts";
import { compareThreads } from "./compare-threads.ts";
import { lackText } from "./file-texts.ts";
import { diffParquet } from "./parquet/apart.ts";
import { tooManyPixels } from "./picture-size.ts";
import { isParquet, tableSyntaxOf } from "./read-table.ts";
import { type RecordedFile, recordedFile } from "./run-methods.ts";
import type { Services } from "./services.ts";
import { tooMuchToDraw } from "./svg-cost.ts";

/** Bytes of each side that are compared cell by cell: parsing takes a second for a hundred megabytes. */
const largestTable = 64 * 1024 * 1024;
/** Bytes of a picture that is sent to the window. */
const largestPicture = 32 * 1024 * 1024;

const pictureTypes: { readonly [ending: string]: string | undefined } = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  bmp: "image/bmp",
  svg: "image/svg+xml",
};

/**
 * An input or output of two runs looked into, as what it is: a table, a JSON document, a picture. What is none of these,
 * or what only one side has, is left to its text.
 */
export async function diffFile(
  services: Services,
  [from, to]: readonly [RunWithSteps, RunWithSteps],
  role: "input" | "output",
  name: string,
): Promise<Result<FileDiff, Failure>> {
  const [before, after] = [recordedFile(from, role, name), recordedFile(to, role, name)];
  if (before === null && after === null) return err(inputFailure(`Neither run has an ${role} ${name}`));
  if (before === null || after === null || before.type === "directory" || after.type === "directory")
    return ok({ kind: "text", why: null });
  const [type, otherType] = [pictureTypeOf(before), pictureTypeOf(after)];
  const syntax = tableSyntaxOf(after);
  if (type !== undefined && type === otherType) {
    const bytes = await bytesOfBoth(services, before, after, largestPicture);
    const tooMuch = type === "image/svg+xml" ? tooMuchToDraw : tooManyPixels;
    const why = bytes.ok ? bytes.value.map(tooMuch).find((text) => text !== null) : undefined;
    if (why !== undefined) return ok({ kind: "text", why });
    return ok(bytes.ok ? { kind: "image", type, from: bytes.value[0], to: bytes.value[1] } : asText(bytes));
  }
  if (syntax !== undefined && syntax === tableSyntaxOf(before)) {
    const bytes = await bytesOfBoth(services, before, after, largestTable);
    if (!bytes.ok) return ok(asText(bytes));
    const [a, b] = bytes.value;
    if (!isUtf8(a) || !isUtf8(b)) return ok({ kind: "text", why: "It is no text in UTF-8" });
    return ok((await compareThreads.run({ kind: "file", syntax, from: a, to: b })) as FileDiff);
  }
  if (isParquet(before) && isParquet(after)) {
    const { objects } = services.library;
    const places: string[] = [];
    for (const { digest } of [before, after]) {
      const place = digest === null ? null : await objects.verified(digest);
      if (place === null) return ok({ kind: "text", why: lackOf(objects, digest) });
      places.push(place);
    }
    const [a = "", b = ""] = places;
    return ok(await diffParquet(a, b));
  }
  return ok({ kind: "text", why: null });
}

const lackOf = (objects: Objects, digest: Digest | null): string =>
  lackText(digest === null ? "not-kept" : objects.lack(digest));

const asText = ({ error }: { readonly error: string }): FileDiff => ({ kind: "text", why: error });

const pictureTypeOf = ({ path, name }: RecordedFile): string | undefined =>
  pictureTypes[/\.([a-z]+)$/i.exec(path ?? name)?.[1]?.toLowerCase() ?? ""];

/** The verified bytes of both sides as the library kept them, or why they are not looked into. */
async function bytesOfBoth(
  { library: { objects } }: Services,
  before: RecordedFile,
  after: RecordedFile,
  most: number,
): Promise<Result<readonly [Buffer, Buffer], string>> {
  const kept: Buffer[] = [];
  for (const { digest } of [before, after]) {
    if (digest === null) return err(lackOf(objects, digest));
    const stats = await stat(objects.pathOf(digest)).catch(() => null);
    if (stats !== null && stats.size > most)
      return err(`It has ${stats.size} bytes; up to ${most} are looked into`);
    const bytes = stats === null ? null : await objects.read(digest);
    if (bytes === null) return err(lackOf(objects, digest));
    kept.push(bytes);
  }
  return ok([kept[0] as Buffer, kept[1] as Buffer]);
}
