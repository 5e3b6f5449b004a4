import { byCodeUnit, canonicalJson, displayValue, plainJson } from "../base/json.ts";
import type { Value } from "../base/value.ts";
import type { Fingerprint, PythonRecord } from "../fingerprint/fingerprint.ts";
import { orderUnit } from "../fingerprint/python/closure.ts";
import { type Command, type Dataset, datasetsOf, type Pipeline, type Step } from "../model/pipeline.ts";
import type { Reason } from "../model/reason.ts";
import { isSecretName } from "../model/secret-names.ts";
import { commandText } from "../pipeline/graph.ts";
import { packageText } from "./package-text.ts";
import type { StepCode } from "./step-code.ts";

/** What differs between two fingerprints of one step, in the order people look: parameters, code, command, inputs, the rest. */
export function changeReasons(
  pipeline: Pipeline,
  step: Step,
  from: Fingerprint,
  to: Fingerprint,
  code: Pick<StepCode, "usedBy" | "widened">,
): Reason[] {
  // Records of another format have other code units and other members, and tell nothing of what changed in them.
  if (!sameValue(from.format, to.format))
    return [
      ...parameterReasons(step, from, to),
      ...commandReasons(from, to),
      ...inputReasons(pipeline, step, from, to),
      ...outputReasons(from, to),
      reason(
        "code-changed",
        null,
        from.format,
        to.format,
        "Code is compared in another way than when it last ran",
      ),
    ];
  return [
    ...parameterReasons(step, from, to),
    ...codeReasons(memberChanges(from.code, to.code), code),
    ...commandReasons(from, to),
    ...inputReasons(pipeline, step, from, to),
    ...gatheredReasons(from, to),
    ...memberChanges(from.formats.inputs, to.formats.inputs)
      .filter(([port]) => Object.hasOwn(from.inputs, port) && Object.hasOwn(to.inputs, port))
      .map((change) => formatReason("input-set-changed", change)),
    ...memberChanges(from.env, to.env).map(environmentReason),
    ...keyReasons(from, to),
    ...pythonReasons(from.python, to.python),
    ...outputReasons(from, to),
    ...memberChanges(from.formats.outputs, to.formats.outputs)
      .filter(([port]) => Object.hasOwn(from.outputs, port) && Object.hasOwn(to.outputs, port))
      .map((change) => formatReason("outputs-changed", change)),
  ];
}

/** What a shown value is cut to; the whole stays in `from` and `to`. */
const longestShown = 60;

