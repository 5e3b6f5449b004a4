import type { Result } from "../base/result.ts";
import type { Value, ValueType } from "../base/value.ts";
import type { Comparison } from "../model/comparison.ts";
import type { FileDiff, GraphDiff, LogsDiff } from "../model/content-diff.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Failure } from "../model/failure.ts";
import type { PipelineGraph } from "../model/graph.ts";
import type { PipelineId, RunId } from "../model/ids.ts";
import type { PipelineFormat, StepSet } from "../model/pipeline.ts";
import type { PartChange } from "../model/pipeline-changes.ts";
import type { Plan } from "../model/plan.ts";
import type {
  MetricSeries,
  MetricSummary,
  PropertyValue,
  RunDetail,
  RunRow,
  RunStatus,
} from "../model/run.ts";
import type { FileText } from "../model/run-diff.ts";
import type { RunFormat } from "../model/run-format.ts";
import type { CompletionRequest, Completions } from "./completions.ts";
import type { ArtifactContent, CountedFile, LogHits, LogPiece, TableAnswer } from "./run-contents.ts";
import type { FoundRuns, GroupsPage, GroupsQuery, RunColumn, RunsQuery, SavedSearch } from "./run-lists.ts";

/** The whole surface between the window and the app: name -> what it takes and what it answers. */
export type Methods = {
  "library.info": { params: NoParams; result: LibraryInfo };
  "settings.get": { params: NoParams; result: LibrarySettings & { readonly cores: number } };
  /** Sets what it names. It holds for what is run from then on, in terminals too. */
  "settings.set": { params: Partial<LibrarySettings>; result: null };
  "projects.list": { params: NoParams; result: readonly ProjectSummary[] };
  "projects.create": { params: { path: string }; result: Changed };
  /** Renames or moves a project, with all that is in it and below it. */
  /** `join`: becomes part of the project `to` where there is one, which is refused otherwise. */
  "projects.rename": { params: { path: string; to: string; join?: boolean | undefined }; result: Changed };
  /**
   * Archives all runs of a project and below it. Taken back by `runs.restore` and `projects.create` of those `projects`, which were
   * not archived before.
   */
  "projects.archive": {
    params: { path: string };
    result: Changed & { readonly projects: readonly string[] };
  };
  /**
   * Takes a project away; with `runs` those in it and below it are deleted as by `runs.delete`, else there may be none. `projects`
   * were not archived.
   */
  "projects.delete": {
    params: { path: string; runs: boolean };
    result: Changed & { readonly projects: readonly string[] };
  };

  "pipelines.list": { params: NoParams; result: readonly PipelineSummary[] };
  /** Reads dropped files and folders without running anything of them. */
  "pipelines.inspect": { params: { paths: readonly string[] }; result: readonly ImportCandidate[] };
  /** Ends a `pipelines.inspect` of these paths, which then fails. */
  "pipelines.stopInspecting": { params: { paths: readonly string[] }; result: null };
  /** How far a `pipelines.inspect` of these paths is: files and folders seen, and runs read. */
  "pipelines.inspectedSoFar": {
    params: { paths: readonly string[] };
    result: { readonly files: number; readonly runs: number };
  };
  /** Keeps a pipeline in the sidebar; `trust` is the digest of the commands the person agreed to. */
  "pipelines.import": { params: { path: string; trust: string }; result: PipelineSummary };
  /** Takes in the runs of a file or folder that `pipelines.inspect` found some in. What is there otherwise stays as it is. */
  "runs.import": { params: { path: string }; result: ImportedRuns };
  /** Takes a pipeline off the sidebar. Its runs and files stay. */
  "pipelines.forget": { params: { id: PipelineId }; result: null };
  /** Puts one back on the sidebar that was taken off since the library was opened, as it was. */
  "pipelines.remember": { params: { id: PipelineId }; result: null };
  /** Copies the bundled example into the library (once), imports it and answers with it. */
  "pipelines.openExample": { params: NoParams; result: PipelineSummary };
  /** Reads the file anew and forecasts. Parameters are given as text, as after `-P`. */
  "pipelines.plan": { params: PipelineRequest; result: PipelineView };
  "pipelines.run": { params: PipelineRequest & { name: string | null }; result: { readonly run: RunId } };
  /** What is behind one reason of the plan: the two texts or values that differ, to be laid side by side. */
  "pipelines.explain": { params: PipelineRequest & { step: string; reason: number }; result: ReasonDiff };
  /** Binds a step's current signature to its last outputs, so that it counts as done. */
  "pipelines.accept": { params: PipelineRequest & { step: string }; result: { readonly run: RunId } };

  /** `columns`: rows have only these parameters, metrics and properties; null: all parameters and metrics. */
  "runs.list": {
    params: RunsQuery & InStream & { columns?: readonly string[] | null | undefined };
    result: RunsPage;
  };
  /** How many runs match, on all pages: for a page whose total was not counted with it. */
  "runs.count": {
    params: FoundRuns & InStream;
    result: { readonly total: number };
  };
  /**
   * The runs that match in the order of their list, without the runs themselves: all of them, or those from one to another, both
   * included and in either order. Null: from the first, or to the last. None where one of the two is not in the list.
   */
  "runs.ids": {
    params: Omit<RunsQuery, "limit" | "offset"> & { from: RunId | null; to: RunId | null };
    result: readonly RunId[];
  };
  /** What the runs of the library may be shown with; the newest ones of the project tell which of it tells most. */
  "runs.columns": { params: { project: string | null }; result: readonly RunColumn[] };
  /** Runs that match, grouped by their values. Sorted by a field of `by`, the mean of a measure, or `runs`. */
  "runs.groups": { params: GroupsQuery; result: GroupsPage };
  "runs.get": { params: { id: RunId }; result: RunDetail };
  /** The graph a pipeline run had, or that of the pipeline a step belongs to. Null for other runs. */
  "runs.graph": { params: { id: RunId }; result: PipelineGraph | null };
  /** At most `points` points, of all or of a range, the extremes of every stretch kept. */
  "runs.series": {
    params: { id: RunId; name: string; points: number; range?: SeriesRange | null | undefined };
    result: MetricSeries;
  };
  /** Summaries of a run's metrics whose names hold `filter`, a page of them: a run may have 100,000. */
  "runs.metrics": {
    params: { id: RunId; filter: string; offset: number; limit: number };
    result: { readonly total: number; readonly summaries: readonly MetricSummary[] };
  };
  /** What an artifact holds, as far as it can be shown. */
  "runs.artifact": { params: { id: RunId; position: number }; result: ArtifactContent };
  /** What git had not committed when a run was made. */
  "runs.gitDiff": { params: { id: RunId }; result: FileText };
  /** What an input or output holds, as far as it can be shown. */
  "runs.look": {
    params: { id: RunId; role: "input" | "output"; name: string };
    result: ArtifactContent;
  };
  /** The files of code that counted for a run or its steps, and which pieces of them. */
  "runs.code": { params: { id: RunId }; result: readonly CountedFile[] };
  /** The YAML of a step that does what a tracked command did. */
  "runs.asStep": { params: { id: RunId }; result: { readonly text: string } };
  /**
   * A piece of a run's console, from a byte offset, at most `limit` bytes, cut at a line's end where there is one. With `back` the
   * piece that ends at the offset, or at the end of a shorter console, and begins with a line where one begins in it.
   */
  "runs.log": {
    params: { id: RunId; offset: number; limit: number; back?: boolean | undefined };
    result: LogPiece;
  };
  /** The lines of a run's console, from a byte offset that begins one, that hold a text in whatever case. */
  "runs.findInLog": {
    params: { id: RunId; text: string; from: number; limit: number };
    result: LogHits;
  };
  /** Tells what runs to end: steps have ten seconds for it. */
  "runs.cancel": { params: { id: RunId }; result: null };
  /** Kills at once what is left of a run that was cancelled. */
  "runs.kill": { params: { id: RunId }; result: null };
  /** What it takes to run the same again, with today's files and code. Fails when its pipeline file is gone. */
  "runs.clone": { params: { id: RunId }; result: CloneRequest };
  /** The rows of an input or output that is a table (CSV, TSV, JSON records), at most `rows` of them. */
  "runs.table": {
    params: { id: RunId; role: "input" | "output"; name: string; rows: number };
    result: TableAnswer;
  };
  /** Each of these is one transaction over all runs named, done whole or not at all. */
  "runs.rename": { params: RunIds & { name: string }; result: Changed };
  "runs.tag": {
    params: RunIds & { add: readonly string[]; remove: readonly string[] };
    result: Changed & { readonly tags: readonly TagChange[] };
  };
  "runs.setNotes": { params: RunIds & { notes: string }; result: Changed };
  /** Null takes the property away. */
  "runs.setProperty": { params: RunIds & { key: string; value: PropertyValue | null }; result: Changed };
  /**
   * Files top-level runs under another project. `from` says where they were, so that they can be moved back; `made` whether the
   * project was made for them.
   */
  "runs.move": {
    params: RunIds & { project: string };
    result: Changed & {
      readonly made: boolean;
      readonly from: readonly { readonly project: string; readonly ids: readonly RunId[] }[];
    };
  };
  "runs.archive": { params: RunIds; result: Changed };
  "runs.restore": { params: RunIds; result: Changed };
  /** Top-level runs vanish at once, and go for good with their files a minute later; until then `runs.undelete` helps. */
  "runs.delete": { params: RunIds; result: Changed };
  "runs.undelete": { params: RunIds; result: Changed };
  /** Every tag, with how many runs that are not archived have it. */
  "tags.list": { params: NoParams; result: readonly TagCount[] };
  /** Two or more runs or steps side by side, the first as the baseline; `all`: with what is the same in all of them. */
  "runs.compare": { params: { runs: readonly RunId[]; all: boolean }; result: Comparison };
  /** An input or output of two runs looked into, by the name that the comparison gives it. */
  "runs.diffFile": {
    params: { baseline: RunId; candidate: RunId; role: "input" | "output"; name: string };
    result: FileDiff;
  };
  /** The consoles of two runs aligned, times and the like left out of account. */
  "runs.diffLogs": { params: { baseline: RunId; candidate: RunId }; result: LogsDiff };
  /** The pipelines of two runs as one graph. Null where neither belongs to one. */
  "runs.diffGraph": { params: { baseline: RunId; candidate: RunId }; result: GraphDiff | null };
  /** A comparison as one file: a page by itself, or data. `name` is what to call it. */
  "runs.exportComparison": {
    params: { runs: readonly RunId[]; format: "html" | "json" };
    result: { readonly name: string; readonly text: string };
  };
  /**
   * The text of one file that counted for a run: code, or an input or output as it was; or, whatever `name` is, what git had
   * not committed.
   */
  "runs.fileText": {
    params: { id: RunId; role: "code" | "input" | "output" | "uncommitted"; name: string };
    result: FileText;
  };

  /** What may stand at a place of a query: names of fields, or values of one, from what the library has. */
  "search.complete": { params: CompletionRequest; result: Completions };
  "searches.list": { params: NoParams; result: readonly SavedSearch[] };
  /** Keeps a search under its name. With `replace` it takes the place of one of that name, which else is a failure. */
  "searches.save": {
    params: Omit<SavedSearch, "id"> & { replace: boolean };
    result: SavedSearch;
  };
  "searches.rename": { params: { id: string; name: string }; result: null };
  "searches.delete": { params: { id: string }; result: null };
};

