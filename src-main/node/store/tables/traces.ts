import { parseStored, storedJson } from "../../../core/base/json.ts";
import type { Fingerprint } from "../../../core/fingerprint/fingerprint.ts";
import type { RunId, Signature } from "../../../core/model/ids.ts";
import type { Content } from "../../../core/ports/files.ts";
import type { StepHistory, StepIdentity, Trace, TraceSource } from "../../../core/ports/traces.ts";
import type { Writable } from "../database.ts";

export function insertTrace(
  database: Writable,
  signature: Signature,
  run: RunId,
  outputs: { readonly [port: string]: Content },
): void {
  const text = JSON.stringify(outputs);
  database.prepare("INSERT INTO traces (signature, run, outputs) VALUES (?, ?, ?)").run(signature, run, text);
}

type TraceRow = {
  run: string;
  number: number | null;
  outputs: string;
  project: string;
  pipeline: string;
  step: string;
};
type HistoryRow = {
  id: string;
  signature: string | null;
  fingerprint: string | null;
  status: string;
  cache: string | null;
  number: number | null;
  traced: number;
};

/** Traces and earlier runs of steps as the library has them. */
export function traceSource(database: Writable): TraceSource {
  const bySignature = database.prepare(
    `SELECT runs.id AS run, coalesce(parent.number, runs.number) AS number, traces.outputs,
            runs.project, runs.pipeline, runs.step
     FROM traces JOIN runs ON runs.id = traces.run LEFT JOIN runs AS parent ON parent.id = runs.parent
     WHERE traces.signature = ? ORDER BY traces.id DESC`,
  );
  const newest = (condition: string) =>
    database.prepare(
      `SELECT runs.id, runs.signature, runs.fingerprint, runs.status, runs.cache, parent.number,
              EXISTS (SELECT 1 FROM traces WHERE traces.signature = runs.signature) AS traced
       FROM runs LEFT JOIN runs AS parent ON parent.id = runs.parent
       WHERE runs.project = ? AND runs.pipeline = ? AND runs.step = ? AND ${condition}
       ORDER BY runs.seq DESC LIMIT 1`,
    );
  const lastSuccess = newest("runs.status = 'succeeded'");
  const lastEnded = newest(
    "runs.status IN ('succeeded', 'failed', 'cancelled', 'interrupted') AND runs.signature IS NOT NULL",
  );
  return {
    of: (signature) =>
      (bySignature.all(signature) as TraceRow[]).map(
        (row): Trace => ({
          signature,
          stepRun: row.run as RunId,
          runNumber: row.number,
          step: { project: row.project, pipeline: row.pipeline, step: row.step },
          outputs: JSON.parse(row.outputs) as Trace["outputs"],
        }),
      ),
    history: ({ project, pipeline, step }: StepIdentity): StepHistory => {
      const success = lastSuccess.get(project, pipeline, step) as HistoryRow | undefined;
      const ended = lastEnded.get(project, pipeline, step) as HistoryRow | undefined;
      return {
        lastSuccess:
          success === undefined || success.fingerprint === null
            ? null
            : {
                signature: success.signature as Signature,
                fingerprint: parseStored(success.fingerprint) as unknown as Fingerprint,
              },
        lastFailure:
          ended === undefined || ended.status === "succeeded"
            ? null
            : {
                signature: ended.signature as Signature | null,
                status: ended.status as "failed" | "cancelled" | "interrupted",
                runNumber: ended.number,
              },
        changedWhileRunning: success !== undefined && success.cache === "executed" && success.traced === 0,
      };
    },
  };
}

export const fingerprintText = (fingerprint: Fingerprint): string => storedJson(fingerprint);
