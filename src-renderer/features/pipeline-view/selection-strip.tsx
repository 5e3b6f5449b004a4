import { IconX } from "@tabler/icons-react";
import { allSteps, type StepSelection } from "../../state/drafts.ts";
import { countText } from "../../ui/format.ts";
import classes from "./pipeline-view.module.css";
import { isWhole, selectionChips } from "./step-selection.ts";

/** The line that says which steps are planned and run, where that is not all of them, with the way back. */
export function SelectionStrip(props: {
  readonly selection: StepSelection;
  /** Steps of the plan, null while there is none. */
  readonly planned: number | null;
  readonly total: number;
  readonly onChange: (selection: StepSelection) => void;
}) {
  const { selection, planned, total, onChange } = props;
  if (isWhole(selection)) return null;
  const chips = selectionChips(selection);
  return (
    <section className={classes.strip} aria-label="Chosen steps">
      {chips.map(({ text, limit, rest }) => (
        <span key={limit} className={classes.chip} data-limit={limit}>
          <span className={classes.chipText} title={text}>
            {text}
          </span>
          <button type="button" aria-label={`Clear ${text}`} title="Clear" onClick={() => onChange(rest)}>
            <IconX size={12} stroke={2.2} aria-hidden="true" />
          </button>
        </span>
      ))}
      {planned !== null && (
        <span className={classes.stripText}>
          {countText(planned)} of {countText(total)} steps planned and run
        </span>
      )}
      {chips.length > 1 && (
        <button type="button" className={classes.link} onClick={() => onChange(allSteps)}>
          All steps
        </button>
      )}
    </section>
  );
}
