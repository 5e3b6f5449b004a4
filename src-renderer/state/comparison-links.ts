import { comparisonLink, readComparisonLink } from "../../src-main/core/model/comparison-link.ts";
import { client } from "../api/client.ts";
import { go, useNavigation } from "./navigation.ts";

/** Opens what a link names; false when it is none. */
export function openLink(text: string): boolean {
  const link = readComparisonLink(text);
  if (link !== null) go({ view: "compare", ...link });
  return link !== null;
}

/**
 * Opens comparisons that a command line or another window asks for, and keeps the one that is open in the page's
 * address, so that a page that is loaded anew shows it again. Ends with the answer's call.
 */
export function followLinks(): () => void {
  openLink(decodeURIComponent(location.hash.slice(1)));
  const stop = client.onCommand((command) => {
    if (command.type === "compare") go({ view: "compare", runs: command.runs, tab: command.tab });
  });
  const unsubscribe = useNavigation.subscribe(({ view }) => {
    const hash = view.view === "compare" ? `#${comparisonLink(view)}` : "";
    if (location.hash !== hash) history.replaceState(null, "", `${location.pathname}${hash}`);
  });
  return () => {
    stop();
    unsubscribe();
  };
}