export type RunIds = { readonly ids: readonly RunId[] };
/** The runs that are not as they were. */
export type Changed = { readonly runs: readonly RunId[] };
/** The runs that got a tag, or that it was taken from: those that had it, or had it not, are not among them. */
export type TagChange = { readonly tag: string; readonly added: boolean; readonly ids: readonly RunId[] };
export type TagCount = { readonly tag: string; readonly runs: number };

export type NoParams = Record<never, never>;
export type MethodName = keyof Methods;
export type MethodParams<Name extends MethodName> = Methods[Name]["params"];
export type MethodResult<Name extends MethodName> = Methods[Name]["result"];
export type Answer<Name extends MethodName> = Result<MethodResult<Name>, Failure>;

/** The names, for the preload script to expose one function each. */
export const methodNames = [
  "library.info",
  "settings.get",
  "settings.set",
  "projects.list",
  "pipelines.list",
  "pipelines.inspect",
  "pipelines.stopInspecting",
  "pipelines.inspectedSoFar",
  "pipelines.import",
  "pipelines.forget",
  "pipelines.remember",
  "pipelines.openExample",
  "pipelines.plan",
  "pipelines.run",
  "pipelines.explain",
  "pipelines.accept",
  "runs.import",
  "runs.list",
  "runs.count",
  "runs.ids",
  "runs.get",
  "runs.graph",
  "runs.series",
  "runs.metrics",
  "runs.artifact",
  "runs.gitDiff",
  "runs.look",
  "runs.code",
  "runs.asStep",
  "runs.log",
  "runs.findInLog",
  "runs.cancel",
  "runs.kill",
  "runs.clone",
  "runs.table",
  "runs.compare",
  "runs.diffFile",
  "runs.diffLogs",
  "runs.diffGraph",
  "runs.exportComparison",
  "runs.fileText",
  "search.complete",
  "runs.columns",
  "runs.groups",
  "searches.list",
  "searches.save",
  "searches.rename",
  "searches.delete",
  "runs.rename",
  "runs.tag",
  "runs.setNotes",
  "runs.setProperty",
  "runs.move",
  "runs.archive",
  "runs.restore",
  "runs.delete",
  "runs.undelete",
  "projects.create",
  "projects.rename",
  "projects.archive",
  "projects.delete",
  "tags.list",
] as const satisfies readonly MethodName[];

