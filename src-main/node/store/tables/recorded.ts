import { parseStored, storedJson } from "../../../core/base/json.ts";
import { isValueObject, type Value, type ValueObject } from "../../../core/base/value.ts";
import type { Digest, RunId } from "../../../core/model/ids.ts";
import type { Environment, GitState, RunArtifact, RunFile } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** Adds a paragraph to a run's notes. */
export function appendNotes(database: Writable, run: RunId, text: string): void {
  statement(
    database,
    "UPDATE runs SET notes = CASE notes WHEN '' THEN @text ELSE notes || char(10) || @text END WHERE id = @run",
  ).run({ text, run });
}

/**
 * Parameters that a program told of. Those of a script replace what it told before; a step's declared ones stay, as they
 * are what it was computed with.
 */
export function mergeParams(database: Writable, run: RunId, values: ValueObject): void {
  const row = statement(database, "SELECT kind, own_params, params FROM runs WHERE id = ?").get(run) as
    | { kind: string; own_params: string; params: string }
    | undefined;
  if (row === undefined) return;
  const merge = (text: string): string => {
    const known = parseStored(text) as ValueObject;
    return storedJson(row.kind === "script" ? merged(known, values) : merged(values, known));
  };
  statement(database, "UPDATE runs SET own_params = ?, params = ? WHERE id = ?").run(
    merge(row.own_params),
    merge(row.params),
    run,
  );
}

/** Nested objects of both; where they differ, the second. */
function merged(first: ValueObject, second: ValueObject): ValueObject {
  const result = new Map<string, Value>(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const before = result.get(key);
    result.set(key, isValueObject(before) && isValueObject(value) ? merged(before, value) : value);
  }
  return Object.fromEntries(result);
}

/** Where a run was made, as far as it is told: what was known before stays. */
export function mergeEnvironment(database: Writable, run: RunId, environment: Partial<Environment>): void {
  const before = statement(database, "SELECT environment FROM runs WHERE id = ?").pluck().get(run) as
    | string
    | null
    | undefined;
  const known = before == null ? null : (JSON.parse(before) as Environment);
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value != null));
  const whole = { os: "", host: "", user: "", python: null, ...known, ...given };
  const variables = { ...known?.variables, ...environment.variables };
  setEnvironment(database, run, { ...whole, variables } as Environment);
}

const setEnvironment = (database: Writable, run: RunId, environment: Environment): void =>
  void statement(database, "UPDATE runs SET environment = ? WHERE id = ?").run(
    JSON.stringify(environment),
    run,
  );

/** `diff`: digest of the text of what is not committed. */
export function setGit(
  database: Writable,
  run: RunId,
  { commit, branch, dirty, diff }: GitState & { readonly diff: Digest | null },
): void {
  statement(database, "UPDATE runs SET git = ?, git_diff = ? WHERE id = ?").run(
    JSON.stringify({ commit, branch, dirty }),
    diff,
    run,
  );
}

/** Files that a program says it read or wrote; the last word on a name counts. The library need not hold them. */
export function noteFiles(
  database: Writable,
  run: RunId,
  role: "input" | "output",
  files: readonly Pick<RunFile, "name" | "path" | "digest" | "size" | "type">[],
): void {
  const drop = statement(
    database,
    "DELETE FROM run_files WHERE run = ? AND role = ? AND name = ? AND noted = 1",
  );
  // Positions below are those of what a step declares.
  const insert = statement(
    database,
    `INSERT INTO run_files (run, role, position, name, path, digest, size, type, noted)
       SELECT @run, @role, coalesce(max(max(position), 9999), 9999) + 1, @name, @path, @digest, @size, @type, 1
       FROM run_files WHERE run = @run AND role = @role`,
  );
  for (const { name, path, digest, size, type } of files) {
    drop.run(run, role, name);
    insert.run({ run, role, name, path, digest, size, type });
  }
}

