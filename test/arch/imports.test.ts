import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import biome from "../../biome.json" with { type: "json" };
import { folders, shelves } from "./folders.ts";
import { filesBelow, importsOf, isSource, packageOf, textOf } from "./sources.ts";

const sources = ["src-main", "src-preload", "src-renderer"].flatMap(filesBelow).filter(isSource);

/** The folder of the table that a file belongs to; undefined for one that nobody classified. */
function folderOf(file: string): string | undefined {
  for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) {
    if (shelves.includes(folder)) return undefined;
    // What lies below the roots must have its own line; their own files are `src-main/index.ts` and the like.
    if (["src-main", "src-renderer"].includes(folder)) return dirname(file) === folder ? folder : undefined;
    if (Object.hasOwn(folders, folder)) return folder;
  }
  return undefined;
}

/** The feature that a file is part of, or null. */
const featureOf = (file: string): string | null =>
  /^src-renderer\/features\/([^/]+)\//.exec(file)?.[1] ?? null;

/** What is wrong with the imports of a file, one line each. */
function complaints(file: string, text = textOf(file)): string[] {
  const folder = folderOf(file);
  const rule = folder === undefined ? undefined : folders[folder];
  if (rule === undefined) return [`${file} is in a folder that nobody classified`];
  return importsOf(file, text).flatMap(({ specifier, file: target, typeOnly }) => {
    const complaint = [`${file} imports ${specifier}`];
    if (target === null) {
      if (specifier.startsWith("node:")) return rule.node === true ? [] : complaint;
      return (rule.packages ?? []).includes(packageOf(specifier)) ? [] : complaint;
    }
    if (target === "package.json") return rule.node === true ? [] : complaint;
    if (target.startsWith("test/"))
      return rule.imports.some((one) => target.startsWith(`${one}/`)) ? [] : complaint;
    const other = folderOf(target);
    if (other === folder) return featureOf(target) === featureOf(file) ? [] : complaint;
    if (other === undefined) return complaint;
    const allowed = rule.imports.includes(other) || (typeOnly && (rule.types ?? []).includes(other));
    return allowed ? [] : complaint;
  });
}

describe("the folders of the shipped sources", () => {
  it("import only what the table allows", () => {
    expect(sources.length).toBeGreaterThan(200);
    expect(sources.flatMap((file) => complaints(file))).toEqual([]);
  });

  it("are all in the table, and the table names none that is gone", () => {
    const used = new Set(sources.map(folderOf));
    expect(Object.keys(folders).filter((folder) => !used.has(folder))).toEqual([]);
    expect(complaints("src-main/core/novel/x.ts", "")).toEqual([
      "src-main/core/novel/x.ts is in a folder that nobody classified",
    ]);
    expect(complaints("src-renderer/novel/x.ts", "")).toHaveLength(1);
    expect(complaints("src-main/core/x.ts", "")).toHaveLength(1);
  });

  it.each([
    ["src-main/core/query/x.ts", 'import { a } from "../pipeline/graph.ts";'],
    ["src-main/core/query/x.ts", 'import { readFile } from "node:fs/promises";'],
    ["src-main/core/query/x.ts", 'export { a } from "../diff/records.ts";'],
    ["src-main/core/engine/x.ts", 'import "../../node/host/digest.ts";'],
    ["src-main/core/ports/x.ts", 'import { decideStep } from "../plan/decide.ts";'],
    ["src-main/core/ports/x.ts", 'import { type Decision } from "../plan/decide.ts";'],
    ["src-main/node/host/x.ts", 'import Database from "better-sqlite3";'],
    ["src-main/node/app/x.ts", 'import { app } from "electron";'],
    ["src-main/node/app/x.ts", 'import { temporaryFolder } from "../../../test/helpers/workspace.ts";'],
    ["src-renderer/features/compare/x.ts", 'import { a } from "../run-table/columns.ts";'],
    [
      "src-renderer/features/compare/x.ts",
      'const a = await import("../../../src-main/core/plan/select.ts");',
    ],
    ["src-renderer/ui/x.ts", 'import { useRuns } from "../state/runs.ts";'],
    ["src-renderer/graph/x.ts", 'new Worker(new URL("../state/runs.ts", import.meta.url));'],
    ["src-preload/x.ts", 'import { readFileSync } from "node:fs";'],
  ])("are refused what the table does not allow: %s with %s", (file, text) => {
    expect(complaints(file, text)).toHaveLength(1);
  });

  it.each([
    ["src-main/core/ports/x.ts", 'import type { Decision } from "../plan/decide.ts";'],
    [
      "src-main/core/query/x.ts",
      '// import { a } from "../pipeline/graph.ts";\nimport { ok } from "../base/result.ts";',
    ],
    [
      "src-main/node/store/tables/x.ts",
      'import Database from "better-sqlite3";\nimport { a } from "../database.ts";',
    ],
  ])("are allowed what it does: %s with %s", (file, text) => {
    expect(complaints(file, text)).toEqual([]);
  });

  it("are held to the same lists by the linter", () => {
    const listed = Object.fromEntries(
      biome.overrides.flatMap((override) => {
        const [, folder] = /^(src-main\/core\/[\w/]+)\/\*\*$/.exec(override.includes[0] ?? "") ?? [];
        const linter = "linter" in override ? override.linter : undefined;
        const rule = linter?.rules.style?.noRestrictedImports;
        // Others of its lists are for folders that belong to the one above.
        if (folder === undefined || !Object.hasOwn(folders, folder)) return [];
        if (rule === undefined || typeof rule === "string") return [];
        return [[folder, rule.options.patterns[0]?.group]];
      }),
    );
    const wanted = Object.entries(folders)
      .filter(([folder]) => folder.startsWith("src-main/core/"))
      .map(([folder, { imports, types = [] }]) => [
        folder,
        new Set([
          "../**",
          "node:*",
          ...[...imports, ...types].map(
            (other) => `!${"../".repeat(folder.split("/").length - 2)}${other.split("/")[2]}/**`,
          ),
        ]),
      ]);
    const found = Object.entries(listed).map(([folder, group]) => [folder, new Set(group)]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  });
});

describe("raw IPC", () => {
  it("is spoken in one file on each side", () => {
    const using = (name: string) => sources.filter((file) => new RegExp(`\\b${name}\\b`).test(textOf(file)));
    expect(using("ipcMain")).toEqual(["src-main/electron/ipc.ts"]);
    expect(using("ipcRenderer")).toEqual(["src-preload/index.ts"]);
  });
});
