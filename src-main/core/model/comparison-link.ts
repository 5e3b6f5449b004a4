import { type RunId, runId } from "./ids.ts";

/** What a link to a comparison names: the runs, the baseline first, and the part that is looked at. */
export type ComparisonLink = { readonly runs: readonly RunId[]; readonly tab: string | null };

const beginning = "signet://compare/";

/** `signet://compare/<baseline>/<candidate>…?tab=code`: an address inside of a library, not of the web. */
export function comparisonLink({ runs, tab }: ComparisonLink): string {
  const path = runs.map((id) => encodeURIComponent(id)).join("/");
  return `${beginning}${path}${tab === null ? "" : `?tab=${encodeURIComponent(tab)}`}`;
}

/** Null for anything else than a link to a comparison of at least two runs. */
export function readComparisonLink(text: string): ComparisonLink | null {
  const match = /^signet:\/\/compare\/([^?#\s]+)(?:\?tab=([a-z]+))?$/.exec(text.trim());
  if (match === null) return null;
  try {
    const runs = (match[1] ?? "")
      .split("/")
      .filter((part) => part !== "")
      .map((part) => runId(decodeURIComponent(part)));
    return runs.length < 2 ? null : { runs, tab: match[2] ?? null };
  } catch {
    // A percent sign that begins no character.
    return null;
  }
}
