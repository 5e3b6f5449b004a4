import type { Digest } from "../../model/ids.ts";
import type { Sha256 } from "../../ports/files.ts";
import type { PythonFiles, SummarizeModule, TextCache } from "../../ports/python.ts";
import { type ImportRef, type Item, type ModuleSummary, summaryVersion } from "./summary.ts";

/** What Python code is read through. */
export type PythonPorts = {
  readonly files: PythonFiles;
  readonly summaries: TextCache;
  readonly summarize: SummarizeModule;
  readonly sha256: Sha256;
};

/** A module of the workspace with what its names lead to. */
export type Module = {
  readonly path: string;
  /** Of the file's bytes. */
  readonly digest: Digest;
  readonly summary: ModuleSummary;
  readonly items: readonly Item[];
  /** By name: the statements that bind it, and for imports what they bind it to. */
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  /** `from m import *`, wherever it stands. */
  readonly stars: readonly ImportRef[];
};

export type Binding = { readonly item: number; readonly ref: ImportRef | null };

/** Reads the module at a path, its text only when its bytes have not been met before; null when there is none. */
export async function readModule(ports: PythonPorts, path: string): Promise<Module | null> {
  const known = await ports.files.digestOf(path);
  if (known !== null) {
    const remembered = ports.summaries.get(keyOf(known));
    if (remembered !== null) return moduleOf(path, known, JSON.parse(remembered) as ModuleSummary);
  }
  const read = await ports.files.read(path);
  if (read === null) return null;
  const summary: ModuleSummary =
    read.text === null ? { kind: "opaque", imports: [] } : await ports.summarize(read.text);
  ports.summaries.put(keyOf(read.digest), JSON.stringify(summary), "light");
  return moduleOf(path, read.digest, summary);
}

const keyOf = (digest: Digest): string => `python ${summaryVersion} ${digest}`;

export function moduleOf(path: string, digest: Digest, summary: ModuleSummary): Module {
  const items = summary.kind === "parsed" ? summary.items : [];
  const bindings = new Map<string, Binding[]>();
  const stars: ImportRef[] = [];
  const bind = (name: string, binding: Binding) => {
    const list = bindings.get(name);
    if (list === undefined) bindings.set(name, [binding]);
    else list.push(binding);
  };
  items.forEach(({ kind, names, mentions }, item) => {
    for (const name of names) bind(name, { item, ref: null });
    for (const ref of mentions.imports) {
      if (ref.name === "*") stars.push(ref);
      // What a function imports is its own.
      else if (ref.bound !== null && kind !== "function" && kind !== "class") bind(ref.bound, { item, ref });
    }
  });
  return { path, digest, summary, items, bindings, stars };
}
