import Database from "better-sqlite3";
import { applicationId } from "../../src-main/node/store/check-database.ts";
import { migrations } from "../../src-main/node/store/migrations/index.ts";

/** Tables as version `version` made them, with a pipeline run, a step of it, a trace and a displaced file. */
export function olderDatabase(path: string, version: number): void {
  const database = new Database(path);
  database.pragma("journal_mode = wal");
  for (const step of migrations.slice(0, version)) {
    if (typeof step === "string") database.exec(step);
    else step(database);
  }
  database.pragma(`application_id = ${applicationId}`);
  database.pragma(`user_version = ${version}`);
  database.exec(`
    INSERT INTO runs (id, number, project, name, kind, status, created) VALUES ('r', 1, 'p', 'n', 'pipeline', 'succeeded', 5);
    INSERT INTO runs (id, parent, project, name, kind, status, created, step, signature)
      VALUES ('s', 'r', 'p', 'n', 'step', 'succeeded', 5, 'A', 'sha256:1');
    INSERT INTO traces (signature, run, outputs) VALUES ('sha256:1', 's', '{}');
    INSERT INTO displaced (path, digest, size, type, at) VALUES ('/x', 'sha256:2', 3, 'file', 4);`);
  database.close();
}
