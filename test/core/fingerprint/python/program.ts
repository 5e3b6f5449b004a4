import { type PythonCode, pythonCode } from "../../../../src-main/core/fingerprint/python/closure.ts";
import type { PythonPorts } from "../../../../src-main/core/fingerprint/python/modules.ts";
import { summarize } from "../../../../src-main/core/fingerprint/python/parse.ts";
import { folderOf } from "../../../../src-main/core/fingerprint/python/resolve.ts";
import { sha256 } from "../../../../src-main/node/host/digest.ts";

export type Files = { readonly [path: string]: string };

/** Ports over files that are told, not read. `read` counts the texts that had to be parsed. */
export function portsOf(
  files: Files,
  cache = new Map<string, string>(),
): PythonPorts & { parsed: () => number } {
  let parsed = 0;
  return {
    sha256,
    summarize: async (text) => summarize(text, sha256),
    summaries: {
      get: (key) => cache.get(key) ?? null,
      put: (key, text) => {
        parsed += 1;
        cache.set(key, text);
      },
    },
    files: {
      kindOf: async (path) => {
        if (Object.hasOwn(files, path)) return "file";
        return path === "" || Object.keys(files).some((one) => one.startsWith(`${path}/`)) ? "folder" : null;
      },
      digestOf: async (path) => {
        const text = files[path];
        return text === undefined ? null : sha256(text);
      },
      read: async (path) => {
        const text = files[path];
        return text === undefined ? null : { digest: sha256(text), text };
      },
      all: async () =>
        Object.keys(files)
          .filter((path) => path.endsWith(".py"))
          .sort(),
    },
    parsed: () => parsed,
  };
}

/** The code of `python <entry>` in a workspace of these files. */
export function codeOf(
  files: Files,
  entry = "main.py",
  ports: PythonPorts = portsOf(files),
): Promise<PythonCode> {
  return pythonCode(ports, { kind: "file", path: entry, loads: [] }, [
    ...new Set([folderOf(entry), "", "src"]),
  ]);
}

/** Files with one replaced by a function of its text; throws when that changes nothing, so that no case is idle. */
export function edited(files: Files, path: string, from: string | RegExp, to: string): Files {
  const before = files[path];
  const after = before?.replace(from, to);
  if (after === undefined || after === before) throw new Error(`${path} has no ${from}`);
  return { ...files, [path]: after };
}

/** The units that differ between two states of a workspace. */
export async function changedUnits(before: Files, after: Files, entry?: string): Promise<string[]> {
  const [from, to] = [(await codeOf(before, entry)).units, (await codeOf(after, entry)).units];
  const all = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...all].filter((unit) => from[unit] !== to[unit]);
}

/** What is edited, the files, the file edited, what is replaced and by what, and whether the edit must be seen. */
export type Case = [
  what: string,
  files: Files,
  path: string,
  from: string | RegExp,
  to: string,
  expected: "seen" | "not seen",
];
