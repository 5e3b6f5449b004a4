import type { PipelineSummary, ProjectSummary } from "../../../src-main/core/contract/methods.ts";
import type { SavedSearch } from "../../../src-main/core/contract/run-lists.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import type { View } from "../../../src-main/core/model/view.ts";

/** One line of the palette. */
export type PaletteEntry = {
  /** Unique among all entries. */
  readonly id: string;
  readonly label: string;
  /** What it is, or where. */
  readonly hint: string;
  /** Its keys as they are typed; null for none. */
  readonly keys: string | null;
  readonly run: () => void;
  /** What it shows, where it can be shown in a window of its own. */
  readonly view: View | null;
};

/** Lines shown at most: nobody reads more, and each is drawn. */
const mostShown = 50;

/** Entries that hold every word typed, the best match first; equals stay in their order. */
export function matchingEntries(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, mostShown);
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostShown)
    .map(({ entry }) => entry);
}

/** 0: some word is nowhere. A word that begins the label counts most, then one that begins a word of it. */
function scoreOf({ label, hint }: PaletteEntry, words: readonly string[]): number {
  const name = label.toLowerCase();
  const place = hint.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const at = name.indexOf(word);
    if (at === 0) sum += 4;
    else if (at > 0) sum += /[\s/_.·-]/.test(name[at - 1] ?? "") ? 3 : 2;
    else if (place.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

/** What of the library can be gone to, by its name. */
export function placeEntries(
  places: {
    readonly projects: readonly ProjectSummary[];
    readonly pipelines: readonly PipelineSummary[];
    readonly searches: readonly SavedSearch[];
    readonly runs: readonly RunRow[];
  },
  show: (view: View) => void,
  openSearch: (search: SavedSearch) => void,
): readonly PaletteEntry[] {
  const to = (id: string, label: string, hint: string, view: View): PaletteEntry => ({
    id,
    label,
    hint,
    keys: null,
    run: () => show(view),
    view,
  });
  return [
    ...places.pipelines.map(({ id, name, project }) =>
      to(`pipeline ${id}`, name, `pipeline · ${project}`, { view: "pipeline", id }),
    ),
    ...places.projects.map(({ path }) =>
      to(`project ${path}`, path, "project", { view: "runs", project: path }),
    ),
    ...places.searches.map((search) => ({
      id: `search ${search.id}`,
      label: search.name,
      hint: "saved search",
      keys: null,
      run: () => openSearch(search),
      view: null,
    })),
    ...places.runs.map(({ id, name, project, number }) =>
      to(`run ${id}`, name, [number === null ? "step" : `run #${number}`, project].join(" · "), {
        view: "run",
        id,
      }),
    ),
  ];
}

/** The search for runs whose names hold all words typed. */
export const nameQuery = (text: string): string =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `+name:*${word.replace(/[^\p{L}\p{N}_]/gu, "\\$&")}*`)
    .join(" ");
