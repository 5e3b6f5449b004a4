import { readViewLink, type View, viewLink } from "../../src-main/core/model/view.ts";
import { client } from "../api/client.ts";
import { setFilter } from "./load-runs.ts";
import { go, goBack, useNavigation } from "./navigation.ts";
import { useRuns } from "./runs.ts";

/** Shows a view; of a project or the archive what of it answers the search. */
export function showView(view: View): void {
  if (view.view === "runs") setFilter(placeOf(view));
  go(view);
}

/** Shows what its name says, so without what was searched for before; ↑ brings that back. How runs are ordered and grouped stays. */
export function showAllRuns(): void {
  setFilter({ project: null, archived: false, query: "", within: [] });
  go({ view: "runs", project: null });
}

type ListView = Extract<View, { readonly view: "runs" }>;

const placeOf = ({ project, archived }: ListView) => ({ project, archived: archived === true });

/** The list of runs as it is now, beside the run that is open. */
export function shownList(): ListView {
  const { project, archived } = useRuns.getState().filter;
  return { view: "runs", project, ...(archived === true && { archived }) };
}

/** Returns to the view before, with the list that it had; a run's is the one that it was opened from. */
export function showPrevious(): void {
  goBack();
  const { view, past } = useNavigation.getState();
  if (view.view !== "runs" && view.view !== "run") return;
  const list = [...past, view].findLast((one) => one.view === "runs");
  setFilter(placeOf(list ?? { view: "runs", project: null }));
}

/** Opens what a link names; false when it is none. */
export function openLink(text: string): boolean {
  const view = readViewLink(text);
  if (view !== null) showView(view);
  return view !== null;
}

/** Shows a view in a window of its own. */
export const openInWindow = (view: View): void => void client.openWindow(view);

/**
 * Opens views that a command line, a notice or another window asks for, and keeps the one that is open in the page's
 * address, so that a page that is loaded anew shows it again. Ends with the answer's call.
 */
export function followLinks(): () => void {
  openLink(decodeURIComponent(location.hash.slice(1)));
  const stop = client.onCommand((command) => {
    if (command.type === "show") showView(command.view);
  });
  const unsubscribe = useNavigation.subscribe(({ view }) => {
    const isStart = view.view === "runs" && view.project === null;
    const hash = isStart ? "" : `#${encodeURIComponent(viewLink(view))}`;
    if (location.hash !== hash) history.replaceState(null, "", `${location.pathname}${hash}`);
  });
  return () => {
    stop();
    unsubscribe();
  };
}
