import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CodeRecord, FileRecord, RunRecord } from "../../../core/interchange/record.ts";
import type { Digest } from "../../../core/model/ids.ts";
import { sha256 } from "../../host/digest.ts";
import { consoleFile } from "../../host/step-console.ts";
import type { SourceRun } from "../../importers/run-source.ts";
import type { PlacedRun } from "../../store/tables/imported-rows.ts";
import type { Library } from "../library.ts";

/** A run ready to be put in, and what could not be kept of it, in words. */
export type Placed = { readonly run: PlacedRun; readonly missing: readonly string[] };

/**
 * Takes the bytes that come with a run into the library: texts of code, files, what git had not committed, the console.
 * Nothing refers to them yet, so a crash leaves only what gc takes away.
 */
export async function placeRun(library: Library, source: SourceRun, line: string): Promise<Placed> {
  const { record } = source;
  const missing: string[] = [];
  const code: CodeRecord[] = [];
  for (const file of record.code) code.push(await placeCode(library, file, missing));
  const files = async (role: "inputs" | "outputs" | "artifacts"): Promise<readonly FileRecord[]> => {
    const placed: FileRecord[] = [];
    for (const [index, file] of record[role].entries()) {
      const content = source.contents.find((one) => one.role === role && one.index === index);
      placed.push(await placeFile(library, file, content?.path ?? null, missing));
    }
    return placed;
  };
  const diff = record.git?.diff ?? null;
  const placed: RunRecord = {
    ...record,
    code,
    inputs: await files("inputs"),
    outputs: await files("outputs"),
    artifacts: await files("artifacts"),
  };
  const gitDiff = diff === null ? null : await library.objects.takeText(diff);
  if (record.log !== null) writeConsole(library, record.id, record.log);
  return { run: { record: placed, line, gitDiff }, missing };
}

async function placeCode(
  { objects }: Library,
  { path, text, digest }: CodeRecord,
  missing: string[],
): Promise<CodeRecord> {
  if (text === null) return { path, text, digest };
  const kept = await objects.takeText(text);
  if (digest !== null && digest !== kept) missing.push(otherBytes(path));
  return { path, text, digest: kept };
}

async function placeFile(
  { objects }: Library,
  file: FileRecord,
  path: string | null,
  missing: string[],
): Promise<FileRecord> {
  if (file.data !== null) {
    const bytes = Buffer.from(file.data, "base64");
    const digest = await objects.takeText(bytes);
    if (file.digest !== null && file.digest !== digest) missing.push(otherBytes(file.name));
    return { ...file, digest, size: file.type === "file" ? bytes.length : file.size };
  }
  if (path === null) return file;
  try {
    const { digest, size } = await objects.take(path, file.type, "copy");
    return { ...file, digest, size };
  } catch (error) {
    missing.push(`${file.name} could not be read: ${(error as Error).message}`);
    return file;
  }
}

const otherBytes = (name: string): string =>
  `the bytes of ${name} are not those of the digest beside them: they count`;

function writeConsole(library: Library, id: string, text: string): void {
  const folder = library.runFolder(id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, consoleFile), text, { flush: true });
}

/** What tells two lines apart. */
export const lineDigest = (source: string): Digest => sha256(source);
