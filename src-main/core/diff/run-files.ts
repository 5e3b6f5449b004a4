import type { Digest, RunId } from "../model/ids.ts";
import type { CodeFile, RunDetail, RunFile } from "../model/run.ts";

/** A run with the details of its steps; for anything but a pipeline run `steps` is empty. */
export type RunWithSteps = { readonly run: RunDetail; readonly steps: readonly RunDetail[] };

/** A file that counted for a run, and the run (it or one of its steps) that recorded it under `ownName`. */
export type LocatedFile = {
  readonly type: "file" | "directory";
  readonly owner: RunId;
  readonly ownName: string;
  /** Null for a file of an imported run that none was told of. */
  readonly digest: Digest | null;
  /** Bytes; null for code, of which only the digest is recorded. */
  readonly size: number | null;
  readonly path: string | null;
  /** How a Python function gets it, where the pipeline or its path's ending tells. */
  readonly format: RunFile["format"];
};

export type FileRole = "code" | "input" | "output";

/**
 * The files of a run by the names a diff shows. Code goes by workspace-relative path. A pipeline run has as inputs the
 * sources only (what no step made), as outputs those of all its steps; should two of its steps use one port name for
 * different files, the later goes by `step.port`. What programs handed over by themselves counts among the outputs.
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
  if (role === "output")
    for (const [name, file] of artifactsByName(run))
      found.set(found.has(name) ? `${name} (logged)` : name, file);
  return found;
}

/** Logged once, an artifact goes by its name; one of several of the same name by what tells it apart, too: `plot (step 3)`. */
function artifactsByName({ artifacts }: RunDetail): Map<string, LocatedFile> {
  const uses = new Map<string, number>();
  for (const { name } of artifacts) uses.set(name, (uses.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  const found = new Map<string, LocatedFile>();
  for (const artifact of artifacts) {
    const { name, step } = artifact;
    const place = (seen.get(name) ?? 0) + 1;
    seen.set(name, place);
    const ofStep = `${name} (step ${step})`;
    const apart = step === null || found.has(ofStep) ? `${name} (${place})` : ofStep;
    found.set(uses.get(name) === 1 ? name : apart, {
      owner: artifact.run,
      ownName: name,
      type: artifact.type,
      digest: artifact.digest === "" ? null : artifact.digest,
      size: artifact.size,
      path: artifact.path,
      format: null,
    });
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

const locate = (owner: RunId, { name, digest, size, path, type, format }: RunFile): LocatedFile => ({
  owner,
  format,
  ownName: name,
  type,
  digest,
  size,
  path,
});

const locateCode = (owner: RunId, { path, digest }: CodeFile): LocatedFile => ({
  owner,
  ownName: path,
  type: "file",
  format: null,
  digest,
  size: null,
  path,
});

const isAnother = (a: LocatedFile, b: LocatedFile): boolean => a.digest !== b.digest || a.path !== b.path;
