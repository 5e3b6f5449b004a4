import { join, resolve } from "node:path";
import { displayValue } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import { unreachable } from "../../core/base/unreachable.ts";
import { isValueObject, type Value } from "../../core/base/value.ts";
import type { ReasonDiff } from "../../core/contract/methods.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { Digest } from "../../core/model/ids.ts";
import { type Dataset, datasetsOf, type Pipeline, type Step } from "../../core/model/pipeline.ts";
import type { PlannedStep } from "../../core/model/plan.ts";
import type { Reason } from "../../core/model/reason.ts";
import type { FileText } from "../../core/model/run-diff.ts";
import { isSecretName } from "../../core/model/secret-names.ts";
import { countedParams } from "../../core/model/step-params.ts";
import { renderSourcePath } from "../../core/pipeline/templates.ts";
import { outputPath } from "../../core/plan/output-places.ts";
import type { LastSuccess } from "../../core/ports/traces.ts";
import { ignoring } from "../host/workspace-files.ts";
import { otherRunOfStep } from "../store/tables/run-lookups.ts";
import { detailById } from "../store/tables/runs.ts";
import { traceSource } from "../store/tables/traces.ts";
import { keptText, listingAt, textAt } from "./file-texts.ts";
import type { Library } from "./library.ts";
import { firstChangedLine, unitLine } from "./unit-line.ts";

/** A step as it was planned, with what it was planned from. */
export type Explained = {
  readonly library: Library;
  readonly pipeline: Pipeline;
  readonly planned: PlannedStep;
};

/**
 * The two sides of one reason of a planned step: what it was when the step last succeeded, as the library kept it, and
 * what it is now. Fails for a reason that has no two sides, such as "Forced", and for secrets.
 */
export async function explainReason(
  explained: Explained,
  reason: Reason,
): Promise<Result<ReasonDiff, Failure>> {
  const { pipeline, planned, library } = explained;
  const step = pipeline.steps.find(({ name }) => name === planned.name);
  if (step === undefined) return err(inputFailure(`There is no step ${planned.name}`));
  const identity = { project: pipeline.project, pipeline: pipeline.name, step: step.name };
  const last = traceSource(library.database).history(identity).lastSuccess;
  const sides = await sidesOf(explained, step, last, reason);
  return sides.ok ? ok({ ...sides.value, runs: runsToCompare(library, last) }) : sides;
}

type ReasonSides = Omit<ReasonDiff, "runs">;

function runsToCompare({ database }: Library, last: LastSuccess | null): ReasonDiff["runs"] {
  const other = last === null ? null : otherRunOfStep(database, last.stepRun);
  if (last === null || other === null) return null;
  return other.isNewer ? [last.stepRun, other.id] : [other.id, last.stepRun];
}

async function sidesOf(
  explained: Explained,
  step: Step,
  last: LastSuccess | null,
  reason: Reason,
): Promise<Result<ReasonSides, Failure>> {
  switch (reason.kind) {
    case "code-changed":
      return codeSides(explained, last, reason);
    case "command-changed":
    case "outputs-changed":
      return ok(valueSides(last, reason, reason.subject ?? `Command of ${step.name}`));
    case "parameter-changed":
      return ok(parameterSides(explained, step, last, reason));
    case "environment-changed":
      if (isSecret(reason))
        return err(
          inputFailure(`The value of ${reason.subject} is not shown: its name says that it is a secret`),
        );
      return ok(valueSides(last, reason, reason.subject ?? "Environment"));
    case "input-changed":
    case "input-set-changed":
      return inputSides(explained, last, reason);
    case "undeclared-input-changed":
      return undeclaredSides(explained, last, reason);
    case "output-modified":
    case "restored":
      return outputSides(explained, step, last, reason);
    case "never-run":
    case "output-missing":
    case "changed-while-running":
    case "last-run-failed":
    case "forced":
    case "cache-disabled":
    case "cache-expired":
    case "upstream-undecided":
    case "up-to-date":
    case "same-output-upstream":
    case "accepted-by-user":
    case "computed-elsewhere":
      return nothingToShow(reason);
    default:
      return unreachable(reason.kind);
  }
}

