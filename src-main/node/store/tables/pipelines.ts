import type { PipelineId } from "../../../core/model/ids.ts";
import type { PipelineFormat } from "../../../core/model/pipeline.ts";
import type { Writable } from "../database.ts";

/** A pipeline file in the sidebar; `trust` is the digest of the commands the person agreed to. */
export type StoredPipeline = {
  readonly id: PipelineId;
  readonly file: string;
  readonly name: string;
  readonly project: string;
  readonly format: PipelineFormat;
  readonly trust: string;
  /** When it was imported, or imported again; epoch milliseconds. */
  readonly imported: number;
  /** What it was read from then, as JSON; null when an older version imported it. */
  readonly source: string | null;
};

const columns = "id, file, name, project, format, trust, imported, source";

export function listPipelines(database: Writable): StoredPipeline[] {
  return database.prepare(`SELECT ${columns} FROM pipelines ORDER BY name, file`).all() as StoredPipeline[];
}

export function pipelineById(database: Writable, id: PipelineId): StoredPipeline | null {
  return (
    (database.prepare(`SELECT ${columns} FROM pipelines WHERE id = ?`).get(id) as
      | StoredPipeline
      | undefined) ?? null
  );
}

export function pipelineByFile(database: Writable, file: string): StoredPipeline | null {
  return (
    (database.prepare(`SELECT ${columns} FROM pipelines WHERE file = ?`).get(file) as
      | StoredPipeline
      | undefined) ?? null
  );
}

/** Keeps a pipeline and that its commands were agreed to; one with the same file keeps its id. */
export function savePipeline(database: Writable, pipeline: StoredPipeline): void {
  database
    .transaction(() => {
      database
        .prepare(
          `INSERT INTO pipelines (id, file, name, project, format, trust, imported, source)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (file) DO UPDATE SET name = excluded.name, project = excluded.project,
             format = excluded.format, trust = excluded.trust, imported = excluded.imported,
             source = excluded.source`,
        )
        .run(
          pipeline.id,
          pipeline.file,
          pipeline.name,
          pipeline.project,
          pipeline.format,
          pipeline.trust,
          pipeline.imported,
          pipeline.source,
        );
      database
        .prepare("INSERT OR IGNORE INTO trusted_commands (file, trust) VALUES (?, ?)")
        .run(pipeline.file, pipeline.trust);
    })
    .immediate();
}

export function isTrusted(database: Writable, file: string, trust: string): boolean {
  return (
    database.prepare("SELECT 1 FROM trusted_commands WHERE file = ? AND trust = ?").get(file, trust) !==
    undefined
  );
}

export function deletePipeline(database: Writable, id: PipelineId): void {
  database.prepare("DELETE FROM pipelines WHERE id = ?").run(id);
}
