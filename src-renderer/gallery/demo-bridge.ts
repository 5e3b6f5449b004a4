import { publicJson } from "../../src-main/core/base/json.ts";
import { ok } from "../../src-main/core/base/result.ts";
import type { Answer, CloneRequest, RunsPage } from "../../src-main/core/contract/methods.ts";
import type { RunColumn, RunsQuery, SavedSearch } from "../../src-main/core/contract/run-lists.ts";
import { inputFailure } from "../../src-main/core/model/failure.ts";
import type { RunDetail, RunRow } from "../../src-main/core/model/run.ts";
import { comparable } from "../../test/fixtures/renderer/compare.ts";
import type { FixtureLibrary } from "../../test/fixtures/renderer/library.ts";
import { churnGraph, pipelines } from "../../test/fixtures/renderer/pipeline.ts";
import { pipelineAnswers } from "../../test/fixtures/renderer/pipeline-view.ts";
import { tableAnswer } from "../../test/fixtures/renderer/tables.ts";
import { type FakeBridge, fakeBridge } from "../api/fake-client.ts";
import { completions, groupsOf } from "./demo-lists.ts";

/** The app over a library of fixtures. An empty one has no pipelines and searches, either. */
export function demoBridge(library: FixtureLibrary, empty: boolean): FakeBridge {
  const { details, answers, fileText } = comparable(library);
  const runs = [...library.runs];
  const missing = (id: string) => ({ ok: false as const, error: inputFailure(`There is no run ${id}.`) });
  let sequence = 0;
  const pipelineApp = pipelineAnswers((event) => {
    sequence += 1;
    bridge.emit({ sequence, ...event });
  });
  const bridge = fakeBridge({
    ...pipelineApp,
    "library.info": () =>
      ok({
        path: "/home/ada/.local/share/signet",
        appVersion: "0.1.0",
        sequence: 0,
        runs: runs.length,
        archived: 0,
        readOnly: null,
      }),
    "settings.get": () =>
      ok({
        jobs: null,
        keptSource: null,
        keepGoing: false,
        python: "/home/ada/envs/churn/bin/python",
        cores: 8,
      }),
    "settings.set": () => ok(null),
    "tags.list": () => ok(tagCounts(runs)),
    "projects.list": () => ok(projectCounts(runs)),
    "pipelines.list": () => ok(empty ? [] : pipelines),
    "runs.list": (query) => listRuns(runs, query),
    "runs.columns": () => ok(columnsOf(runs)),
    "searches.list": () => ok(empty ? [] : savedSearches),
    "search.complete": ({ field, prefix }) => ok(completions(field, prefix)),
    "runs.groups": (query) => {
      const page = listRuns(runs, { ...query, sort: null, offset: 0, limit: runs.length });
      return page.ok ? ok(groupsOf(page.value.runs, query)) : page;
    },
    "runs.count": (query) => {
      const page = listRuns(runs, { ...query, sort: null, offset: 0, limit: 0 });
      return page.ok ? ok({ total: page.value.total }) : page;
    },
    "runs.get": ({ id }) => {
      const detail = details.get(id);
      return detail === undefined ? (pipelineApp["runs.get"]?.({ id }) ?? missing(id)) : ok(detail);
    },
    "runs.graph": ({ id }) => ok(details.get(id)?.pipelineId === null ? null : churnGraph),
    "runs.series": ({ id, name }) => ok(library.series(id, name)),
    "runs.log": ({ id, offset, limit, back = false }) => {
      const bytes = new TextEncoder().encode(library.log(id));
      const from = back ? Math.max(0, Math.min(offset, bytes.length) - limit) : offset;
      const piece = bytes.slice(from, from + limit);
      return ok({
        text: new TextDecoder().decode(piece),
        offset: from,
        next: from + piece.length,
        size: bytes.length,
      });
    },
    "runs.findInLog": ({ id, text, from, limit }) => {
      const lines = library.log(id).split("\n");
      const hits = lines.flatMap((line, index) => {
        const offset =
          new TextEncoder().encode(lines.slice(0, index).join("\n")).length + (index > 0 ? 1 : 0);
        return offset >= from && line.toLowerCase().includes(text.toLowerCase())
          ? [{ offset, text: line }]
          : [];
      });
      return ok({ hits: hits.slice(0, limit), next: null });
    },
    "runs.clone": ({ id }) => cloneRequest(details.get(id)),
    "runs.table": tableAnswer,
    ...answers,
    "runs.fileText": fileText,
    "runs.look": async (place) => {
      const content = await fileText(place);
      return content.ok ? ok({ kind: "text", content: content.value }) : content;
    },
    "runs.code": ({ id }) => {
      const { code = [], steps = [] } = details.get(id) ?? {};
      return ok(code.map((file) => ({ ...file, units: [], steps: steps.map(({ name }) => name) })));
    },
    "runs.ids": (query) => {
      const page = listRuns(runs, { ...query, offset: 0, limit: runs.length });
      return page.ok ? ok(page.value.runs.map(({ id }) => id)) : page;
    },
  });
  return bridge;
}

