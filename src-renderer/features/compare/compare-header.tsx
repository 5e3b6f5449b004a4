import { ActionIcon, Button, Switch, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowsLeftRight, IconArrowUp } from "@tabler/icons-react";
import { countText, plural } from "../../ui/format.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Dot } from "../../ui/text.tsx";
import classes from "./compare.module.css";
import type { Side, Sides } from "./sides.ts";

/** The two runs with what is done to the comparison: change them over, hide what is the same, walk the differences. */
export function CompareHeader(props: {
  readonly sides: Sides | null;
  readonly onlyDifferences: boolean;
  readonly onOnlyDifferences: (only: boolean) => void;
  readonly onSwap: () => void;
  readonly onOpen: (side: Side) => void;
  /** The difference that is marked, counted from 1; null while none is. */
  readonly position: number | null;
  readonly total: number;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const { sides, total, position } = props;
  return (
    <PageHeader
      title="Compare"
      actions={
        <>
          <Switch
            label="Only differences"
            classNames={{ label: classes.switchLabel }}
            checked={props.onlyDifferences}
            onChange={(event) => props.onOnlyDifferences(event.currentTarget.checked)}
          />
          <span className={classes.position} role="status">
            {total === 0
              ? "no differences"
              : position === null
                ? plural(total, "difference")
                : `${countText(position)} of ${countText(total)}`}
          </span>
          <Tooltip label="Previous difference (Alt ↑)">
            <ActionIcon
              variant="default"
              aria-label="Previous difference"
              disabled={total === 0}
              onClick={() => props.onStep(-1)}
            >
              <IconArrowUp size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Next difference (Alt ↓)">
            <Button
              variant="default"
              aria-label="Next difference"
              disabled={total === 0}
              leftSection={<IconArrowDown size={16} stroke={1.8} />}
              onClick={() => props.onStep(1)}
            >
              Next
            </Button>
          </Tooltip>
        </>
      }
    >
      {sides !== null && (
        <div className={classes.runs}>
          <RunChip side={sides.from} baseline onOpen={props.onOpen} />
          <Tooltip label="Swap baseline and candidate">
            <ActionIcon aria-label="Swap baseline and candidate" onClick={props.onSwap}>
              <IconArrowsLeftRight size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
          <RunChip side={sides.to} onOpen={props.onOpen} />
        </div>
      )}
    </PageHeader>
  );
}

function RunChip(props: {
  readonly side: Side;
  readonly baseline?: boolean;
  readonly onOpen: (side: Side) => void;
}) {
  const { side } = props;
  return (
    <button
      type="button"
      className={classes.chip}
      title={`Open ${side.run.name} in ${side.run.project}`}
      data-side={props.baseline ? "baseline" : "candidate"}
      onClick={() => props.onOpen(side)}
    >
      <Dot color={side.color} />
      <span className={classes.chipName}>{side.run.name}</span>
      {side.number !== null && <span className={classes.chipNumber}>· {side.number}</span>}
      {props.baseline && <span className={classes.baseline}>baseline</span>}
    </button>
  );
}
