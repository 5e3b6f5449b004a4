import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Completions } from "../../../src-main/core/contract/completions.ts";
import { readEscapes } from "../../../src-main/core/query/escapes.ts";
import { client } from "../../api/client.ts";
import { cursorPlace } from "./cursor-place.ts";
import { clauseProposals, type Proposal, valueProposals } from "./proposals.ts";

/** Proposals shown at most, of each sort. */
const limit = 50;
/** Fields whose values are found without naming the field, and how many of each. */
const commonFields = ["status", "tags", "project"] as const;
const ofCommonField = 3;

const none: Completions = { fields: [], values: [] };

async function ask(field: string | null, prefix: string, most: number): Promise<Completions> {
  const answer = await client.call("search.complete", { field, prefix, limit: most });
  return answer.ok ? answer.value : none;
}

/** What can be written where the cursor is, from the fields and values of the library. */
export async function completeQuery(context: CompletionContext): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const place = cursorPlace(text, context.pos);
  if (place === null) return null;
  const typed = plain(place.typed);
  if (place.kind === "value") {
    const answer = await ask(place.field, typed, limit);
    return result(context, { ...place, typed }, valueProposals({ ...place, typed }, answer));
  }
  // At the beginning of a clause nothing is proposed unasked.
  if (typed === "" && !context.explicit) return null;
  if (place.field !== null) {
    const answer = await ask(place.field, typed, limit);
    const within = { field: place.field, typed, quoted: false, bound: true };
    return result(context, { ...place, typed }, valueProposals(within, answer));
  }
  const [names, ...common] = await Promise.all([
    ask(null, typed, limit),
    ...(typed.length < 2 ? [] : commonFields.map((field) => ask(field, typed, ofCommonField))),
  ]);
  const found = common.map(({ values }, index) => ({ field: commonFields[index] ?? "", values }));
  return result(
    context,
    { ...place, typed },
    clauseProposals({ ...place, typed }, names.fields, found, text[place.to] ?? ""),
  );
}

/** What is typed so far without its escapes; one that is not finished counts for nothing. */
function plain(typed: string): string {
  const read = readEscapes(typed);
  return read.ok ? read.chars.map(({ char }) => char).join("") : typed.slice(0, read.at);
}

function result(
  context: CompletionContext,
  place: { readonly from: number; readonly to: number; readonly typed: string },
  proposals: readonly Proposal[],
): CompletionResult | null {
  if (context.aborted || proposals.length === 0) return null;
  // What is there already needs no proposal.
  if (proposals.length === 1 && proposals[0]?.insert === place.typed) return null;
  return {
    from: place.from,
    to: place.to,
    options: proposals.map(
      ({ label, insert, detail, goesOn }): Completion => ({
        label,
        apply: insert,
        ...(detail === "" ? {} : { detail }),
        type: goesOn ? "goes-on" : "ends",
      }),
    ),
    // The library has found and ordered them.
    filter: false,
    getMatch: ({ label }) => {
      const at = label.toLowerCase().indexOf(place.typed.toLowerCase());
      return at < 0 || place.typed === "" ? [] : [at, at + place.typed.length];
    },
  };
}
