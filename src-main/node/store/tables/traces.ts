import { parseStored, storedJson } from "../../../core/base/json.ts";
import type { Fingerprint } from "../../../core/fingerprint/fingerprint.ts";
import type { RunId, Signature } from "../../../core/model/ids.ts";
import type { Reason } from "../../../core/model/reason.ts";
import type { Content } from "../../../core/ports/files.ts";
import type {
  Discovered,
  LastSuccess,
  StepHistory,
  StepIdentity,
  Trace,
  TraceSource,
} from "../../../core/ports/traces.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** A result by port; with `voided` it is remembered, for reasons and comparisons, and serves nobody. */
export type NewTrace = {
  readonly signature: Signature;
  readonly run: RunId;
  readonly outputs: { readonly [port: string]: Content };
  readonly discovered: readonly Discovered[];
  readonly voided: readonly Reason[];
  /** When a person said that these outputs stand for the signature; null for what a run made of it. */
  readonly accepted: number | null;
};

export function insertTrace(database: Writable, trace: NewTrace): void {
  const { signature, run, outputs, discovered, voided, accepted } = trace;
  statement(
    database,
    "INSERT INTO traces (signature, run, outputs, discovered, voided, accepted) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(signature, run, JSON.stringify(outputs), JSON.stringify(discovered), storedJson(voided), accepted);
}

/** Changes whenever a trace does, or what a plan reads of runs: see the migration. */
export const tracesState = (database: Writable): string =>
  statement(database, "SELECT state FROM traces_state").pluck().get() as string;

type TraceRow = {
  run: string;
  number: number | null;
  outputs: string;
  discovered: string;
  accepted: number | null;
  made: number;
  project: string;
  pipeline: string;
  step: string;
};
type SuccessRow = {
  id: string;
  signature: string | null;
  fingerprint: string | null;
  number: number | null;
  origin: string | null;
  outputs: string | null;
  discovered: string | null;
  voided: string | null;
};
type EndedRow = { signature: string | null; status: string; number: number | null };

/** Of a trace with the run that made it. */
const traceColumns = `runs.id AS run, coalesce(parent.number, runs.number) AS number, traces.outputs, traces.discovered,
  traces.accepted, coalesce(traces.accepted, runs.ended, runs.created) AS made, coalesce(runs.made_in, runs.project) AS project,
  runs.pipeline, runs.step
  FROM traces JOIN runs ON runs.id = traces.run LEFT JOIN runs AS parent ON parent.id = runs.parent`;

const traceOf = (signature: Signature, row: TraceRow): Trace => ({
  signature,
  stepRun: row.run as RunId,
  runNumber: row.number,
  step: { project: row.project, pipeline: row.pipeline, step: row.step },
  outputs: JSON.parse(row.outputs) as Trace["outputs"],
  discovered: row.discovered === "[]" ? [] : (JSON.parse(row.discovered) as Discovered[]),
  made: row.made,
  accepted: row.accepted !== null,
});

const ofPipeline = "coalesce(runs.made_in, runs.project) = ? AND runs.pipeline = ?";

/** Steps from which on one query for the newest traces of all takes less than one for each. */
const worthReadingAhead = 200;

/**
 * The same, for asking for about `count` steps at one time: what is committed after the first question may be missed. Of
 * a library with many more traces only the newest are read ahead.
 */
export function traceSourceAhead(database: Writable, count: () => number): TraceSource {
  const source = traceSource(database);
  let ahead: ReadAhead | null | undefined;
  const older = statement(database, "SELECT 1 FROM traces WHERE signature = ? AND id <= ? LIMIT 1");
  const anyOf = statement(
    database,
    `SELECT 1 FROM runs WHERE ${ofPipeline} AND runs.step IS NOT NULL AND runs.owner IS NOT NULL LIMIT 1`,
  );
  let asked: (Omit<StepIdentity, "step"> & { readonly hasRun: boolean }) | undefined;
  return {
    history: (identity) => {
      const { project, pipeline } = identity;
      if (asked?.project !== project || asked.pipeline !== pipeline)
        asked = { project, pipeline, hasRun: anyOf.get(project, pipeline) !== undefined };
      return asked.hasRun ? source.history(identity) : neverRan;
    },
    of: (signature) => {
      if (ahead === undefined) ahead = count() < worthReadingAhead ? null : readAhead(database, 2 * count());
      if (ahead === null) return source.of(signature);
      const rows = ahead.bySignature.get(signature);
      if (rows === undefined) return ahead.isWhole ? [] : source.of(signature);
      const hasOlder = !ahead.isWhole && older.get(signature, ahead.after) !== undefined;
      return hasOlder ? source.of(signature) : rows.map((row) => traceOf(signature, row));
    },
  };
}

/** Of every step of a pipeline that is new to the library. */
const neverRan: StepHistory = { lastSuccess: null, lastFailure: null };

type ReadAhead = {
  readonly bySignature: ReadonlyMap<Signature, readonly TraceRow[]>;
  /** All traces with a higher id were read. */
  readonly after: number;
  /** There are no others. */
  readonly isWhole: boolean;
};

function readAhead(database: Writable, most: number): ReadAhead {
  const newest = statement(database, "SELECT coalesce(max(id), 0) FROM traces").pluck().get() as number;
  const after = newest - most;
  const rows = statement(
    database,
    `SELECT traces.signature, ${traceColumns} WHERE traces.id > ? AND traces.voided = '[]' ORDER BY traces.id DESC`,
  ).all(after) as (TraceRow & { signature: Signature })[];
  const bySignature = new Map<Signature, TraceRow[]>();
  for (const row of rows) {
    const known = bySignature.get(row.signature);
    if (known === undefined) bySignature.set(row.signature, [row]);
    else known.push(row);
  }
  return { bySignature, after, isWhole: after <= 0 };
}

/** Traces and earlier runs of steps as the library has them. */
export function traceSource(database: Writable): TraceSource {
  const bySignature = database.prepare(
    `SELECT ${traceColumns}
     WHERE traces.signature = ? AND traces.voided = '[]' ORDER BY traces.id DESC`,
  );
  // What came from a file was not made here, and has no owner: it is compared with, and never reused.
  const ofStep = `${ofPipeline} AND runs.step = ? AND runs.owner IS NOT NULL`;
  const newest = "ORDER BY runs.seq DESC LIMIT 1";
  // What a reused step made is in the trace of the run that it reused.
  const lastSuccess = database.prepare(
    `SELECT runs.id, runs.signature, runs.fingerprint, parent.number, runs.origin, traces.outputs,
       traces.discovered, traces.voided
     FROM runs LEFT JOIN runs AS parent ON parent.id = runs.parent
       LEFT JOIN traces ON traces.id =
         (SELECT max(id) FROM traces WHERE traces.run = coalesce(runs.origin, runs.id))
     WHERE ${ofStep} AND runs.status = 'succeeded' ${newest}`,
  );
  const lastEnded = database.prepare(
    `SELECT runs.signature, runs.status, parent.number
     FROM runs LEFT JOIN runs AS parent ON parent.id = runs.parent
     WHERE ${ofStep} AND runs.status IN ('succeeded', 'failed', 'cancelled', 'interrupted')
       AND runs.signature IS NOT NULL ${newest}`,
  );
  return {
    of: (signature) => (bySignature.all(signature) as TraceRow[]).map((row) => traceOf(signature, row)),
    // Of most steps little of it is asked for: that their newest success has the signature they have now.
    history: ({ project, pipeline, step }: StepIdentity): StepHistory => {
      const success = once(() => {
        const row = lastSuccess.get(project, pipeline, step) as SuccessRow | undefined;
        return row === undefined ? null : successOf(row);
      });
      const failure = once(() => failureOf(lastEnded.get(project, pipeline, step) as EndedRow | undefined));
      return {
        get lastSuccess() {
          return success();
        },
        get lastFailure() {
          return failure();
        },
      };
    },
  };
}

function failureOf(row: EndedRow | undefined): StepHistory["lastFailure"] {
  if (row === undefined || row.status === "succeeded") return null;
  return {
    signature: row.signature as Signature | null,
    status: row.status as "failed" | "cancelled" | "interrupted",
    runNumber: row.number,
  };
}

function successOf(row: SuccessRow): LastSuccess | null {
  const { fingerprint: text } = row;
  if (text === null || row.outputs === null) return null;
  const fingerprint = once(() => parseStored(text) as unknown as Fingerprint);
  return {
    stepRun: row.id as RunId,
    runNumber: row.number,
    signature: row.signature as Signature,
    get fingerprint() {
      return fingerprint();
    },
    outputs: JSON.parse(row.outputs) as LastSuccess["outputs"],
    madeBy: (row.origin ?? row.id) as RunId,
    discovered: JSON.parse(row.discovered ?? "[]") as Discovered[],
    voided: parseStored(row.voided ?? "[]") as unknown as Reason[],
  };
}

/** A value that is worked out when it is first asked for. */
function once<Value>(work: () => Value): () => Value {
  let known: { readonly value: Value } | null = null;
  return () => {
    known ??= { value: work() };
    return known.value;
  };
}

export const fingerprintText = (fingerprint: Fingerprint): string => storedJson(fingerprint);
