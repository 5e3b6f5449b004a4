import type { Digest, RunId } from "../model/ids.ts";
import type { CodeFile, RunDetail, RunFile } from "../model/run.ts";

/** A run with the details of its steps; for anything but a pipeline run `steps` is empty. */
export type RunWithSteps = { readonly run: RunDetail; readonly steps: readonly RunDetail[] };

/** A file that counted for a run, and the run (it or one of its steps) that recorded it under `ownName`. */
export type LocatedFile = {
  readonly owner: RunId;
  readonly ownName: string;
  /** Null for a file of an imported run that none was told of. */
  readonly digest: Digest | null;
  /** Bytes; null for code, of which only the digest is recorded. */
  readonly size: number | null;
  readonly path: string | null;
};

export type FileRole = "code" | "input" | "output";

/**
 * The files of a run by the names a diff shows. Code goes by workspace-relative path. A pipeline run has as inputs the
 * sources only (what no step made), as outputs those of all its steps; should two of its steps use one port name for
 * different files, the later goes by `step.port`.
 */
export function filesOf({ run, steps }: RunWithSteps, role: FileRole): ReadonlyMap<string, LocatedFile> {
  const found = new Map<string, LocatedFile>();
  for (const detail of [run, ...steps]) {
    for (const file of recorded(detail, role, run.kind === "pipeline")) {
      const earlier = found.get(file.ownName);
      if (earlier === undefined) found.set(file.ownName, file);
      else if (role !== "code" && isAnother(earlier, file)) found.set(`${detail.step}.${file.ownName}`, file);
    }
  }
  return found;
}

function recorded(detail: RunDetail, role: FileRole, sourcesOnly: boolean): LocatedFile[] {
  switch (role) {
    case "code":
      return detail.code.map((file) => locateCode(detail.id, file));
    case "input":
      return detail.inputs
        .filter(({ maker }) => !sourcesOnly || maker === null)
        .map((file) => locate(detail.id, file));
    case "output":
      return detail.outputs.map((file) => locate(detail.id, file));
  }
}

const locate = (owner: RunId, { name, digest, size, path }: RunFile): LocatedFile => ({
  owner,
  ownName: name,
  digest,
  size,
  path,
});

const locateCode = (owner: RunId, { path, digest }: CodeFile): LocatedFile => ({
  owner,
  ownName: path,
  digest,
  size: null,
  path,
});

const isAnother = (a: LocatedFile, b: LocatedFile): boolean => a.digest !== b.digest || a.path !== b.path;
