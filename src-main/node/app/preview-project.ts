import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { byCodeUnit } from "../../core/base/json.ts";
import { type ModuleText, type Preview, previewOf } from "../../core/foreign/preview/preview.ts";
import type { Diagnostic } from "../../core/model/diagnostic.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";

/** What is read for a preview at most; the rest is passed over. Someone waits for it, and it decides nothing. */
const limits = {
  /** Bytes of one module. */
  module: 64 * 1024,
  /** Bytes of all modules. */
  project: 1024 * 1024,
  /** Milliseconds after which no further module is begun. */
  time: 2_000,
  /** Files and folders that are looked at. */
  entries: 5_000,
};

/** What the text of another tool's project shows before its code may run; null where it shows nothing. */
export function projectPreview({ foreign, file, workspace }: Pipeline): Preview | null {
  if (foreign === null || foreign.format === "dvc" || !foreign.awaitsCode) return null;
  const folders = foreign.sourceRoots.map((folder) => join(workspace, folder));
  const files = foreign.format === "kedro" ? folders.flatMap(sources) : [file];
  const preview = previewOf(foreign.format, modulesOf(files));
  return preview.graph.nodes.length + preview.notes.length === 0 ? null : preview;
}

/** Says what such a preview is worth, and what of the project will not be done. */
export function previewDiagnostics(file: string, { graph, notes }: Preview): readonly Diagnostic[] {
  const worth = {
    severity: "hint",
    message:
      "The graph is read from the text, without running it: the project's own code has the last word and may tell other steps",
  } as const;
  return [...(graph.nodes.length === 0 ? [] : [worth]), ...notes].map((note) => ({
    ...note,
    code: "foreign",
    remedy: null,
    file,
    line: null,
    column: null,
    span: null,
  }));
}

/** The modules one after the other, each read when the one before was looked at. */
function* modulesOf(files: readonly string[]): Generator<ModuleText> {
  const begun = performance.now();
  let left = limits.project;
  for (const file of files) {
    if (performance.now() - begun > limits.time) return;
    const text = textOf(file, Math.min(limits.module, left));
    if (text === null) continue;
    left -= text.length;
    yield { name: basename(file, ".py"), text };
  }
}

/** Null for a file that is larger, and for one that is gone or may not be read: a preview goes without it. */
function textOf(file: string, most: number): string | null {
  try {
    const stat = statSync(file);
    return stat.isFile() && stat.size <= most ? readFileSync(file, "utf8") : null;
  } catch {
    return null;
  }
}

/** The Python files in and below a folder, sorted; links are not followed, as they may lead anywhere. */
function sources(root: string): readonly string[] {
  const files: string[] = [];
  const folders = [root];
  let left = limits.entries;
  for (let folder = folders.shift(); folder !== undefined && left > 0; folder = folders.shift()) {
    for (const entry of entriesOf(folder).slice(0, left)) {
      left -= 1;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !/^(?:\.|__pycache__$|tests?$)/.test(entry.name)) folders.push(path);
      else if (entry.isFile() && entry.name.endsWith(".py")) files.push(path);
    }
  }
  return files.sort(byCodeUnit);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => byCodeUnit(a.name, b.name));
  } catch {
    return [];
  }
}
