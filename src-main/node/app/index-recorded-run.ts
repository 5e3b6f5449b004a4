import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { flattenValues } from "../../core/base/value.ts";
import type { RunRecord } from "../../core/interchange/record.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { RunDocument } from "../../core/query/document.ts";
import { inParts } from "../store/in-parts.ts";
import { indexProblems } from "../store/search/check-index.ts";
import { indexNewRuns, indexRuns } from "../store/search/index-run.ts";
import { newEntries } from "../store/search/new-entries.ts";
import { pendingRuns, takePending } from "../store/search/pending-runs.ts";
import { type OnRun, rebuildIndexInParts } from "../store/search/rebuild-index.ts";
import { metricSummaries, namedSummaries } from "../store/tables/metrics.ts";
import { artifactsOf } from "../store/tables/recorded.ts";
import { recordedProperties, valueOfProperty } from "../store/tables/recorded-facts.ts";
import { codeOf, filesOf } from "../store/tables/runs.ts";
import { type SearchableFacts, searchableFacts, textIn } from "../store/tables/searchable-facts.ts";
import { withoutWaiting } from "../store/without-waiting.ts";
import { consolePlace } from "./console-place.ts";
import { consoleText } from "./console-text.ts";
import { documentOfRecord } from "./imported-document.ts";
import type { Library } from "./library.ts";
import { documentOf, environmentEntries, propertyEntries } from "./run-document.ts";

type Recorded = Pick<Library, "folder" | "database" | "objects" | "runFolder">;

/** Brings the search index up to what is recorded of a run. Call it inside the transaction that changed the run. */
export function indexRecordedRun(library: Recorded, id: RunId): void {
  indexRuns(library.database, recordedDocuments(library, [id]));
}

function* recordedDocuments(
  library: Recorded,
  ids: Iterable<RunId>,
): Generator<readonly [seq: number, document: RunDocument]> {
  for (const id of ids) {
    const facts = searchableFacts(library.database, id);
    if (facts !== null) yield [facts.seq, documentOfFacts(library, facts)];
  }
}

/** How many runs are indexed in one transaction: of more, none is quicker. */
const batch = 200;
/** The same where others wait for the thread: it is theirs again after some tens of milliseconds. */
const smallBatch = 25;

/**
 * Indexes what has changed since it was last called. Before every search, so that whoever searches finds what is recorded;
 * in between now and then, so that there is little to do. Many at a time cost a fraction of as many one by one.
 */
export function bringIndexUp(library: Recorded): void {
  for (const _ of indexPending(library, pendingRuns(library.database), batch));
}

/** The same in small parts, between which the thread does what else it has to do. What changes meanwhile may be left out. */
export function bringIndexUpInParts(library: Recorded): Promise<void> {
  return indexInParts(library, pendingRuns(library.database));
}

/** The same where nobody waits to search: runs that began a moment ago are left, as most of them will change in another. */
export function followInParts(library: Recorded): Promise<void> {
  return indexInParts(library, pendingRuns(library.database, { begunBefore: Date.now() - moment }));
}

/** In milliseconds. */
const moment = 1_000;

async function indexInParts(library: Recorded, seqs: readonly number[]): Promise<void> {
  for (const _ of indexPending(library, seqs, smallBatch)) await nextTurn();
}

function* indexPending(library: Recorded, seqs: readonly number[], size: number): Generator<undefined, void> {
  const { database } = library;
  for (let at = 0; at < seqs.length; at += size) {
    const part = database.transaction(() =>
      indexRuns(database, recordedDocuments(library, takePending(database, seqs.slice(at, at + size)))),
    );
    // What the power takes back of it waits to be indexed again.
    withoutWaiting(database, () => part.immediate());
    yield;
  }
}

/** Makes the search index anew of what is recorded of all runs; safe at any time, as one transaction. */
export const rebuildSearchIndex = (library: Recorded, onRun?: OnRun): Promise<void> =>
  rebuildIndexInParts(library.database, (id) => recordedDocument(library, id), onRun);

/** Where the search index disagrees with what is recorded, in words. What was changed and not indexed yet is, first. */
export function searchIndexProblems(library: Recorded, onRun?: OnRun): Promise<string[]> {
  bringIndexUp(library);
  return inParts(
    indexProblems(library.database, (id) => recordedDocument(library, id), onRun),
    smallBatch,
  );
}

function recordedDocument(library: Recorded, id: RunId): RunDocument | null {
  const facts = searchableFacts(library.database, id);
  return facts === null ? null : documentOfFacts(library, facts);
}

function documentOfFacts(library: Recorded, facts: SearchableFacts): RunDocument {
  const { database, objects } = library;
  const { id, environment } = facts;
  const isAlone = facts.kind !== "pipeline";
  const nothingKept = () => null;
  // A console is searched once it is complete.
  const isComplete = facts.ended !== null || facts.isImported;
  const properties = facts.hasProperties ? recordedProperties(database, id) : [];
  return documentOf({
    ...facts,
    params: flattenValues(facts.params),
    properties: propertyEntries(
      Object.fromEntries(properties.map((property) => [property.key, valueOfProperty(property)])),
    ),
    environment: environmentEntries(environment),
    metrics: isAlone && !facts.hasSeries ? [] : namedSummaries(metricSummaries(database, id, { isAlone })),
    inputs: filesOf(database, id, isAlone, "input", nothingKept),
    outputs: [
      ...filesOf(database, id, isAlone, "output", nothingKept),
      ...(isAlone && !facts.hasArtifacts ? [] : artifactsOf(database, id, nothingKept)),
    ],
    host: textIn(environment, "host"),
    user: textIn(environment, "user"),
    code: codeOf(database, id, isAlone).flatMap(({ digest }) => textOf(objects.pathOf(digest)) ?? []),
    console: isComplete ? consoleText(consolePlace(library, id)) : null,
  });
}

/** A run that is being imported. */
export type ImportedRun = {
  readonly seq: number;
  readonly record: RunRecord;
  readonly created: number;
  /** It takes no other's place. */
  readonly isNew: boolean;
};

/**
 * Puts runs that are being imported into the search index, from what is imported and not from what is recorded: of 100,000
 * runs reading it back takes longer than all else. Finds the same; a test holds it to that.
 */
export function indexImportedRuns(library: Recorded, runs: readonly ImportedRun[]): void {
  const added = runs.filter(({ isNew }) => isNew);
  const seqs = added.map(({ seq }) => seq);
  indexNewRuns(library.database, newEntries(importedDocuments(library, added)), seqs);
  const others = runs.filter(({ isNew }) => !isNew);
  indexRuns(
    library.database,
    others.map((run) => [run.seq, importedDocument(library, run)]),
  );
}

function* importedDocuments(library: Recorded, runs: readonly ImportedRun[]): Generator<RunDocument> {
  for (const run of runs) yield importedDocument(library, run);
}

const importedDocument = (library: Recorded, { record, created }: ImportedRun): RunDocument =>
  documentOfRecord(record, created, {
    code: (digest) => textOf(library.objects.pathOf(digest)),
    console: (id) => consoleText(consolePlace(library, id)),
  });

function textOf(path: string): string | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  return isUtf8(bytes) ? bytes.toString("utf8") : null;
}
