import classes from "./search-bar.module.css";

const examples: readonly (readonly [query: string, meaning: string])[] = [
  ["lr AND sweep", "both words, anywhere in what was recorded"],
  ['"no augmentation"', "this exact phrase"],
  ["status:failed", "a field and its value"],
  ["tags:baseline", "runs with a tag"],
  ["metrics.accuracy:>0.9", "a metric above a value"],
  ["params.lr:[0.01 TO *]", "a parameter in a range, open at the end"],
];

/** The syntax by example; each can be tried at once. */
export function SearchHelp({ onUse }: { readonly onUse: (example: string) => void }) {
  return (
    <div>
      <h3 className={classes.helpTitle}>How to search</h3>
      <ul className={classes.examples}>
        {examples.map(([query, meaning]) => (
          <li key={query}>
            <button type="button" className={classes.example} onClick={() => onUse(query)}>
              {query}
            </button>
            <span className={classes.meaning}>{meaning}</span>
          </li>
        ))}
      </ul>
      <p className={classes.helpNote}>
        Without AND between them, one of several terms is enough. Steps of pipeline runs are found too.
      </p>
    </div>
  );
}
