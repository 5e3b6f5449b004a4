import { err, ok, type Result } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { type Diagnostic, problem } from "../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { bringIndexUpInParts } from "./index-recorded-run.ts";
import type { AskOptions, Readers, Stopped } from "./readers.ts";
import type { Services } from "./services.ts";

/** What is asked about a library as a whole, and may take long: all of it by processes that only read. */
export const searchMethods = ({ library, events }: Services, { ask }: Readers) => ({
  "runs.list": async ({ columns, stream, ...query }: MethodParams<"runs.list">) => {
    await bringIndexUpInParts(library);
    // What happens from now on may be in the answer or not.
    const sequence = events.sequence();
    const request = requestOf(query);
    const found = told(
      await ask({ kind: "page", request, columns: columns ?? null }, streamOf(stream, query)),
    );
    if (!found.ok) return found;
    const { hints, ...page } = found.value;
    return ok({ ...page, diagnostics: hints, sequence });
  },

  "runs.count": async ({ stream, ...query }: MethodParams<"runs.count">) => {
    await bringIndexUpInParts(library);
    const request = requestOf({ ...query, limit: 0, offset: 0, sort: null });
    const found = told(await ask({ kind: "count", request }, streamOf(stream, query)));
    return found.ok ? ok({ total: found.value }) : found;
  },

  "runs.ids": async ({ from, to, ...query }: MethodParams<"runs.ids">) => {
    await bringIndexUpInParts(library);
    const request = requestOf({ ...query, limit: Number.MAX_SAFE_INTEGER, offset: 0 });
    return told(await ask({ kind: "ids", request, from, to }));
  },

  "runs.groups": async ({ by, measures, ...query }: MethodParams<"runs.groups">) => {
    await bringIndexUpInParts(library);
    const found = told(await ask({ kind: "groups", request: { ...requestOf(query), by, measures } }));
    if (!found.ok) return found;
    const { total, groups, hints } = found.value;
    return ok({ total, groups, diagnostics: hints });
  },

  "search.complete": async (asked: MethodParams<"search.complete">) => {
    await bringIndexUpInParts(library);
    const found = await ask({ kind: "complete", ...asked });
    return found.ok ? found : stopped(found.error);
  },
});

type Asked = Omit<MethodParams<"runs.list">, "columns" | "stream">;

const requestOf = ({ archived, within, ...query }: Asked) => ({
  ...query,
  within: within ?? [],
  onlyArchived: archived === true,
});

/** The pages and the total of one list are about the same. */
function streamOf(
  name: string | undefined,
  { query, project, archived = false, within = [] }: Pick<Asked, "query" | "project" | "archived" | "within">,
): AskOptions {
  return name === undefined
    ? {}
    : { stream: { name, about: JSON.stringify([query, project, archived, within]) } };
}

/** The answer to a query, or what is wrong with it. */
function told<T>(answer: Result<Result<T, Diagnostic[]>, Stopped>): Result<T, Failure> {
  if (!answer.ok) return stopped(answer.error);
  return answer.value.ok ? answer.value : err(inputFailure("The query is wrong", answer.value.error));
}

function stopped(why: Stopped): { readonly ok: false; readonly error: Failure } {
  if (why === "superseded") return err(inputFailure("Another search took its place"));
  const remedy = "Name a field, write more letters, or search in one project.";
  return err(
    inputFailure("The search took too long and was stopped", [
      problem("too-long", "This takes too long to find", remedy),
    ]),
  );
}