export type LibraryInfo = {
  readonly path: string;
  readonly appVersion: string;
  /** Sequence of the last event; a snapshot asked for after this holds all up to it. */
  readonly sequence: number;
  readonly runs: number;
  /** Top-level runs in the archive. */
  readonly archived: number;
  /** Why it can only be read; null: it can be written. */
  readonly readOnly: string | null;
};

export const usualKeptSource = 64;
export const mostKeptSource = 1_000_000;

/** What a person set for the library. */
export type LibrarySettings = {
  /** How many steps of a run go on at the same time; null: as many as there are cores. */
  readonly jobs: number | null;
  /** Sources up to so many megabytes are kept in the library; null: `usualKeptSource`. */
  readonly keptSource: number | null;
  /** Whether steps that do not depend on a failed one are still started. */
  readonly keepGoing: boolean;
  /** Runs the steps of pipelines that name no Python and have no `.venv`: a name or an absolute path; null: `python3`. */
  readonly python: string | null;
};

/** `path` is nested by `/`; `runs` counts top-level runs of it and all below it. */
export type ProjectSummary = { readonly path: string; readonly runs: number };

export type PipelineSummary = {
  readonly id: PipelineId;
  readonly name: string;
  readonly project: string;
  readonly file: string;
  readonly format: PipelineFormat;
  /** False when the file is gone or its commands changed since the person agreed to them. */
  readonly trusted: boolean;
  readonly missing: boolean;
  /** Its file, or one that it includes, is not as it was when it was imported. `pipelines.inspect` tells what changed. */
  readonly changed: boolean;
};

