import fc from "fast-check";
import { isValueObject, type ValueObject } from "../../../src-main/core/base/value.ts";
import { nonFinitePointers } from "../../../src-main/core/interchange/non-finite.ts";
import type {
  EnvironmentRecord,
  FileRecord,
  MetricRecord,
  RunRecord,
  SignetRecord,
} from "../../../src-main/core/interchange/record.ts";
import { anyValue } from "../../helpers/values.ts";

/** Any text that can be stored: no half characters. */
const text = fc.string({ unit: "binary", maxLength: 12 });
const name = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "a.b", "../x", "NaN", "0"),
  text,
);
const values: fc.Arbitrary<ValueObject> = fc
  .uniqueArray(fc.tuple(name, anyValue), { maxLength: 4, selector: ([key]) => key })
  .map((entries) => Object.fromEntries(entries));
const maybe = <Type>(what: fc.Arbitrary<Type>) => fc.option(what, { nil: null });
const time = fc.integer({ min: -62_135_596_800_000, max: 8.64e15 });
const digest = fc.oneof(
  fc
    .string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 })
    .map((hex) => `sha256:${hex}`),
  name,
);

/** A value without floats that JSON lacks: nothing names those of a file or an environment. */
const plain = values.filter((given) => nonFinitePointers(given, "").length === 0);

const withoutKeys = (given: ValueObject, keys: readonly string[]): ValueObject =>
  Object.fromEntries(Object.entries(given).filter(([key]) => !keys.includes(key)));

const file: fc.Arbitrary<FileRecord> = fc.record({
  name,
  path: maybe(name),
  digest: maybe(digest),
  size: maybe(fc.maxSafeNat()),
  type: fc.constantFrom("file", "directory"),
  more: plain.map((given) => withoutKeys(given, ["name", "path", "digest", "size", "type", "data"])),
  data: maybe(fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString("base64"))),
});

const environment: fc.Arbitrary<EnvironmentRecord> = fc.record({
  os: text,
  host: text,
  user: text,
  python: maybe(text),
  packages: fc.dictionary(name, text, { maxKeys: 3 }),
  variables: fc.dictionary(name, maybe(text), { maxKeys: 3 }),
  more: plain.map((given) => withoutKeys(given, ["os", "host", "user", "python", "packages", "variables"])),
});

const metric: fc.Arbitrary<MetricRecord> = fc.oneof(
  fc.double(),
  fc.array(fc.tuple(fc.double(), fc.oneof(time, fc.double()), fc.double()), { minLength: 1, maxLength: 5 }),
);

const signet: fc.Arbitrary<SignetRecord> = fc.record({
  pipeline: maybe(name),
  step: maybe(name),
  position: maybe(fc.nat()),
  cache: maybe(fc.constantFrom("executed", "reused", "restored")),
  signature: maybe(digest),
  origin: maybe(name),
  fingerprint: maybe(values),
  reasons: fc.array(anyValue, { maxLength: 2 }),
  stepNotes: fc.array(anyValue, { maxLength: 2 }),
  effective: maybe(values),
  traces: fc.array(anyValue, { maxLength: 2 }),
  graph: maybe(plain),
  selection: maybe(plain),
  workspace: maybe(text),
  file: maybe(text),
});

export const anyRecord: fc.Arbitrary<RunRecord> = fc.record({
  id: name.filter((id) => id !== ""),
  parent: maybe(name),
  project: name,
  name,
  kind: fc.constantFrom("pipeline", "step", "script"),
  status: fc.constantFrom("succeeded", "failed", "cancelled", "interrupted", "skipped", "running", "queued"),
  created: maybe(time),
  started: maybe(time),
  ended: maybe(time),
  tags: fc.uniqueArray(name, { maxLength: 3 }),
  params: values,
  metrics: fc
    .uniqueArray(fc.tuple(name, metric), { maxLength: 3, selector: ([key]) => key })
    .map((all) => new Map(all)),
  properties: values,
  notes: text,
  log: maybe(text),
  code: fc.uniqueArray(fc.record({ path: name, text: maybe(text), digest: maybe(digest) }), {
    maxLength: 3,
    selector: ({ path }) => path,
  }),
  inputs: fc.array(file, { maxLength: 2 }),
  outputs: fc.array(file, { maxLength: 2 }),
  artifacts: fc.array(file, { maxLength: 2 }),
  environment: maybe(environment),
  git: maybe(fc.record({ commit: text, branch: maybe(text), dirty: fc.boolean(), diff: maybe(text) })),
  command: maybe(text),
  exitCode: maybe(fc.integer()),
  error: maybe(text),
  archived: fc.boolean(),
  signet: maybe(signet),
});

/** A value for `toEqual`, which takes `0` for another number than `-0`. */
export function comparable(value: unknown): unknown {
  if (typeof value === "number") return value === 0 ? 0 : value;
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, comparable(inner)]));
  if (Array.isArray(value)) return value.map(comparable);
  if (isValueObject(value as ValueObject))
    return Object.entries(value as object)
      .map(([key, inner]) => [key, comparable(inner)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return value;
}
