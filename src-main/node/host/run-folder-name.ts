import { createHash } from "node:crypto";

const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * The name of a run's folder. Our own ids are names of folders; those that came from elsewhere may be any text (`../x`, one
 * of 10,000 characters, two that differ by case), so a digest of them is.
 */
export const runFolderName = (id: string): string =>
  ulid.test(id) ? id : `imported-${createHash("sha256").update(id).digest("hex").slice(0, 32)}`;
