import { Select } from "@mantine/core";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import classes from "./compare.module.css";
import type { PairOfSides, Sides } from "./sides.ts";

/** Of many runs only two can be laid side by side: which one stands beside the baseline. Nothing for two. */
export function PairChoice(props: {
  readonly sides: Sides;
  readonly pair: PairOfSides;
  readonly onFocus: (id: RunId) => void;
}) {
  const { sides, pair } = props;
  if (sides.length < 3) return null;
  return (
    <div className={classes.pairChoice}>
      <span>
        Side by side: <strong>{pair.from.label}</strong> and
      </span>
      <Select
        aria-label="Beside the baseline"
        w={220}
        allowDeselect={false}
        searchable={sides.length > 12}
        data={sides.slice(1).map(({ run, label }) => ({ value: run.id as string, label }))}
        value={pair.to.run.id}
        onChange={(id) => id !== null && props.onFocus(id as RunId)}
      />
    </div>
  );
}
