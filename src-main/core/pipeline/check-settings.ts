import { isValueObject, type Value } from "../base/value.ts";
import type { CachePolicy, Retries } from "../model/pipeline.ts";
import { type Checker, complain } from "./checker.ts";
import { type DraftStep, noSettings } from "./draft.ts";
import { readDuration } from "./duration.ts";
import { nameComplaint, shown } from "./names.ts";
import { valueToText } from "./param-value.ts";
import { contentAt, keyAt, type Path } from "./problem.ts";

/** How a step is run beside what it does. */
export type Settings = {
  readonly inherit: boolean;
  readonly cache: CachePolicy;
  readonly retries: Retries;
  readonly timeout: number | null;
  readonly keepGoing: boolean;
  readonly resources: { readonly [name: string]: number };
};

/** Timers count milliseconds in 31 bits (HTML Standard, "Timers"). */
const LONGEST_WAIT = 2 ** 31 - 1;
const MOST_RETRIES = 1_000;

const plainSettings: Settings = {
  inherit: true,
  cache: { kind: "always" },
  retries: { count: 0, delay: 0, backoff: 1 },
  timeout: null,
  keepGoing: false,
  resources: {},
};

/** The settings of a step, with what is wrong in them reported. What has the wrong shape has been reported before. */
export function readSettings(checker: Checker, step: DraftStep): Settings {
  if (step.settings === noSettings) return plainSettings;
  const { inherit, cache, retries, timeout, keep_going, resources } = step.settings;
  const at = (...path: Path): Path => ["steps", step.name, ...path];
  return {
    inherit: inherit !== false,
    cache: readCache(checker, cache, at("cache")),
    retries: readRetries(checker, retries, at("retries")),
    timeout: timeout === undefined ? null : readWait(checker, timeout, at("timeout"), 1),
    keepGoing: keep_going === true,
    resources: readResources(checker, resources, at("resources")),
  };
}

function readCache(checker: Checker, cache: Value | undefined, at: Path): CachePolicy {
  if (cache === false) return { kind: "never" };
  if (!isValueObject(cache)) return { kind: "always" };
  const { ttl, key } = cache;
  if (ttl !== undefined && key !== undefined) {
    complain(checker, keyAt(...at), {
      code: "bad-value",
      message: "`cache` has both `ttl` and `key`",
      remedy: "Keep one: an age, or a command whose output counts.",
    });
  } else if (typeof ttl === "string" || typeof ttl === "number" || typeof ttl === "bigint") {
    return { kind: "ttl", milliseconds: readSpan(checker, ttl, [...at, "ttl"], 1, Number.MAX_SAFE_INTEGER) };
  } else if (typeof key === "string") {
    return { kind: "key", command: key };
  } else if (Object.keys(cache).length === 0) {
    complain(checker, keyAt(...at), {
      code: "bad-value",
      message: "`cache` says nothing",
      remedy: "Write true, false, {ttl: 1d} or {key: COMMAND}.",
    });
  }
  return { kind: "always" };
}

function readRetries(checker: Checker, retries: Value | undefined, at: Path): Retries {
  const settings = isValueObject(retries) ? retries : { count: retries ?? 0n };
  const given = (key: string): Value | undefined =>
    Object.hasOwn(settings, key) ? settings[key] : undefined;
  const [count, delay, backoff] = [given("count") ?? 0n, given("delay"), given("backoff") ?? 1n];
  const place = (key: string): Path => (isValueObject(retries) ? [...at, key] : at);
  if (typeof count === "bigint" && (count < 0n || count > MOST_RETRIES)) {
    complain(checker, contentAt(...place("count")), {
      code: "bad-value",
      message: `A step cannot be tried again ${count} times`,
      remedy: `Write how often, from 0 to ${MOST_RETRIES}.`,
    });
  }
  if ((typeof backoff === "bigint" || typeof backoff === "number") && !(Number(backoff) >= 1)) {
    complain(checker, contentAt(...place("backoff")), {
      code: "bad-value",
      message: `\`backoff\` multiplies the delay, and cannot be ${valueToText(backoff)}`,
      remedy: "Write a number from 1, like 2.",
    });
  }
  return {
    count: Number(count),
    delay: delay === undefined ? 0 : readWait(checker, delay, place("delay"), 0),
    backoff: Number(backoff),
  };
}

const readWait = (checker: Checker, value: Value, at: Path, least: number): number =>
  readSpan(checker, value, at, least, LONGEST_WAIT);

/** A span of time in milliseconds; `least` when it is wrong. */
function readSpan(checker: Checker, value: Value, at: Path, least: number, most: number): number {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return least;
  const duration = readDuration(value);
  const wrong = !duration.ok
    ? duration.error
    : duration.value < least
      ? "is no time at all"
      : duration.value > most
        ? `is longer than ${Math.floor(most / 86_400_000)} days, the longest that can be counted`
        : null;
  if (duration.ok && wrong === null) return duration.value;
  complain(checker, contentAt(...at), {
    code: "bad-duration",
    message: `${shown(valueToText(value))} ${wrong}`,
    remedy: "Write 500ms, 5s, 2h, 1d or 1h30m; a number alone is seconds.",
  });
  return least;
}

function readResources(checker: Checker, value: Value | undefined, at: Path): Settings["resources"] {
  if (!isValueObject(value)) return {};
  const resources: [string, number][] = [];
  for (const [name, amount] of Object.entries(value)) {
    const complaint = nameComplaint("resource", name);
    if (complaint !== null) complain(checker, keyAt(...at, name), complaint);
    if (typeof amount !== "bigint" && !Number.isFinite(amount)) continue;
    resources.push([name, Number(amount)]);
    if (Number(amount) > 0) continue;
    complain(checker, contentAt(...at, name), {
      code: "bad-value",
      message: `A step cannot need ${valueToText(amount)} of ${shown(name)}`,
      remedy: "Write a number above 0, like 2 or 0.5, or remove it.",
    });
  }
  return Object.fromEntries(resources);
}
