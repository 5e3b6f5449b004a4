import { createHash } from "node:crypto";
import { closeSync, type Dirent, lstatSync, openSync, readSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import type { Value } from "../../../core/base/value.ts";
import { blankRecord } from "../../../core/interchange/blank-record.ts";
import { printRecord } from "../../../core/interchange/print-record.ts";
import type { FileRecord, MetricTriple, RunRecord } from "../../../core/interchange/record.ts";
import { type Looking, see } from "../looking.ts";
import { type SourceItem, sourceProblem } from "../run-source.ts";
import { readEvent, type TensorEvent } from "./events.ts";
import { isTfRecord, tfRecords } from "./tf-records.ts";

/** TensorBoard knows its files by this part of their name. */
const eventFile = /tfevents/;

/** A folder with its event files. */
type EventFolder = { readonly folder: string; readonly names: readonly string[] };

/**
 * Folders that hold event files, below and with this one. Links are not followed. Somebody's whole home may be looked
 * through: nothing waits for it meanwhile, and `looking` ends it, with an error.
 */
export async function* eventFolders(top: string, looking?: Looking): AsyncGenerator<EventFolder> {
  const left = [top];
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    const entries = await entriesIn(folder);
    see(looking, entries.length);
    const names: string[] = [];
    const below: string[] = [];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) below.push(path);
      else if (isEventFile(path)) names.push(entry.name);
    }
    if (names.length > 0) yield { folder, names: names.sort() };
    left.push(...below.sort().reverse());
  }
}

/** What lies in a folder; nothing, where one may not look. */
const entriesIn = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);

/** One that was just made may be empty. */
export function isEventFile(path: string): boolean {
  if (!eventFile.test(basename(path))) return false;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return false;
  return stats.size === 0 || isTfRecord(headOf(path));
}

function headOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(16);
    return head.subarray(0, readSync(file, head, 0, 16, 0));
  } finally {
    closeSync(file);
  }
}

/** The runs below a folder: every folder with event files is one, as TensorBoard has it. A single file is its folder's run. */
export async function* readTensorboard(path: string): AsyncGenerator<SourceItem> {
  const isOne = lstatSync(path).isFile();
  const root = isOne ? dirname(path) : path;
  if (isOne) yield* readRun(root, root, [basename(path)]);
  else for await (const { folder, names } of eventFolders(path)) yield* readRun(root, folder, names);
}

async function* readRun(root: string, folder: string, names: readonly string[]): AsyncGenerator<SourceItem> {
  const run = newRun();
  for (const name of names) {
    const file = join(folder, name);
    const problem = (severity: "error" | "warning" | "hint", code: string, message: string) =>
      sourceProblem(severity, code, message, { file });
    for await (const record of tfRecords(file)) {
      switch (record.kind) {
        case "unfinished":
          yield problem(
            "hint",
            "unfinished",
            `The file ends in the midst of a record, at byte ${record.at}: it was cut off, or is being written. What is before was read`,
          );
          break;
        case "damaged":
          yield problem("error", "damaged", `The record at byte ${record.at} is damaged and was left out`);
          break;
        case "lost":
          yield problem(
            "error",
            "damaged",
            `The file is damaged from byte ${record.at} on. What is before was read`,
          );
          break;
        case "record":
          try {
            run.add(readEvent(record.data));
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            yield problem("error", "bad-event", `A record is no event: ${error.message}`);
          }
      }
    }
  }
  if (run.isEmpty()) return;
  const own = relative(root, folder).split(sep).join("/");
  const record = run.record(own === "" ? basename(folder) : own, basename(root), names[0] ?? "");
  const others = run.others();
  if (others.length > 0)
    yield sourceProblem(
      "hint",
      "not-imported",
      `Not taken in, being neither number, text nor image: ${others.join(", ")}`,
      {
        file: folder,
      },
    );
  yield { kind: "run", run: { record, source: printRecord(record), file: folder, line: null, contents: [] } };
}

/** Gathers the events of one run. */
function newRun() {
  const metrics = new Map<string, MetricTriple[]>();
  const artifacts: FileRecord[] = [];
  const params = new Map<string, Value>();
  const others = new Set<string>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let start: number | null = null;
  let end: number | null = null;
  let status: RunRecord["status"] = "succeeded";

  const addArtifact = (
    event: TensorEvent,
    tag: string,
    kind: "image" | "text",
    at: number,
    bytes: Buffer,
  ): void => {
    const ending = kind === "text" ? "txt" : endingOf(bytes);
    const place = `${tag}/${event.step}${at === 0 ? "" : `-${at}`}.${ending}`;
    artifacts.push({
      name: tag,
      path: place,
      digest: null,
      size: null,
      type: "file",
      more: { kind, step: BigInt(event.step), time: BigInt(Math.floor(event.time)) },
      data: bytes.toString("base64"),
    });
  };

  return {
    isEmpty: () => !Number.isFinite(first),
    others: () => [...others].slice(0, 20),
    add: (event: TensorEvent): void => {
      first = Math.min(first, event.time);
      last = Math.max(last, event.time);
      for (const value of event.values)
        switch (value.kind) {
          case "scalar": {
            const point = [event.step, event.time, value.value] as const;
            const known = metrics.get(value.tag);
            if (known === undefined) metrics.set(value.tag, [point]);
            else known.push(point);
            break;
          }
          case "text":
            addArtifact(event, value.tag, "text", 0, Buffer.from(value.texts.join("\n"), "utf8"));
            break;
          case "image":
            for (const [at, bytes] of value.images.entries())
              addArtifact(event, value.tag, "image", at, bytes);
            break;
          case "hparams":
            for (const [name, param] of Object.entries(value.params)) params.set(name, param);
            start = value.start ?? start;
            break;
          case "end":
            end = value.end ?? end;
            status = value.status === "failure" ? "failed" : "succeeded";
            break;
          case "definition":
            break;
          case "other":
            others.add(value.tag);
        }
    },
    record: (name: string, project: string, file: string): RunRecord => ({
      ...blankRecord(idOf(name, file, first), name),
      project,
      status,
      started: Math.floor(start ?? first),
      ended: Math.floor(end === null || end === 0 ? last : end),
      params: Object.fromEntries(params),
      metrics,
      artifacts,
    }),
  };
}

/**
 * TensorBoard has no ids. The name of the first file has its time, host and process; with the time of its first event and the
 * name of its folder that tells runs apart, wherever they are moved to.
 */
const idOf = (name: string, file: string, first: number): string =>
  `tensorboard-${createHash("sha256")
    .update(JSON.stringify([basename(name), file, first]))
    .digest("hex")
    .slice(0, 24)}`;

const endingOf = (bytes: Buffer): string =>
  bytes.subarray(1, 4).toString("latin1") === "PNG"
    ? "png"
    : bytes[0] === 0xff
      ? "jpg"
      : bytes[0] === 0x47
        ? "gif"
        : "bin";