/** Of a secret variable reasons have digests; a package or a cache key that is named like one has texts. */
const isSecret = ({ subject, from, to }: Reason): boolean =>
  subject !== null && subject !== "cache.key" && isSecretName(subject) && [from, to].some(isDigest);

const nothingToShow = (reason: Reason): Result<never, Failure> =>
  err(inputFailure(`There is nothing to compare behind “${reason.text}”`));

const noText = (): FileText => ({ kind: "text", text: "" });

const thenLabel = (last: LastSuccess | null): string =>
  last?.runNumber == null ? "when it last succeeded" : `run #${last.runNumber}`;

const isDigest = (value: Value): value is string =>
  typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);

type Sides = { readonly title: string; readonly before: FileText | null; readonly after: FileText | null };

/** Null on a side: there was nothing. */
function sides({ title, before, after }: Sides, last: LastSuccess | null, unit?: string): ReasonSides {
  const texts = [before ?? noText(), after ?? noText()] as const;
  const [from, to] = texts;
  const line =
    after?.kind !== "text"
      ? null
      : ((unit === undefined ? null : unitLine(after.text, unit)) ??
        (from.kind === "text" ? firstChangedLine(from.text, after.text) : null));
  return {
    title,
    from: { label: before === null ? `${thenLabel(last)}: not there` : thenLabel(last), content: from },
    to: { label: after === null ? "now: not there" : "now", content: to },
    line,
  };
}

/** The file that a changed piece of code is of, then and now. */
async function codeSides(
  { library, pipeline }: Explained,
  last: LastSuccess | null,
  reason: Reason,
): Promise<Result<ReasonSides, Failure>> {
  if (reason.subject === null || last === null) return nothingToShow(reason);
  const [path = "", unit] = reason.subject.split(" › ");
  const kept = detailById(library.database, last.stepRun, () => null)?.code.find(
    (file) => file.path === path,
  );
  const before = kept === undefined ? null : await keptText(library, { ...kept, type: "file" });
  const after = await textAt(join(pipeline.workspace, path));
  return ok(sides({ title: reason.subject, before, after }, last, unit));
}

function valueSides(last: LastSuccess | null, { from, to }: Reason, title: string): ReasonSides {
  const side = (value: Value) => (value === null ? null : valueText(value));
  return sides({ title, before: side(from), after: side(to) }, last);
}

/** A parameter may be null, which is another thing than not being there. */
function parameterSides(
  { pipeline }: Explained,
  step: Step,
  last: LastSuccess | null,
  { subject, from, to }: Reason,
): ReasonSides {
  const name = subject ?? "";
  const had = last !== null && Object.hasOwn(last.fingerprint.params, name);
  const has = Object.hasOwn(countedParams(pipeline, step), name);
  return sides(
    { title: name, before: had ? valueText(from) : null, after: has ? valueText(to) : null },
    last,
  );
}

const valueText = (value: Value): FileText => ({ kind: "text", text: `${spread(value, "")}\n` });

