import { UnstyledButton } from "@mantine/core";
import classes from "./search-bar.module.css";

/** A line of the help: words, and between them what can be tried at once. */
type Line = { readonly title: string; readonly parts: readonly (string | { readonly query: string })[] };

const q = (query: string) => ({ query });

/** The syntax by example, in the words that people know it by. */
const lines: readonly Line[] = [
  {
    title: "Examples",
    parts: [
      q("query"),
      ", ",
      q('"exact match"'),
      ", ",
      q("wildcard*"),
      ", ",
      q("wild?ard"),
      ", ",
      q("wild*rd"),
    ],
  },
  { title: "Fuzzy search", parts: [q("cake~"), " (finds cakes, bake)"] },
  { title: "Term boost", parts: [q('"red velvet"^4'), ", ", q("chocolate^2")] },
  { title: "Field grouping", parts: [q('tags:(+work -"fun-stuff")')] },
  { title: "Escaping", parts: ['Escape characters +-&|!(){}[]^"~*?:\\ with \\, e.g. ', q("\\+")] },
  {
    title: "Range search",
    parts: [
      q("properties.timestamp:[1587729413488 TO *]"),
      " (inclusive), ",
      q("properties.title:{A TO Z}"),
      "(excluding A and Z)",
    ],
  },
  {
    title: "Combinations",
    parts: [
      q("chocolate AND vanilla"),
      ", ",
      q("chocolate OR vanilla"),
      ", ",
      q('(chocolate OR vanilla) NOT "vanilla pudding"'),
    ],
  },
  { title: "Field search", parts: [q('properties.title:"The Title" AND text')] },
];

/** What one asks of runs most, beside what the syntax can. */
const ofRuns: readonly (readonly [query: string, meaning: string])[] = [
  ["status:failed", "runs that failed"],
  ["metrics.accuracy:>0.9", "a metric above a value"],
  ["params.lr:[0.01 TO *]", "a parameter in a range, open at the end"],
  ["started:>now-7d", "the last seven days"],
];

/** The help popover; every example can be tried at once. */
export function SearchHelp({ onUse }: { readonly onUse: (example: string) => void }) {
  return (
    <div className={classes.help}>
      <h3 className={classes.helpTitle}>How to search</h3>
      <ul className={classes.examples}>
        {lines.map(({ title, parts }) => (
          <li key={title}>
            {title}:{" "}
            {parts.map((part) =>
              typeof part === "string" ? part : <Example key={part.query} query={part.query} onUse={onUse} />,
            )}
          </li>
        ))}
      </ul>
      <h3 className={classes.helpTitle}>Of runs</h3>
      <ul className={classes.ofRuns}>
        {ofRuns.map(([query, meaning]) => (
          <li key={query}>
            <Example query={query} onUse={onUse} />
            <span className={classes.meaning}>{meaning}</span>
          </li>
        ))}
      </ul>
      <p className={classes.helpNote}>
        Without AND between them, one of several terms is enough. Steps of pipeline runs are found too. ↑
        brings back earlier searches.
      </p>
    </div>
  );
}

const Example = (props: { readonly query: string; readonly onUse: (example: string) => void }) => (
  <UnstyledButton className={classes.example} onClick={() => props.onUse(props.query)}>
    {props.query}
  </UnstyledButton>
);
