import { resolve, sep } from "node:path";
import { isPlainPath } from "../../core/pipeline/paths.ts";

/** Absolute paths of those written from a folder, as `resolve` has them: in a plan there are tens of thousands. */
export function placeIn(folder: string): (path: string) => string {
  const absolute = resolve(folder);
  const start = absolute.endsWith(sep) ? absolute : absolute + sep;
  return (path) => (sep === "/" && isPlainPath(path) ? start + path : resolve(absolute, path));
}
