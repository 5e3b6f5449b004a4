import { createWriteStream, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { openPromise } from "yauzl";

/**
 * Unpacks a zip file into `folder`. `rename` gives the path inside `folder` for an entry, or null to leave it out.
 * Files get mode 755 when the archive has them executable and 644 otherwise, whatever the umask is.
 */
export async function unzip(
  archive: string,
  folder: string,
  rename: (entry: string) => string | null,
): Promise<void> {
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const path = rename(entry.fileName);
    if (path === null || entry.fileName.endsWith("/")) continue;
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
    await pipeline(
      await zip.openReadStreamPromise(entry),
      createWriteStream(target, { mode: executable ? 0o755 : 0o644 }),
    );
  }
}
