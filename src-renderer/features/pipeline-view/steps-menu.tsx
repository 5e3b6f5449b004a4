import { Button, Menu } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import type { StepSet } from "../../../src-main/core/model/pipeline.ts";
import { allSteps, type StepSelection } from "../../state/drafts.ts";
import { plural } from "../../ui/format.ts";
import classes from "./pipeline-view.module.css";
import { isLimited, isWhole } from "./step-selection.ts";

/** Chooses all steps, or those of one set: a tag, or a named pipeline of the tool that the pipeline comes from. */
export function StepsMenu(props: {
  readonly sets: readonly StepSet[];
  readonly total: number;
  readonly selection: StepSelection;
  readonly onSelection: (selection: StepSelection) => void;
}) {
  const { sets, total, selection, onSelection } = props;
  if (sets.length === 0) return null;
  const chosen = sets.find(({ name }) => isLimited(selection, "only", name));
  const tick = (on: boolean) => (
    <IconCheck size={13} visibility={on ? undefined : "hidden"} aria-hidden="true" />
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          aria-label="Choose steps"
          rightSection={<IconChevronDown size={13} aria-hidden="true" />}
        >
          {chosen === undefined ? "Steps" : titleOf(chosen.name)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Plan and run</Menu.Label>
        <Menu.Item leftSection={tick(isWhole(selection))} onClick={() => onSelection(allSteps)}>
          All {plural(total, "step")}
        </Menu.Item>
        {sets.map(({ name, steps }) => (
          <Menu.Item
            key={name}
            leftSection={tick(name === chosen?.name)}
            rightSection={<span className={classes.menuCount}>{steps.length}</span>}
            onClick={() => onSelection({ ...allSteps, only: [name] })}
          >
            <span className={classes.menuStep}>{titleOf(name)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** `pipeline:science` -> `Pipeline science` */
const titleOf = (name: string): string =>
  name.replace(/^(.)([^:]*):/, (_, first: string, rest: string) => `${first.toUpperCase()}${rest} `);
