import { Menu } from "@mantine/core";
import { IconBoltFilled, IconCheck, IconPlayerPlayFilled, IconStackPush } from "@tabler/icons-react";
import { useState } from "react";
import { limits, type StepDoing } from "./step-actions.tsx";
import { isLimited, toggleLimit } from "./step-selection.ts";

/** Where the menu opens, in pixels of the window. */
export type StepMenuPlace = { readonly x: number; readonly y: number };

/** What can be done with the chosen step, beside it in the graph: opened by a right click, Shift F10 or the menu key. */
export function StepMenu(props: {
  readonly place: StepMenuPlace;
  readonly doing: StepDoing;
  readonly onClose: () => void;
}) {
  const { x, y } = props.place;
  const { step, selection, onSelection, onRun, onForce, onAccept } = props.doing;
  // The step in the graph.
  const [before] = useState(() => document.activeElement);
  const close = (): void => {
    props.onClose();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  return (
    <Menu opened onClose={close} position="bottom-start" offset={0} width={240} returnFocus={false}>
      <Menu.Target>
        <span style={{ position: "fixed", left: x, top: y }} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${step}`}>
        <Menu.Item
          leftSection={<IconPlayerPlayFilled size={12} />}
          disabled={onRun === null}
          onClick={() => onRun?.()}
        >
          Run this step
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBoltFilled size={12} />}
          disabled={onForce === null}
          onClick={() => onForce?.()}
        >
          Force
        </Menu.Item>
        {onAccept !== null && (
          <Menu.Item leftSection={<IconStackPush size={14} />} onClick={onAccept}>
            Accept last outputs…
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>Plan and run</Menu.Label>
        {limits.map(({ limit, text, hint }) => (
          <Menu.Item
            key={limit}
            leftSection={
              <IconCheck
                size={13}
                visibility={isLimited(selection, limit, step) ? undefined : "hidden"}
                aria-hidden="true"
              />
            }
            title={hint}
            onClick={() => onSelection(toggleLimit(selection, limit, step))}
          >
            {text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
