import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import { formats } from "../model/pipeline.ts";

type Check = (value: Value) => boolean;

/**
 * Whether `checkShape` has nothing to say of a pipeline file, told in a fraction of the time and without the schema. What is
 * wrong with one that has not this shape is for that one to say.
 */
export const isSoundShape = (root: Value): boolean =>
  pipeline(root) &&
  (Object.hasOwn(root as ValueObject, "steps") || Object.hasOwn(root as ValueObject, "include"));

const anything: Check = () => true;
const text: Check = (value) => typeof value === "string" && value !== "";
const boolean: Check = (value) => typeof value === "boolean";
const wholeNumber: Check = (value) => typeof value === "bigint";
// Not a number and infinite ones are no numbers to the schema.
const number: Check = (value) => typeof value === "bigint" || Number.isFinite(value);
const duration: Check = (value) => text(value) || number(value);

const oneOf =
  (...known: readonly Value[]): Check =>
  (value) =>
    known.includes(value);
const either =
  (first: Check, second: Check): Check =>
  (value) =>
    first(value) || second(value);
const listOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item);

const mappingOf =
  (item: Check): Check =>
  (value) =>
    isValueObject(value) && Object.values(value).every(item);

/** A mapping with these keys and no others; of them, those in `needed` are there. */
function settings(checks: { readonly [key: string]: Check }, ...needed: readonly string[]): Check {
  const known = new Map(Object.entries(checks));
  return (value) => {
    if (!isValueObject(value)) return false;
    for (const key in value) if (known.get(key)?.(value[key] as Value) !== true) return false;
    return needed.every((key) => Object.hasOwn(value, key));
  };
}

const texts = listOf(text);
const ports = either(texts, mappingOf(text));

const dataset = either(
  text,
  settings({
    path: text,
    type: oneOf("file", "directory"),
    ignore: texts,
    as: oneOf("metrics", "plot"),
    format: oneOf(...formats),
  }),
);

const stepSettings = settings({
  run: either(text, (value) => texts(value) && (value as readonly Value[]).length > 0),
  call: text,
  inputs: ports,
  outputs: ports,
  params: ports,
  code: texts,
  env: texts,
  needs: texts,
  tags: texts,
  version: either(text, wholeNumber),
  foreach: either(mappingOf(listOf(anything)), listOf(mappingOf(anything))),
  inherit: boolean,
  cache: either(boolean, settings({ ttl: duration, key: text })),
  hooks: settings({ before: text, after: text, failed: text }),
  retries: either(wholeNumber, settings({ count: wholeNumber, delay: duration, backoff: number }, "count")),
  timeout: duration,
  keep_going: boolean,
  resources: mappingOf(number),
});
/** Each says what it does once. */
const step: Check = (value) =>
  stepSettings(value) &&
  Object.hasOwn(value as ValueObject, "run") !== Object.hasOwn(value as ValueObject, "call");

const pipeline = settings(
  {
    signet: oneOf(1n),
    name: text,
    project: text,
    workspace: text,
    python: text,
    include: texts,
    params: mappingOf(anything),
    datasets: mappingOf(dataset),
    steps: mappingOf(step),
  },
  "signet",
);
