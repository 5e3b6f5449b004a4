import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parsePlainJson, parseStored } from "../../../core/base/json.ts";
import type { Value, ValueObject } from "../../../core/base/value.ts";
import { readRecord } from "../../../core/interchange/read-record.ts";
import type {
  CodeRecord,
  EnvironmentRecord,
  FileRecord,
  GitRecord,
  MetricRecord,
  RunRecord,
  SignetRecord,
} from "../../../core/interchange/record.ts";
import type { Digest, RunId } from "../../../core/model/ids.ts";
import { sha256 } from "../../host/digest.ts";
import { consoleFile } from "../../host/step-console.ts";
import { awaitedBy } from "../../store/tables/awaited-runs.ts";
import { allSeries } from "../../store/tables/metrics.ts";
import { artifactsOf } from "../../store/tables/recorded.ts";
import {
  ownCode,
  ownFiles,
  ownTraces,
  type RecordedFacts,
  recordedFacts,
  recordedProperties,
  tagsOf,
  valueOfProperty,
} from "../../store/tables/recorded-facts.ts";
import type { Library } from "../library.ts";

/** Longer consoles, and larger files, do not travel in a line. */
const largestPart = 64 * 1024 * 1024;

export type RecordOptions = {
  /** The bytes of artifacts travel along. */
  readonly data: boolean;
  /** Told what is left out, in words. */
  readonly onMissing?: (message: string) => void;
};

/** One run as it travels: its own, without what its steps have. Null: there is no such run. */
export function recordOf(
  library: Library,
  id: RunId,
  { data, onMissing = () => {} }: RecordOptions,
): RunRecord | null {
  const { database } = library;
  const facts = recordedFacts(database, id);
  if (facts === null) return null;
  const frozen = frozenOf(facts);
  const metrics = new Map<string, MetricRecord>();
  const isBare = bareNames(facts.bare);
  for (const { name, points } of allSeries(database, id)) {
    const { steps, times, values } = points;
    metrics.set(
      name,
      values.length === 1 && isBare(name)
        ? (values[0] as number)
        : Array.from(values, (value, at) => [steps[at] as number, times[at] as number, value] as const),
    );
  }
  const withData = (file: FileRecord): FileRecord =>
    data ? { ...file, data: dataOf(library, file, onMissing) } : file;
  return {
    id,
    parent: facts.parent ?? awaitedBy(database, id, "parent"),
    project: facts.project,
    name: facts.name,
    kind: facts.kind,
    status: facts.status,
    created: facts.created,
    started: facts.started,
    ended: facts.ended,
    tags: tagsOf(database, id),
    params: parseStored(facts.ownParams) as ValueObject,
    metrics,
    properties: propertiesOf(library, id),
    notes: facts.notes,
    log: logOf(library, id, onMissing),
    code: (
      frozen?.code ?? ownCode(database, id).map(({ path, digest }) => ({ path, text: null, digest }))
    ).map((file) => withText(library, file)),
    inputs: frozen?.inputs ?? filesOf(library, id, "input"),
    outputs: frozen?.outputs ?? filesOf(library, id, "output"),
    artifacts: (frozen?.artifacts ?? artifactRecords(library, id)).map(withData),
    environment: facts.environment === null ? null : environmentOf(facts.environment),
    git: gitOf(library, facts),
    command: facts.command,
    exitCode: facts.exitCode,
    error: facts.error,
    archived: facts.archived === 1,
    signet: facts.line === null ? signetOf(library, facts) : (frozen?.signet ?? null),
  };
}

function frozenOf({ line, frozen }: RecordedFacts): RunRecord | null {
  if (line === null || frozen === null) return null;
  const read = readRecord(frozen);
  return read.ok ? read.value.record : null;
}

function bareNames(bare: string | null): (name: string) => boolean {
  if (bare === null) return () => false;
  if (bare === "all") return () => true;
  const names = new Set(JSON.parse(bare) as string[]);
  return (name) => names.has(name);
}

const propertiesOf = ({ database }: Library, id: RunId): ValueObject =>
  Object.fromEntries(
    recordedProperties(database, id).map((property) => [property.key, valueOfProperty(property)]),
  );

function logOf(library: Library, id: RunId, onMissing: (message: string) => void): string | null {
  const path = join(library.runFolder(id), consoleFile);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return null;
  if (size <= largestPart) return readFileSync(path, "utf8");
  onMissing(`its console of ${size} bytes is too large for a line`);
  return null;
}