/** What changed in a pipeline since it was imported. */
export type PipelineChanges = {
  /** When that was, epoch milliseconds. */
  readonly imported: number;
  /** Null where only the texts can be compared: one of the two cannot be read as a pipeline. */
  readonly parts: readonly PartChange[] | null;
  /** The files that are not alike; a side is null where there was, or is, no such file. */
  readonly texts: readonly {
    readonly file: string;
    readonly from: FileText | null;
    readonly to: FileText | null;
  }[];
};

/** What a dropped file or folder holds. */
export type ImportCandidate = PipelineCandidate | RunsCandidate;

/** A pipeline, or with `format` null something that is not known. */
export type PipelineCandidate = {
  readonly kind: "pipeline";
  /** The path as dropped. */
  readonly path: string;
  readonly format: PipelineFormat | null;
  readonly name: string | null;
  readonly project: string | null;
  /** Of a project that only its own code tells: what its text shows, to look at; its steps are known after trust. */
  readonly graph: PipelineGraph | null;
  /** Every command that would be run, by step. */
  readonly commands: readonly { readonly step: string; readonly command: string }[];
  readonly diagnostics: readonly Diagnostic[];
  /** What `pipelines.import` wants; null when there are errors. */
  readonly trust: string | null;
  /** The pipeline of the library with this file; null when it was not imported yet. */
  readonly known: PipelineId | null;
  /** What changed since it was imported; null when nothing did. */
  readonly changes: PipelineChanges | null;
  /** True when the person agreed to exactly these commands before. */
  readonly trusted: boolean;
};

