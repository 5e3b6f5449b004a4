import { isReservedOnWindows, shown } from "./names.ts";
import type { Complaint } from "./problem.ts";
import { parseTemplate } from "./templates.ts";

const isSeparator = (character: string | undefined): boolean => character === "/" || character === "\\";
const isDrive = (path: string): boolean => /^[A-Za-z]:[\\/]/.test(path);

/** Whether a path begins at the root of a file system, in POSIX or Windows notation. */
const isAbsolutePath = (path: string): boolean => isSeparator(path[0]) || isDrive(path);

/** The folder a file is in and its name, of an absolute path in POSIX or Windows notation. */
export function splitFile(file: string): { readonly folder: string; readonly name: string } {
  let at = file.length - 1;
  while (at >= 0 && !isSeparator(file[at])) at -= 1;
  const root = /^(?:[A-Za-z]:)?[\\/]/.exec(file)?.[0] ?? "";
  return { folder: at < root.length ? root : file.slice(0, at), name: file.slice(at + 1) };
}

/** An absolute path from an absolute folder and a path in it or away from it; `.` and `..` are worked out. */
export function resolveFrom(folder: string, path: string): string {
  const whole = isAbsolutePath(path) ? path : `${folder}/${path}`;
  const root = /^(?:[A-Za-z]:)?[\\/]/.exec(whole)?.[0] ?? "";
  const windows = isDrive(whole);
  const segments: string[] = [];
  for (const segment of whole.slice(root.length).split(windows ? /[\\/]/ : "/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return root + segments.join(windows ? "\\" : "/");
}

/** Segments of a path below a folder, both absolute and worked out; null when it is not in it. */
export function segmentsBelow(folder: string, path: string): string[] | null {
  const base = folder.split(/[\\/]/).filter((segment) => segment !== "");
  const whole = path.split(/[\\/]/).filter((segment) => segment !== "");
  return base.every((segment, index) => whole[index] === segment) ? whole.slice(base.length) : null;
}

/** Nearly all paths: names that are letters, digits, `_`, `-` and points, with one slash between them. None is `.` or `..`. */
const plainPath = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;
export const isPlainPath = (path: string): boolean => path.length <= 255 && plainPath.test(path);

/** Segments of a path, written from a folder, below that folder; null when it leads out of it. */
export const segmentsFrom = (folder: string, path: string): string[] | null =>
  isPlainPath(path) ? path.split("/") : segmentsBelow(folder, resolveFrom(folder, path));

/** A path as it is kept: without `./`, doubled or trailing slashes; `directory` when it ended in one. */
export function tidyPath(path: string): { readonly path: string; readonly directory: boolean } {
  if (isPlainPath(path)) return { path, directory: false };
  const absolute = path.startsWith("/");
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return { path: (absolute ? "/" : "") + segments.join("/"), directory: path.endsWith("/") };
}

/** What is wrong with the path of a source, as written. Sources may be anywhere. */
export function sourcePathComplaint(path: string): Complaint | null {
  if (isPlainPath(path)) return null;
  const complain = (problem: string, remedy: string): Complaint => ({
    code: "bad-path",
    message: `${shown(path)} cannot be a path: ${problem}`,
    remedy,
  });
  if (path.trim() === "") return complain("it is empty", "Write where the file is, from the workspace.");
  if (path.includes("\\"))
    return complain("it holds a backslash", `Write ${shown(path.replaceAll("\\", "/"))}.`);
  if (path.startsWith("~")) return complain("~ is not replaced by a home folder", "Write the whole path.");
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    return complain("it is an address, not a file", "Let a step fetch it, or write the path of a copy.");
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return complain("it holds a control character", "Remove it.");
  const long = path.split("/").find((segment) => parseTemplate(segment).parts.reduce(literalBytes, 0) > 255);
  return long === undefined ? null : complain("one of its names is longer than 255 bytes", "Shorten it.");
}

const literalBytes = (sum: number, part: { kind: string; text?: string }): number =>
  sum + (part.text === undefined ? 0 : utf8Length(part.text));

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** What is wrong with a path that a step makes, or with a glob of code: it has to stay in the workspace. */
export function workspacePathComplaint(
  path: string,
  what: "An output" | "Code" = "An output",
): Complaint | null {
  if (isPlainPath(path)) return null;
  const outside = {
    code: "path-outside-workspace",
    message: `${shown(path)} is outside the workspace`,
    remedy: `${what} stays in the workspace: write a path from there, without / or .. at its start.`,
  };
  if (isAbsolutePath(path) || /^[A-Za-z]:/.test(path) || path.startsWith("~")) return outside;
  if (path.split(/[\\/]/).includes("..")) return outside;
  const complaint = sourcePathComplaint(path);
  if (complaint !== null) return complaint;
  if (tidyPath(path).path !== "") return null;
  return {
    code: "bad-path",
    message: `${shown(path)} is the workspace itself`,
    remedy: "Name a file or folder in it.",
  };
}

const mayBeReserved = /con|prn|aux|nul|com\d|lpt\d/i;

/** The name in a path that Windows refuses, or null. */
export function reservedSegment(path: string): string | null {
  return mayBeReserved.test(path) ? (path.split("/").find(isReservedOnWindows) ?? null) : null;
}