function withText(library: Library, file: CodeRecord): CodeRecord {
  if (file.digest === null) return file;
  const bytes = bytesOf(library, file.digest);
  if (bytes === null) return file;
  const text = bytes.toString("utf8");
  // A text tells its digest, unless its bytes are no UTF-8.
  return Buffer.from(text, "utf8").equals(bytes) ? { path: file.path, text, digest: null } : file;
}

function bytesOf({ objects }: Library, digest: string): Buffer | null {
  const path = objects.pathOf(digest as Digest);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > largestPart) return null;
  const bytes = readFileSync(path);
  // What is damaged would come as something else that nobody made.
  return sha256(bytes) === digest ? bytes : null;
}

function dataOf(library: Library, file: FileRecord, onMissing: (message: string) => void): string | null {
  const bytes = file.type === "file" && file.digest !== null ? bytesOf(library, file.digest) : null;
  if (bytes === null)
    onMissing(`the bytes of ${file.name} are too large for a line, or not in the library as they were`);
  return bytes?.toString("base64") ?? null;
}

const filesOf = ({ database }: Library, id: RunId, role: "input" | "output"): FileRecord[] =>
  ownFiles(database, id, role).map(({ name, path, digest, size, type, maker, as, format }) => ({
    name,
    path,
    digest: digest === "" ? null : digest,
    size: size < 0 ? null : size,
    type,
    more: told({ maker, as, format }),
    data: null,
  }));

const told = (members: { readonly [key: string]: Value }): ValueObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

const artifactRecords = ({ database }: Library, id: RunId): FileRecord[] =>
  artifactsOf(database, id, () => null)
    .filter(({ run }) => run === id)
    .map(({ name, path, digest, size, type, kind, step, time }) => ({
      name,
      path,
      digest,
      size,
      type,
      more: told({ kind, step: step === null ? null : wholeOf(step), time: wholeOf(time) }),
      data: null,
    }));

const wholeOf = (number: number): Value => (Number.isSafeInteger(number) ? BigInt(number) : number);

const environmentKeys = new Set(["os", "host", "user", "python", "packages", "variables"]);

function environmentOf(text: string): EnvironmentRecord {
  const all = parsePlainJson(text) as ValueObject & Partial<EnvironmentRecord>;
  return {
    os: all.os ?? "",
    host: all.host ?? "",
    user: all.user ?? "",
    python: all.python ?? null,
    packages: all.packages ?? {},
    variables: all.variables ?? {},
    more: Object.fromEntries(Object.entries(all).filter(([key]) => !environmentKeys.has(key))) as ValueObject,
  };
}

function gitOf(library: Library, { git, gitDiff }: RecordedFacts): GitRecord | null {
  if (git === null) return null;
  const { commit, branch, dirty } = JSON.parse(git) as GitRecord;
  const diff = gitDiff === null ? null : bytesOf(library, gitDiff);
  return { commit, branch, dirty, diff: diff?.toString("utf8") ?? null };
}

function signetOf({ database }: Library, facts: RecordedFacts): SignetRecord | null {
  const { pipeline, step, position, cache, signature, params, ownParams } = facts;
  const traces = ownTraces(database, facts.id).map(
    ({ signature: of, outputs, discovered, voided, accepted }) => ({
      signature: of,
      outputs: parsePlainJson(outputs),
      discovered: parsePlainJson(discovered),
      voided: parseStored(voided),
      accepted: accepted === null ? null : BigInt(accepted),
    }),
  );
  const plain = (text: string | null): Value => (text === null ? null : parsePlainJson(text));
  const list = (text: string): readonly Value[] => {
    const value = parseStored(text);
    return Array.isArray(value) ? value : [];
  };
  const record: SignetRecord = {
    pipeline,
    step,
    position,
    cache,
    signature,
    origin: facts.origin ?? awaitedBy(database, facts.id, "origin"),
    fingerprint: facts.fingerprint === null ? null : parseStored(facts.fingerprint),
    reasons: list(facts.reasons),
    stepNotes: list(facts.stepNotes),
    effective: params === ownParams ? null : (parseStored(params) as ValueObject),
    traces,
    graph: plain(facts.graph),
    selection: plain(facts.selection),
    workspace: facts.workspace,
    file: facts.file,
  };
  const isEmpty = Object.values(record).every(
    (value) => value === null || (Array.isArray(value) && value.length === 0),
  );
  return isEmpty ? null : record;
}
