import { flattenValues } from "../../core/base/value.ts";
import { summaryOf } from "../../core/interchange/metric-summary.ts";
import type { CodeRecord, FileRecord, RunRecord } from "../../core/interchange/record.ts";
import type { Digest, RunId, Signature } from "../../core/model/ids.ts";
import type { RunDocument } from "../../core/query/document.ts";
import { environmentValues } from "../store/tables/imported-rows.ts";
import { type ConsoleText, consoleOf } from "./console-text.ts";
import { documentOf, environmentEntries, propertyEntries } from "./run-document.ts";

/** Where texts are that a run names and does not bring along. */
export type KeptTexts = {
  /** Null: it is not there, or no text. */
  readonly code: (digest: Digest) => string | null;
  readonly console: (id: RunId) => ConsoleText;
};

/** What of an imported run can be searched, from what it was read from. */
export function documentOfRecord(record: RunRecord, created: number, kept: KeptTexts): RunDocument {
  const { signet, environment, log } = record;
  const id = record.id as RunId;
  const codeText = ({ text, digest }: CodeRecord) =>
    text ?? (digest === null ? null : kept.code(digest as Digest));
  const metrics = [...record.metrics].map(([name, metric]) => [name, summaryOf(name, metric)] as const);
  return documentOf({
    ...record,
    id,
    created,
    cache: signet?.cache ?? null,
    pipeline: signet?.pipeline ?? null,
    step: signet?.step ?? null,
    signature: (signet?.signature ?? null) as Signature | null,
    params: flattenValues(signet?.effective ?? record.params),
    properties: propertyEntries(record.properties),
    environment: environment === null ? [] : environmentEntries(environmentValues(environment)),
    metrics,
    host: environment?.host ?? null,
    user: environment?.user ?? null,
    inputs: lastByName(record.inputs),
    outputs: [...lastByName(record.outputs), ...record.artifacts],
    code: inStoredOrder(record.code).flatMap((file) => codeText(file) ?? []),
    console: log === null ? null : consoleOf(log, () => kept.console(id)),
  });
}

/** SQLite compares texts by their UTF-8 bytes. */
const inStoredOrder = (code: readonly CodeRecord[]): readonly CodeRecord[] =>
  code.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));

/** Of files that share a name the last is shown and found. */
const lastByName = (files: readonly FileRecord[]): readonly FileRecord[] => [
  ...new Map(files.map((file) => [file.name, file])).values(),
];
