import { z } from "zod";
import type { PipelineId, RunId } from "../model/ids.ts";
import { type MethodName, type MethodParams, mostKeptSource } from "./methods.ts";
import { exportFormats, type RunsToExport } from "./run-export.ts";

const text = (limit: number) => z.string().max(limit);
const run = z.string().min(1).max(200) as unknown as z.ZodType<RunId>;
const pipeline = z.string().min(1).max(200) as unknown as z.ZodType<PipelineId>;
const none = z.strictObject({});
const count = z.number().int().nonnegative();

// As many as a library may have: all runs of a list can be selected.
const ids = z.array(run).min(1).max(1_000_000);
// Longer than any name may be: what is wrong with one is said in words.
const name = text(100_000);

const stream = text(100).optional();

const request = {
  id: pipeline,
  overrides: z.record(text(1_000), text(100_000)),
  targets: z.array(text(1_000)),
  from: z.array(text(1_000)),
  only: z.array(text(1_000)),
  force: z.union([z.boolean(), z.array(text(1_000))]),
};

const field = text(10_000);
const sort = z.strictObject({ field, descending: z.boolean() }).nullable();

const foundRuns = {
  query: text(4_096),
  project: text(10_000).nullable(),
  archived: z.boolean().optional(),
  within: z
    .array(z.strictObject({ field, value: z.union([text(1_000_000), z.number()]).nullable() }))
    .max(10)
    .optional(),
};

const runsQuery = {
  ...foundRuns,
  limit: count.max(1_000),
  offset: count,
  sort,
};

const savedSearch = {
  name: text(1_000),
  query: text(4_096),
  project: text(10_000).nullable(),
  sort,
  group: z.array(field).max(10),
  table: z.strictObject({
    columns: z.record(field, z.boolean()),
    columnSizes: z.record(field, z.number().positive().max(10_000)),
    columnOrder: z.array(field).max(20_000),
    pinnedColumns: z.array(field).max(1_000),
  }),
};
const pair = { baseline: run, candidate: run };
const compared = z.array(run).min(2).max(200);

/** What a page gives the shell to be exported, beside the contract: the file is the person's choice. */
export const runsToExport: z.ZodType<RunsToExport> = z.strictObject({
  runs: z.union([z.strictObject({ ids }), z.strictObject(foundRuns)]),
  format: z.enum(exportFormats),
});