function shown(value: Value | undefined): string {
  const text = value === undefined || value === null ? "(none)" : displayValue(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

type Change = readonly [name: string, from: Value | undefined, to: Value | undefined];

function memberChanges(
  from: { readonly [key: string]: Value },
  to: { readonly [key: string]: Value },
): Change[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort(byCodeUnit);
  return names
    .map((name): Change => [name, own(from, name), own(to, name)])
    .filter(([, before, after]) => !sameValue(before, after));
}

function own(record: { readonly [key: string]: Value }, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

/**
 * A changed value by the pipeline's name for it, once, whatever the step calls it. What came or went by the step's own name:
 * that may be all that changed.
 */
function parameterReasons(step: Step, from: Fingerprint, to: Fingerprint): Reason[] {
  const told = new Map<string, Reason>();
  for (const [name, before, after] of memberChanges(from.params, to.params)) {
    const dotted = before === undefined || after === undefined ? name : declaredName(step, name);
    if (!told.has(dotted)) told.set(dotted, parameterReason([dotted, before, after]));
  }
  return [...told.entries()].sort(([a], [b]) => byCodeUnit(a, b)).map(([, found]) => found);
}

/** The pipeline's dotted name of a parameter that the step may know by another: `rate` is `train.lr`. */
function declaredName(step: Step, name: string): string {
  const parts = name.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const own = parts.slice(0, length).join(".");
    if (Object.hasOwn(step.arguments, own)) return [step.arguments[own], ...parts.slice(length)].join(".");
  }
  return name;
}

function parameterReason([name, from, to]: Change): Reason {
  const text =
    from === undefined
      ? `Parameter added: ${name} = ${to === undefined ? "" : displayOf(to)}`
      : to === undefined
        ? `Parameter removed: ${name} was ${displayOf(from)}`
        : `Parameter changed: ${name} ${displayOf(from)} → ${displayOf(to)}`;
  return reason("parameter-changed", name, from ?? null, to ?? null, text);
}

/** Null is a value of a parameter, not an absence. */
const displayOf = (value: Value): string => (value === null ? "null" : shown(value));

/** What changed comes first; of what came or went with it, more than a few are told as a number. */
function codeReasons(changes: readonly Change[], code: Pick<StepCode, "usedBy" | "widened">): Reason[] {
  const fileOf = (unit: string) => unit.split(" › ")[0];
  const isOrder = ([unit]: Change) => unit.endsWith(` › ${orderUnit}`);
  // The order of a file's pieces changes with every piece that comes or goes; alone, it is a reason.
  const told = changes.filter(
    (change) =>
      !isOrder(change) || !changes.some((other) => !isOrder(other) && fileOf(other[0]) === fileOf(change[0])),
  );
  const changed = told.filter(([, from, to]) => from !== undefined && to !== undefined);
  const added = told.filter(([, from]) => from === undefined);
  const removed = told.filter(([, , to]) => to === undefined);
  return [
    ...changed.map((change) => codeReason(change, code)),
    ...few(added, code, "more pieces of code are used now"),
    ...few(removed, code, "pieces of code are no longer used"),
  ];
}

const fewEnough = 3;

function few(changes: readonly Change[], code: Pick<StepCode, "usedBy" | "widened">, text: string): Reason[] {
  if (changes.length <= fewEnough) return changes.map((change) => codeReason(change, code));
  const [[subject, from, to] = [""]] = changes;
  return [
    reason(
      "code-changed",
      subject,
      from ?? null,
      to ?? null,
      `${changes.length} ${text}, such as ${subject}`,
    ),
  ];
}

function codeReason(
  [unit, from, to]: Change,
  { usedBy, widened }: Pick<StepCode, "usedBy" | "widened">,
): Reason {
  const user = Object.hasOwn(usedBy, unit) ? usedBy[unit] : undefined;
  const verb = from === undefined ? "added" : to === undefined ? "no longer used" : "changed";
  const whole = widened.find(({ path }) => path === unit);
  // The file's name is said once: the user of a helper is named as in its own file.
  const used = user === undefined ? "" : `, used by ${user.split(" › ").at(-1)}`;
  const why = whole === undefined ? "" : `, whole because ${whole.why}`;
  const word = user === undefined ? "Code" : "Helper";
  return reason("code-changed", unit, from ?? null, to ?? null, `${word} ${verb}: ${unit}${used}${why}`);
}

function environmentReason([name, from, to]: Change): Reason {
  const text = isSecretName(name) ? `${name} (not shown)` : `${name} ${shown(from)} → ${shown(to)}`;
  return reason("environment-changed", name, from ?? null, to ?? null, `Environment changed: ${text}`);
}

const keyReasons = (from: Fingerprint, to: Fingerprint): Reason[] =>
  from.key === to.key
    ? []
    : [
        reason(
          "environment-changed",
          "cache.key",
          from.key,
          to.key,
          `Cache key changed: ${shown(from.key)} → ${shown(to.key)}`,
        ),
      ];

function pythonReasons(from: PythonRecord | null, to: PythonRecord | null): Reason[] {
  const before = pythonText(from, to);
  const after = pythonText(to, from);
  const python =
    before === after
      ? []
      : [
          reason(
            "environment-changed",
            "python",
            before,
            after,
            `Python changed: ${shown(before)} → ${shown(after)}`,
          ),
        ];
  // Where there was none, its packages are no news of their own.
  if (from === null || to === null) return python;
  const packages = memberChanges(from.distributions, to.distributions).map(packageReason);
  return [...python, ...(packages.length <= fewEnough ? packages : fewPackages(packages))];
}

/** The version; with the implementation where that is not the other's. */
const pythonText = (python: PythonRecord | null, other: PythonRecord | null): string | null =>
  python === null
    ? null
    : other === null || other.implementation === python.implementation
      ? python.version
      : `${python.implementation} ${python.version}`;

function packageReason([name, from, to]: Change): Reason {
  const before = typeof from === "string" ? from : null;
  const after = typeof to === "string" ? to : null;
  return reason("environment-changed", name, before, after, packageText(name, before, after));
}

function fewPackages(changes: readonly Reason[]): Reason[] {
  return changes.slice(0, 1).map((first) => ({
    ...first,
    text: `${changes.length} packages changed, such as ${first.text.replace(/^.*?: /, "")}`,
  }));
}

function formatReason(kind: "input-set-changed" | "outputs-changed", [port, from, to]: Change): Reason {
  return reason(
    kind,
    port,
    from ?? null,
    to ?? null,
    `Format changed: ${port} ${shown(from)} → ${shown(to)}`,
  );
}

/** The order of what is gathered; what came or went is told by the inputs. */
const gatheredReasons = (from: Fingerprint, to: Fingerprint): Reason[] =>
  memberChanges(from.gathered, to.gathered).flatMap(([name, before, after]) => {
    const keys = (value: Value | undefined): string[] => [...((value as readonly string[]) ?? [])].sort();
    return sameValue(keys(before), keys(after))
      ? [reason("input-set-changed", name, before ?? null, after ?? null, `Order of inputs changed: ${name}`)]
      : [];
  });

function commandReasons(from: Fingerprint, to: Fingerprint): Reason[] {
  const reasons: Reason[] = [];
  if (!sameValue(from.command, to.command)) reasons.push(commandReason(from.command, to.command));
  if (from.version !== to.version)
    reasons.push(
      reason(
        "command-changed",
        "version",
        from.version,
        to.version,
        `Version changed: ${shown(from.version)} → ${shown(to.version)}`,
      ),
    );
  return reasons;
}

function commandReason(from: Command, to: Command): Reason {
  if (from.kind === "adapter" && to.kind === "adapter") {
    const text = "Command changed: how its datasets are read and written";
    return reason("command-changed", null, plainJson(from.counts), plainJson(to.counts), text);
  }
  const [before, after] = [commandText(from), commandText(to)];
  return reason("command-changed", null, before, after, `Command changed${changeText(before, after)}`);
}

/** White space is hardly seen, and a long line is cut: what differs only there is said so, or from shortly before it on. */
function changeText(before: string, after: string): string {
  const [from, to] = [before.replace(/\s+/g, " "), after.replace(/\s+/g, " ")];
  if (from === to) return ` in its white space: ${shown(to)}`;
  if (shown(from) !== shown(to)) return `: ${shown(before)} → ${shown(after)}`;
  let same = 0;
  while (from[same] === to[same]) same += 1;
  const start = from.lastIndexOf(" ", same - 10) + 1 || same;
  return `: …${shown(from.slice(start))} → …${shown(to.slice(start))}`;
}

function inputReasons(pipeline: Pipeline, step: Step, from: Fingerprint, to: Fingerprint): Reason[] {
  const datasets = datasetsOf(pipeline);
  const byPort = new Map(step.inputs.map(({ port, dataset }) => [port, datasets.get(dataset)]));
  const reasons = memberChanges(from.inputs, to.inputs).map(([port, before, after]) => {
    const dataset = byPort.get(port);
    const name = dataset?.name ?? port;
    if (before === undefined)
      return reason("input-set-changed", name, null, after ?? null, `Input added: ${name}`);
    if (after === undefined) return reason("input-set-changed", name, before, null, `Input removed: ${name}`);
    return reason("input-changed", name, before, after, inputText(name, dataset));
  });
  if (!sameValue(from.after, to.after))
    reasons.push(
      reason("input-set-changed", null, from.after, to.after, "A step that must come first changed"),
    );
  return reasons;
}

function inputText(name: string, dataset: Dataset | undefined): string {
  const place = dataset?.path ?? name;
  return dataset?.maker == null
    ? `Input changed: ${place}`
    : `Input changed: ${name}, made by ${dataset.maker}`;
}

function outputReasons(from: Fingerprint, to: Fingerprint): Reason[] {
  const reasons = [
    ...memberChanges(from.outputs, to.outputs),
    ...memberChanges(from.inPlace, to.inPlace),
  ].map(([port, before, after]) => {
    const verb = before === undefined ? "added" : after === undefined ? "removed" : "moved";
    return reason("outputs-changed", port, before ?? null, after ?? null, `Output ${verb}: ${port}`);
  });
  // One that came or went with a script or an output is told by these.
  if (from.scope !== null && to.scope !== null && !sameValue(from.scope, to.scope))
    reasons.push(
      reason(
        "outputs-changed",
        null,
        from.scope,
        to.scope,
        "The step moved: without a script or outputs it counts only in its own place",
      ),
    );
  return reasons;
}

export const forcedReason = (step: Step): Reason => reason("forced", step.name, null, null, "Forced");

export function reason(
  kind: Reason["kind"],
  subject: string | null,
  from: Value,
  to: Value,
  text: string,
): Reason {
  return { kind, subject, from, to, text };
}