export function insertArtifacts(
  database: Writable,
  run: RunId,
  artifacts: readonly Omit<RunArtifact, "run" | "position" | "kept">[],
): void {
  const insert = statement(
    database,
    `INSERT INTO run_artifacts (run, position, name, kind, path, digest, size, type, step, time)
       SELECT @run, coalesce(max(position), -1) + 1, @name, @kind, @path, @digest, @size, @type, @step, @time
       FROM run_artifacts WHERE run = @run`,
  );
  for (const { name, kind, path, digest, size, type, step, time } of artifacts)
    insert.run({ run, name, kind, path, digest, size: size ?? -1, type, step, time });
}

/** Artifacts of a run, in the order they were logged; a pipeline run has those of its steps. */
export function artifactsOf(
  database: Writable,
  run: RunId,
  keptAt: (digest: Digest) => string | null,
): RunArtifact[] {
  const rows = statement(
    database,
    `SELECT artifact.run, artifact.position, artifact.name, artifact.kind, artifact.path, artifact.digest, nullif(artifact.size, -1) AS size,
       artifact.type, artifact.step, artifact.time
     FROM run_artifacts AS artifact JOIN runs AS owner ON owner.id = artifact.run
     WHERE owner.id = ? OR owner.parent = ? ORDER BY owner.position, artifact.position`,
  ).all(run, run) as Omit<RunArtifact, "kept">[];
  return rows.map((row) => ({ ...row, kept: keptAt(row.digest) }));
}

/** What the processes of a run used, as far as it was seen. */
export function setUse(
  database: Writable,
  run: RunId,
  { peakMemory, cpuSeconds }: { readonly peakMemory: number; readonly cpuSeconds: number },
): void {
  statement(
    database,
    `UPDATE runs SET peak_memory = max(coalesce(peak_memory, 0), ?), cpu_seconds = max(coalesce(cpu_seconds, 0), ?)
       WHERE id = ?`,
  ).run(peakMemory, cpuSeconds, run);
}

/** The most memory of a run that measured itself. */
export function setPeakFromSeries(database: Writable, run: RunId): void {
  statement(
    database,
    `UPDATE runs SET peak_memory = (SELECT max FROM metric_series WHERE run = runs.id AND name = 'system.memory')
       WHERE id = ? AND peak_memory IS NULL`,
  ).run(run);
}

/**
 * Gives a run that reused another's results what that one's program told of itself: it is the same computation. Its
 * metrics are read from there.
 */
export function copyRecorded(database: Writable, from: RunId, to: RunId): void {
  statement(
    database,
    `INSERT OR IGNORE INTO run_tags (run, tag) SELECT @to, tag FROM run_tags WHERE run = @from`,
  ).run({ from, to });
  statement(
    database,
    `INSERT OR IGNORE INTO run_properties (run, key, type, value) SELECT @to, key, type, value FROM run_properties WHERE run = @from`,
  ).run({ from, to });
  statement(
    database,
    `INSERT OR IGNORE INTO run_artifacts (run, position, name, kind, path, digest, size, type, step, time)
       SELECT @to, position, name, kind, path, digest, size, type, step, time FROM run_artifacts WHERE run = @from`,
  ).run({ from, to });
  statement(
    database,
    `INSERT OR IGNORE INTO run_files (run, role, position, name, path, digest, size, type, noted)
       SELECT @to, role, position, name, path, digest, size, type, noted FROM run_files WHERE run = @from AND noted = 1`,
  ).run({ from, to });
  statement(
    database,
    `UPDATE runs SET notes = source.notes, peak_memory = source.peak_memory, cpu_seconds = source.cpu_seconds
       FROM runs AS source WHERE source.id = @from AND runs.id = @to`,
  ).run({ from, to });
  const params = statement(database, "SELECT own_params FROM runs WHERE id = ?").pluck().get(from) as string;
  mergeParams(database, to, parseStored(params) as ValueObject);
}
