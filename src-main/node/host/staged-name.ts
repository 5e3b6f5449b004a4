import { suffixOf } from "../../core/fingerprint/suffix.ts";
import { sha256 } from "./digest.ts";

/** File systems take names of 255 bytes. */
const longest = 200;

/**
 * The name of a staged file or folder: the port, with the suffix of the dataset's own path. What cannot stand in a name
 * (the key of an item holds any text) is written as `%` and hex digits; one that is too long ends in a digest.
 */
export function stagedName(port: string, path: string | null): string {
  const safe = port.replace(/[^\w.=@,+-]|^\./g, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  );
  const short =
    safe.length <= longest ? safe : `${safe.slice(0, longest)}-${sha256(port).slice("sha256:".length, 24)}`;
  return short + suffixOf(path);
}
