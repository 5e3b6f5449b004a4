import { readViewLink, type View, viewLink } from "../../src-main/core/model/view.ts";
import { client } from "../api/client.ts";
import { setFilter } from "./load-runs.ts";
import { go, useNavigation } from "./navigation.ts";

/** Shows a view; of a project its runs, whatever was searched for before. */
export function showView(view: View): void {
  if (view.view === "runs") setFilter({ project: view.project, archived: false });
  go(view);
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