/** Runs: what importing them now would come to. */
export type RunsCandidate = RunCounts & {
  readonly kind: "runs";
  /** Where they lie: what was dropped, or what was found in it. */
  readonly path: string;
  readonly format: RunFormat;
  readonly projects: readonly string[];
  /** The first of them. */
  readonly first: readonly {
    readonly name: string;
    readonly project: string;
    readonly status: RunStatus;
    readonly started: number | null;
    readonly metrics: number;
  }[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many problems there are beyond those listed. */
  readonly moreDiagnostics: number;
};

export type RunCounts = {
  /** Runs that the library did not have. */
  readonly imported: number;
  /** Runs that were there, and have gone on since in the tool that recorded them. */
  readonly updated: number;
  /** Runs that were there, just so. */
  readonly unchanged: number;
  /** Runs that were there otherwise and were left as they are, and what could not be read as a run. */
  readonly refused: number;
};

export type ImportedRuns = RunCounts & {
  readonly diagnostics: readonly Diagnostic[];
  readonly moreDiagnostics: number;
};

export type PipelineRequest = {
  readonly id: PipelineId;
  /** Dotted parameter name -> text. */
  readonly overrides: { readonly [name: string]: string };
  /** Steps to reach, with their ancestors; empty for all. With `from`: only what lies between. */
  readonly targets: readonly string[];
  /** Steps to start from, with their descendants; empty for no such limit. */
  readonly from: readonly string[];
  /** These steps alone; empty for no such limit. */
  readonly only: readonly string[];
  /** Steps to run whatever the plan says; true for all. */
  readonly force: boolean | readonly string[];
};

/** The two sides of a reason: what it was when the step last succeeded, and what it is now. */
export type ReasonDiff = {
  readonly title: string;
  readonly from: { readonly label: string; readonly content: FileText };
  readonly to: { readonly label: string; readonly content: FileText };
  /** Line of the new text where what changed begins, from 1; null when it cannot be told. */
  readonly line: number | null;
  /**
   * Two of the step's runs to be compared, the older first: the success that the reason speaks of, and the newest of the
   * others that was another computation. Null without one.
   */
  readonly runs: readonly [RunId, RunId] | null;
};

export type CloneRequest = PipelineRequest & {
  /** What is not as it was: a parameter that is gone, a step that is gone. */
  readonly notes: readonly string[];
};

/** What the pipeline view shows. With errors in the file only `summary` and `diagnostics` are filled. */
export type PipelineView = {
  readonly summary: PipelineSummary;
  readonly diagnostics: readonly Diagnostic[];
  readonly graph: PipelineGraph | null;
  readonly plan: Plan | null;
  readonly params: readonly ParamField[];
  /** Sets of steps that can be chosen by name: those of tags, and of other tools' named pipelines. */
  readonly stepSets: readonly StepSet[];
  /** The run of this pipeline that is active now. */
  readonly active: RunId | null;
  /** Newest run of this pipeline, active or not. */
  readonly latest: RunId | null;
};

export type ParamField = {
  readonly name: string;
  readonly type: ValueType;
  /** As declared in the file. */
  readonly declared: Value;
  /** Text of the declared value, as one would write it after `-P`. */
  readonly declaredText: string;
  /** What is wrong with the override given, if anything. */
  readonly problem: string | null;
  /** Steps that consume it. */
  readonly usedBy: readonly string[];
};

/** A question of the same stream about other runs stops those before it; their answers are failures that nobody needs. */
type InStream = { stream?: string | undefined };

export type RunsPage = {
  /** Runs that match, on all pages. */
  readonly total: number;
  /** There are at least so many: counting all would have taken longer than the page did. `runs.count` tells. */
  readonly uncounted?: boolean;
  readonly runs: readonly RunRow[];
  /** Hints, as for an unknown field. A wrong query is a failure. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sequence: number;
};

/** Part of a series, both ends included. Times are epoch milliseconds. */
export type SeriesRange = { readonly by: "step" | "time"; readonly from: number; readonly to: number };
