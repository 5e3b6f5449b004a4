import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { displayValue } from "../../core/base/json.ts";
import type { Digest, RunId } from "../../core/model/ids.ts";
import type { RunDetail } from "../../core/model/run.ts";
import type { RunDocument } from "../../core/query/document.ts";
import { indexRun } from "../store/search/index-run.ts";
import { hasPending, takePending } from "../store/search/pending-runs.ts";
import { rebuildIndex } from "../store/search/rebuild-index.ts";
import { namedSummaries } from "../store/tables/metrics.ts";
import { seqOf } from "../store/tables/run-lookups.ts";
import { detailById } from "../store/tables/runs.ts";
import { consolePlace } from "./console-place.ts";
import { consoleText } from "./console-text.ts";
import type { Library } from "./library.ts";

type Recorded = Pick<Library, "folder" | "database" | "objects" | "runFolder">;

/** Brings the search index up to what is recorded of a run. Call it inside the transaction that changed the run. */
export function indexRecordedRun(library: Recorded, id: RunId): void {
  const seq = seqOf(library.database, id);
  const document = recordedDocument(library, id);
  if (document !== null && seq !== null) indexRun(library.database, seq, document);
}

/** How many runs are indexed in one transaction. */
const batch = 200;

/**
 * Indexes what has changed since it was last called. Before every search, so that whoever searches finds what is recorded;
 * in between now and then, so that there is little to do. Many at a time cost a fraction of as many one by one.
 */
export function bringIndexUp(library: Recorded): void {
  const { database } = library;
  while (hasPending(database))
    database
      .transaction(() => {
        for (const id of takePending(database, batch)) indexRecordedRun(library, id);
      })
      .immediate();
}

/** Makes the search index anew of what is recorded of all runs; safe at any time, as one transaction. */
export const rebuildSearchIndex = (library: Recorded): void =>
  rebuildIndex(library.database, (id) => recordedDocument(library, id));

function recordedDocument(library: Recorded, id: RunId): RunDocument | null {
  const { database, objects } = library;
  const detail = detailById(database, id, () => null, { allMetrics: true });
  if (detail === null) return null;
  // A console is searched once it is complete.
  const console = detail.ended === null ? null : consoleText(consolePlace(library, id));
  return documentOf(detail, (digest) => textOf(objects.pathOf(digest)), console);
}

function textOf(path: string): string | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  return isUtf8(bytes) ? bytes.toString("utf8") : null;
}

/** The searchable fields of a run, as the query language names them. */
function documentOf(
  run: RunDetail,
  codeText: (digest: Digest) => string | null,
  console: ReturnType<typeof consoleText> | null,
): RunDocument {
  const keywords: [string, string][] = [];
  const numbers: [string, number][] = [];
  const keyword = (field: string, value: string | null | undefined) => {
    if (value != null && value !== "") keywords.push([field, value]);
  };
  keyword("id", run.id);
  keyword("name", run.name);
  keyword("project", run.project);
  keyword("status", run.status);
  keyword("kind", run.kind);
  keyword("cache", run.cache);
  keyword("pipeline", run.pipeline);
  keyword("step", run.step);
  for (const tag of run.tags) keyword("tags", tag);
  keyword("signature", run.signature);
  keyword("git.commit", run.git?.commit);
  keyword("git.branch", run.git?.branch);
  keyword("host", run.environment?.host);
  keyword("user", run.environment?.user);
  for (const [role, files] of [
    ["inputs", run.inputs],
    ["outputs", run.outputs],
  ] as const)
    for (const { name, path } of files) {
      keyword(role, name);
      keyword(role, path);
    }
  for (const [name, value] of Object.entries(run.params)) {
    if (typeof value === "number" || typeof value === "bigint")
      numbers.push([`params.${name}`, Number(value)]);
    else if (value !== null) keywords.push([`params.${name}`, displayValue(value)]);
  }
  for (const [name, value] of Object.entries(run.properties)) {
    if (typeof value === "number") numbers.push([`properties.${name}`, value]);
    else keywords.push([`properties.${name}`, String(value)]);
  }
  for (const [name, value] of Object.entries(run.environment?.variables ?? {})) keyword(`env.${name}`, value);
  for (const [name, { last, min, max, best }] of namedSummaries(run.metricSummaries))
    numbers.push(
      [`metrics.${name}`, last],
      [`metrics.${name}.min`, min],
      [`metrics.${name}.max`, max],
      [`metrics.${name}.best`, best],
    );
  if (run.started !== null && run.ended !== null)
    numbers.push(["duration", (run.ended - run.started) / 1000]);
  const texts: [string, string][] = [];
  if (run.notes !== "") texts.push(["notes", run.notes]);
  if (run.command !== null) texts.push(["command", run.command]);
  if (run.error !== null) texts.push(["error", run.error]);
  for (const { digest } of run.code) {
    const text = codeText(digest);
    if (text !== null) texts.push(["code", text]);
  }
  for (const text of console?.texts ?? []) if (text !== "") texts.push(["log", text]);
  const dates = (["created", "started", "ended"] as const).flatMap((field): [string, number][] => {
    const time = run[field];
    return time === null ? [] : [[field, time]];
  });
  return { keywords, texts, numbers, dates, isLogCut: console?.isCut ?? false };
}