/** What each method takes. Everything that comes from a window is checked against this before it is looked at. */
export const paramSchemas: { readonly [Name in MethodName]: z.ZodType<MethodParams<Name>> } = {
  "library.info": none,
  "settings.get": none,
  "settings.set": z.strictObject({
    jobs: z.number().int().min(1).max(9_999).nullable().optional(),
    keepGoing: z.boolean().optional(),
    keptSource: z.number().int().min(0).max(mostKeptSource).nullable().optional(),
    python: text(4_096).min(1).nullable().optional(),
  }),
  "projects.list": none,
  "pipelines.list": none,
  "pipelines.inspect": z.strictObject({ paths: z.array(text(10_000)).max(1_000) }),
  "pipelines.stopInspecting": z.strictObject({ paths: z.array(text(10_000)).max(1_000) }),
  "pipelines.inspectedSoFar": z.strictObject({ paths: z.array(text(10_000)).max(1_000) }),
  "pipelines.import": z.strictObject({ path: text(10_000), trust: text(100) }),
  "pipelines.forget": z.strictObject({ id: pipeline }),
  "pipelines.remember": z.strictObject({ id: pipeline }),
  "pipelines.openExample": none,
  "pipelines.plan": z.strictObject(request),
  "pipelines.run": z.strictObject({ ...request, name: text(10_000).nullable() }),
  "pipelines.explain": z.strictObject({ ...request, step: text(1_000), reason: count }),
  "pipelines.accept": z.strictObject({ ...request, step: text(1_000) }),
  "runs.import": z.strictObject({ path: text(10_000) }),
  "runs.list": z.strictObject({
    ...runsQuery,
    stream,
    columns: z.array(field).max(2_000).nullable().optional(),
  }),
  "runs.count": z.strictObject({ ...foundRuns, stream }),
  "runs.ids": z.strictObject({ ...foundRuns, sort, from: run.nullable(), to: run.nullable() }),
  "runs.columns": z.strictObject({ project: text(10_000).nullable() }),
  "runs.groups": z.strictObject({
    ...runsQuery,
    by: z.array(field).min(1).max(10),
    measures: z.array(field).max(200),
  }),
  "runs.get": z.strictObject({ id: run }),
  "runs.graph": z.strictObject({ id: run }),
  "runs.series": z.strictObject({
    id: run,
    name: text(10_000),
    points: count.max(100_000),
    range: z.strictObject({ by: z.enum(["step", "time"]), from: z.number(), to: z.number() }).nullish(),
  }),
  "runs.metrics": z.strictObject({ id: run, filter: text(1_000), offset: count, limit: count.max(1_000) }),
  "runs.artifact": z.strictObject({ id: run, position: count }),
  "runs.gitDiff": z.strictObject({ id: run }),
  "runs.look": z.strictObject({ id: run, role: z.enum(["input", "output"]), name: text(10_000) }),
  "runs.code": z.strictObject({ id: run }),
  "runs.asStep": z.strictObject({ id: run }),
  "runs.log": z.strictObject({
    id: run,
    offset: count,
    limit: count.max(4_000_000),
    back: z.boolean().optional(),
  }),
  "runs.findInLog": z.strictObject({
    id: run,
    text: text(1_000).min(1),
    from: count,
    limit: count.min(1).max(10_000),
  }),
  "runs.cancel": z.strictObject({ id: run }),
  "runs.kill": z.strictObject({ id: run }),
  "runs.clone": z.strictObject({ id: run }),
  "runs.table": z.strictObject({
    id: run,
    role: z.enum(["input", "output"]),
    name: text(10_000),
    rows: count.max(100_000),
  }),
  "runs.rename": z.strictObject({ ids, name }),
  "runs.tag": z.strictObject({ ids, add: z.array(name).max(1_000), remove: z.array(name).max(1_000) }),
  "runs.setNotes": z.strictObject({ ids, notes: text(10_000_000) }),
  "runs.setProperty": z.strictObject({
    ids,
    key: name,
    value: z.union([text(10_000_000), z.number(), z.boolean()]).nullable(),
  }),
  "runs.move": z.strictObject({ ids, project: name }),
  "runs.archive": z.strictObject({ ids }),
  "runs.restore": z.strictObject({ ids }),
  "runs.delete": z.strictObject({ ids }),
  "runs.undelete": z.strictObject({ ids }),
  "projects.create": z.strictObject({ path: name }),
  "projects.rename": z.strictObject({ path: name, to: name, join: z.boolean().optional() }),
  "projects.archive": z.strictObject({ path: name }),
  "projects.delete": z.strictObject({ path: name, runs: z.boolean() }),
  "tags.list": none,
  "runs.compare": z.strictObject({ runs: compared, all: z.boolean() }),
  "runs.diffFile": z.strictObject({ ...pair, role: z.enum(["input", "output"]), name: text(10_000) }),
  "runs.diffLogs": z.strictObject(pair),
  "runs.diffGraph": z.strictObject(pair),
  "runs.exportComparison": z.strictObject({ runs: compared, format: z.enum(["html", "json"]) }),
  "runs.fileText": z.strictObject({
    id: run,
    role: z.enum(["code", "input", "output", "uncommitted"]),
    name: text(10_000),
  }),
  "search.complete": z.strictObject({
    field: text(10_000).nullable(),
    prefix: text(4_096),
    limit: count.max(1_000),
  }),
  "searches.list": none,
  "searches.save": z.strictObject({ ...savedSearch, replace: z.boolean() }),
  "searches.rename": z.strictObject({ id: text(100), name: text(1_000) }),
  "searches.delete": z.strictObject({ id: text(100) }),
};
