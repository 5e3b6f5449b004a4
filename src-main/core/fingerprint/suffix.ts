/**
 * What a dataset's path ends with, so that tools that go by a file's ending work on staged files: `.csv`, `.tar.gz`, or
 * "" without one. Templates count as no part of it: `model-{signature}.pkl` has `.pkl`.
 */
export function suffixOf(path: string | null): string {
  const name = (path ?? "").replace(/^.*[/}]/s, "");
  return /(?<!^)(\.[A-Za-z0-9]{1,10}){1,2}$/.exec(path?.endsWith(`}${name}`) ? `_${name}` : name)?.[0] ?? "";
}