/** A value with a line for each member, so that two can be compared; texts as they are. */
function spread(value: Value, margin: string): string {
  if (typeof value === "string" && margin === "") return value.replace(/\n$/, "");
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : displayValue(value);
  const inner = `${margin}  `;
  const isObject = isValueObject(value);
  const members = isObject
    ? Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${spread(member, inner)}`)
    : value.map((member) => spread(member, inner));
  const [open, close] = isObject ? ["{", "}"] : ["[", "]"];
  return members.length === 0
    ? open + close
    : `${open}\n${inner}${members.join(`,\n${inner}`)}\n${margin}${close}`;
}

async function inputSides(
  explained: Explained,
  last: LastSuccess | null,
  reason: Reason,
): Promise<Result<ReasonSides, Failure>> {
  const { library, pipeline } = explained;
  const { subject, from, to } = reason;
  const isNothing = (value: Value) => value === null || isDigest(value);
  // Which inputs there are, as lists of names.
  if (!isNothing(from) || !isNothing(to))
    return [from, to].some((value) => isSignatures(value))
      ? nothingToShow(reason)
      : ok(valueSides(last, reason, subject ?? "Inputs"));
  if (from === null && to === null) return nothingToShow(reason);
  const dataset = subject === null ? undefined : datasetsOf(pipeline).get(subject);
  const recorded = last === null ? null : detailById(library.database, last.stepRun, () => null);
  const type = recorded?.inputs.find(({ digest }) => digest === from)?.type ?? shownType(dataset);
  const before = isDigest(from) ? await keptText(library, { digest: from as Digest, type }) : null;
  const after = isDigest(to) ? await inputNow(explained, dataset, to as Digest) : null;
  const place = dataset?.maker === null ? dataset.path : null;
  return ok(sides({ title: place ?? subject ?? "Input", before, after }, last));
}

/** Signatures of other steps, which say nothing to people. */
const isSignatures = (value: Value): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isDigest);

const shownType = (dataset: Dataset | undefined): "file" | "directory" =>
  dataset?.type === "directory" ? "directory" : "file";

/** An input as it is now: the library's where it holds it, else the source in the workspace. */
async function inputNow(
  { library, pipeline }: Explained,
  dataset: Dataset | undefined,
  digest: Digest,
): Promise<FileText> {
  const kept = await keptText(library, { digest, type: shownType(dataset) });
  if (kept.kind !== "not-kept" || dataset?.maker !== null || dataset.path === null) return kept;
  const path = resolve(pipeline.workspace, renderSourcePath(dataset.path, pipeline.params));
  const text = dataset.type === "directory" ? null : await textAt(path);
  const found =
    text ?? (dataset.type === "file" ? null : await listingAt(library, path, await ignoring(dataset.ignore)));
  return found ?? kept;
}

/** A file that the step was seen to read, a folder whose names it read, or the version of a package. */
async function undeclaredSides(
  { library, pipeline }: Explained,
  last: LastSuccess | null,
  reason: Reason,
): Promise<Result<ReasonSides, Failure>> {
  const { subject, from, to } = reason;
  if (subject === null || (from === null && to === null)) return nothingToShow(reason);
  if (![from, to].some(isDigest)) return ok(valueSides(last, reason, subject));
  const path = resolve(pipeline.workspace, subject);
  const before = isDigest(from) ? await keptText(library, { digest: from as Digest, type: "file" }) : null;
  const after = to === null ? null : ((await textAt(path)) ?? (await listingAt(library, path, () => false)));
  return ok(sides({ title: subject, before, after }, last));
}

/** The library's bytes of an output against what stands at its path. */
async function outputSides(
  { library, pipeline, planned }: Explained,
  step: Step,
  last: LastSuccess | null,
  reason: Reason,
): Promise<Result<ReasonSides, Failure>> {
  const { signature } = planned;
  const { subject } = reason;
  if (signature === null || subject === null) return nothingToShow(reason);
  const found = step.outputs.flatMap(({ port, dataset: name }) => {
    const dataset = datasetsOf(pipeline).get(name);
    return dataset !== undefined && outputPath(pipeline, dataset, signature) === subject
      ? [{ port, dataset }]
      : [];
  })[0];
  if (found === undefined) return nothingToShow(reason);
  const { port } = found;
  const trace = traceSource(library.database)
    .of(signature)
    .find(({ outputs }) => Object.values(outputs).every(library.objects.has));
  const content = trace?.outputs[port];
  if (trace === undefined || content === undefined) return nothingToShow(reason);
  const path = join(pipeline.workspace, subject);
  const after = content.type === "file" ? await textAt(path) : await listingAt(library, path, () => false);
  const both = sides({ title: subject, before: await keptText(library, content), after }, last);
  const made = trace.runNumber === null ? "as it was made" : `run #${trace.runNumber}`;
  return ok({ ...both, from: { ...both.from, label: made } });
}
