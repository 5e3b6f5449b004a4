import type { Result } from "../../core/base/result.ts";
import { unreachable } from "../../core/base/unreachable.ts";
import type { Completions } from "../../core/contract/completions.ts";
import type { Diagnostic } from "../../core/model/diagnostic.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { RunRow } from "../../core/model/run.ts";
import type { Readable } from "../store/database.ts";
import { completeFields, completeValues } from "../store/search/complete.ts";
import { type GroupPage, type GroupRequest, groupRuns } from "../store/search/group-runs.ts";
import { countRuns, findRuns, type SearchRequest, searchRuns } from "../store/search/search-runs.ts";
import { chosenCells } from "../store/tables/row-cells.ts";
import { rowsBySeq } from "../store/tables/runs.ts";

/** What can be asked of a reader, by kind: what it takes and what it answers. All of it can be sent between processes. */
export type Questions = {
  page: {
    asks: { readonly request: SearchRequest; readonly columns: readonly string[] | null };
    answer: Result<FoundPage, Diagnostic[]>;
  };
  count: { asks: { readonly request: SearchRequest }; answer: Result<number, Diagnostic[]> };
  ids: {
    asks: { readonly request: SearchRequest; readonly from: RunId | null; readonly to: RunId | null };
    answer: Result<readonly RunId[], Diagnostic[]>;
  };
  groups: { asks: { readonly request: GroupRequest }; answer: Result<GroupPage, Diagnostic[]> };
  complete: {
    asks: { readonly field: string | null; readonly prefix: string; readonly limit: number };
    answer: Completions;
  };
};

export type FoundPage = {
  /** Runs that match, on all pages; where they are not counted, at least so many. */
  readonly total: number;
  readonly uncounted: boolean;
  readonly runs: readonly RunRow[];
  readonly hints: readonly Diagnostic[];
};

export type QuestionKind = keyof Questions;
export type Question<Kind extends QuestionKind = QuestionKind> = {
  [K in Kind]: { readonly kind: K } & Questions[K]["asks"];
}[Kind];
export type AnswerOf<Kind extends QuestionKind> = Questions[Kind]["answer"];

/** In a library of no more runs the total is counted with the page: it takes no time. */
const smallLibrary = 20_000;

export function answerQuestion(database: Readable, question: Question): AnswerOf<QuestionKind> {
  switch (question.kind) {
    case "page":
      return pageOf(database, question);
    case "count":
      return countRuns(database, question.request);
    case "ids":
      return idsOf(database, question);
    case "groups":
      return groupRuns(database, question.request);
    case "complete": {
      const { field, prefix, limit } = question;
      return {
        fields: field === null ? completeFields(database, prefix, limit) : [],
        values: field === null ? [] : completeValues(database, field, prefix, limit),
      };
    }
    default:
      return unreachable(question);
  }
}

/** Ids of all that is found, or of what lies between two of them. */
function idsOf(database: Readable, { request, from, to }: Question<"ids">): AnswerOf<"ids"> {
  const found = findRuns(database, request);
  if (!found.ok) return found;
  const { seqs } = found.value;
  const idOf = database.prepare<[number], RunId>("SELECT id FROM runs WHERE seq = ?").pluck();
  const placeOf = (id: RunId | null, otherwise: number): number => {
    if (id === null) return otherwise;
    const seq = database.prepare<[RunId], number>("SELECT seq FROM runs WHERE id = ?").pluck().get(id);
    return seq === undefined ? -1 : seqs.indexOf(seq);
  };
  const [a, b] = [placeOf(from, 0), placeOf(to, seqs.length - 1)];
  if (a < 0 || b < 0) return { ok: true, value: [] };
  const wanted = seqs.slice(Math.min(a, b), Math.max(a, b) + 1);
  return { ok: true, value: wanted.flatMap((seq) => idOf.get(seq) ?? []) };
}

function pageOf(database: Readable, { request, columns }: Question<"page">): AnswerOf<"page"> {
  const size = database.prepare<[], number>("SELECT coalesce(max(seq), 0) FROM runs").pluck().get() ?? 0;
  const isSmall = size <= smallLibrary;
  const found = isSmall ? searchRuns(database, request) : findRuns(database, request);
  if (!found.ok) return found;
  const { seqs, hints, total } = found.value;
  return {
    ok: true,
    value: {
      total: total ?? request.offset + seqs.length + 1,
      uncounted: total === null,
      runs: rowsBySeq(database, seqs, columns === null ? null : chosenCells(columns)),
      hints,
    },
  };
}