const plain = { columns: {}, columnSizes: {}, columnOrder: [], pinnedColumns: [] };
const savedSearches: readonly SavedSearch[] = [
  ["failed this week", "status:failed started:>now-7d"],
  ["loss below 0.2", "metrics.loss:<0.2"],
].map(([name = "", query = ""]) => ({
  id: name,
  name,
  query,
  project: null,
  sort: null,
  group: [],
  table: plain,
}));

function columnsOf(runs: readonly RunRow[]): readonly RunColumn[] {
  const columns = new Map<string, RunColumn>();
  for (const run of runs.slice(0, 200)) {
    for (const kind of ["params", "metrics"] as const) {
      for (const [name, value] of Object.entries(run[kind])) {
        const id = `${kind}.${name}`;
        const known = columns.get(id);
        const numeric = typeof value !== "string" && (known?.numeric ?? true);
        const runsWith = (known?.runs ?? 0) + 1;
        const told = { runs: runsWith, recent: runsWith, differs: runsWith > 1, leads: true, numeric };
        columns.set(id, { id, kind, name, ...told });
      }
    }
  }
  return [...columns.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .sort((a, b) => (a.kind < b.kind ? 1 : a.kind > b.kind ? -1 : 0));
}

const noOverrides: CloneRequest["overrides"] = {};

/** As the app answers: what differs from the file's values, and the step alone for a step's run. */
function cloneRequest(detail: RunDetail | undefined): Answer<"runs.clone"> {
  if (detail === undefined || detail.pipelineId === null)
    return { ok: false, error: inputFailure("Only runs of pipelines and their steps can be run again.") };
  const lr = detail.params["train.lr"];
  return ok({
    id: detail.pipelineId,
    overrides: lr === undefined || lr === 0.05 ? noOverrides : { "train.lr": String(lr) },
    targets: [],
    from: [],
    only: detail.step === null ? [] : [detail.step],
    force: false,
    notes:
      detail.step === null ? ["The parameter train.momentum, which was 0.9, is not declared any more"] : [],
  });
}

function tagCounts(runs: readonly RunRow[]) {
  const counts = new Map<string, number>();
  for (const tag of runs.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, runs: count }));
}

function projectCounts(runs: readonly RunRow[]) {
  const counts = new Map<string, number>();
  for (const { project } of runs) {
    const parts = project.split("/");
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const path = parts.slice(0, depth).join("/");
      counts.set(path, (counts.get(path) ?? 0) + 1);
    }
  }
  return [...counts].sort().map(([path, count]) => ({ path, runs: count }));
}

/** Words anywhere in name, project, tags or parameters, and `field:word`: enough to see the search bar at work. */
function listRuns(runs: readonly RunRow[], query: RunsQuery) {
  const open = query.query.lastIndexOf("[");
  if (open >= 0 && !query.query.includes("]", open)) {
    const at = query.query.length;
    return {
      ok: false as const,
      error: inputFailure("The query cannot be read.", [
        {
          severity: "error",
          code: "range-not-closed",
          message: "This range is not closed.",
          remedy: "End it with ] or }, as in params.lr:[0.01 TO *].",
          file: null,
          line: 1,
          column: at,
          span: [open, at],
        },
      ]),
    };
  }
  const terms = query.query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = runs.filter((row) => {
    if (
      query.project !== null &&
      row.project !== query.project &&
      !row.project.startsWith(`${query.project}/`)
    )
      return false;
    if (terms.length === 0) return true;
    const text = publicJson(row).toLowerCase();
    // Comparisons and the words between terms are let pass.
    return terms.every(
      (term) => /[<>]/.test(term) || term === "and" || text.includes(term.replace(/^[\w.]+:/, "")),
    );
  });
  const { sort } = query;
  if (sort !== null) {
    const value = (row: RunRow): unknown =>
      sort.field.startsWith("params.")
        ? row.params[sort.field.slice(7)]
        : sort.field.startsWith("metrics.")
          ? row.metrics[sort.field.slice(8)]
          : sort.field === "duration"
            ? (row.ended ?? 0) - (row.started ?? 0)
            : row[sort.field as keyof RunRow];
    found.sort((a, b) => {
      const [x, y] = [value(a), value(b)] as [number, number];
      if (x === undefined) return 1;
      if (y === undefined) return -1;
      return (x < y ? -1 : x > y ? 1 : 0) * (sort.descending ? -1 : 1);
    });
  }
  const page: RunsPage = {
    total: found.length,
    runs: found.slice(query.offset, query.offset + query.limit),
    diagnostics: query.query.startsWith("nmae:")
      ? [
          {
            severity: "hint",
            code: "unknown-field",
            message: "No run has a field nmae.",
            remedy: "Did you mean name?",
            file: null,
            line: 1,
            column: 1,
            span: [0, 4],
          },
        ]
      : [],
    sequence: 0,
  };
  return ok(page);
}
