import { useState } from "react";
import { setFilter } from "../../state/load-runs.ts";
import { go } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import { loadTags, useTags } from "../../state/tags.ts";
import { countText, plural } from "../../ui/format.ts";
import { ListFailure } from "./list-failure.tsx";
import classes from "./sidebar.module.css";

/** Tags that are listed before one asks for the others. */
const listed = 8;

/** The library's tags, those with most runs first; choosing one searches for it. */
export function TagList({ current }: { readonly current: boolean }) {
  const tags = useTags((state) => state.list);
  const failure = useTags((state) => state.failure);
  const query = useRuns((state) => state.filter.query);
  const [all, setAll] = useState(false);
  const problem = <ListFailure failure={failure} onAgain={loadTags} />;
  if (tags === null) return problem;
  const sorted = [...tags].sort((a, b) => b.runs - a.runs || (a.tag < b.tag ? -1 : 1));
  return (
    <>
      {problem}
      <ul className={classes.list} aria-label="Tags">
        {sorted.slice(0, all ? sorted.length : listed).map(({ tag, runs }) => (
          <li key={tag}>
            <button
              type="button"
              className={classes.item}
              data-tag={tag}
              aria-label={`${tag}, ${plural(runs, "run")}`}
              aria-current={current && query === queryOf(tag) ? "page" : undefined}
              onClick={() => {
                setFilter({ query: queryOf(tag), archived: false });
                go({ view: "runs", project: useRuns.getState().filter.project });
              }}
            >
              <span className={classes.itemName} title={tag}>
                {tag}
              </span>
              <span className={classes.itemCount}>{countText(runs)}</span>
            </button>
          </li>
        ))}
        {sorted.length > listed && (
          <li>
            <button type="button" className={classes.more} aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? "Show fewer" : `Show ${sorted.length - listed} more`}
            </button>
          </li>
        )}
        {sorted.length === 0 && <li className={classes.nothing}>None yet</li>}
      </ul>
    </>
  );
}

/** The query that finds runs with exactly this tag. */
export const queryOf = (tag: string): string => `tags:"${tag.replace(/["\\]/g, "\\$&")}"`;
