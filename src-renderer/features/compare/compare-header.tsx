import { ActionIcon, Button, Menu, Switch, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { useViewportSize } from "@mantine/hooks";
import {
  IconArrowDown,
  IconArrowsLeftRight,
  IconArrowUp,
  IconPlus,
  IconSearch,
  IconX,
} from "@tabler/icons-react";
import { type ReactNode, type Ref, type RefObject, useRef, useState } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { countText, plural } from "../../ui/format.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Dot } from "../../ui/text.tsx";
import classes from "./compare-header.module.css";
import type { Side, Sides } from "./sides.ts";

/** Windows of this width have the runs in their header. */
const roomy = 1400;

/** How a dragged run is told from everything else that can be dragged. */
const dragType = "application/x-signet-compared-run";

/** The runs with what is done to the comparison: another baseline, more runs, hide what is the same, walk the differences. */
export function CompareHeader(props: {
  readonly sides: Sides;
  /** The run that is looked at beside the baseline. */
  readonly focused: RunId | null;
  readonly onFocus: (id: RunId) => void;
  readonly onRuns: (runs: readonly RunId[]) => void;
  readonly onOpen: (id: RunId) => void;
  readonly picker: ReactNode;
  readonly onlyDifferences: boolean;
  readonly onOnlyDifferences: (only: boolean) => void;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  /** The difference that is marked, counted from 1; null while none is. */
  readonly position: number | null;
  readonly total: number;
  readonly onStep: (by: 1 | -1) => void;
  /** Exports and links. */
  readonly menu: ReactNode;
}) {
  const { total, position } = props;
  const { width } = useViewportSize();
  // A row of their own where the header has no room for their names.
  const below = props.sides.length > 2 || width < roomy;
  const runs = (
    <div className={classes.runs} data-below={below || undefined}>
      <Chips {...props} />
      {props.picker}
    </div>
  );
  return (
    <>
      <PageHeader
        title="Compare"
        actions={
          <>
            <TextInput
              ref={props.searchBox}
              className={classes.search}
              type="search"
              aria-label="Search in the comparison"
              placeholder="Search (Ctrl F)"
              leftSection={<IconSearch size={13} stroke={1.8} />}
              value={props.search}
              onChange={(event) => props.onSearch(event.currentTarget.value)}
            />
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
                className={classes.next}
                leftSection={<IconArrowDown size={16} stroke={1.8} />}
                onClick={() => props.onStep(1)}
              >
                <span className={classes.nextWord}>Next</span>
              </Button>
            </Tooltip>
            {props.menu}
          </>
        }
      >
        {!below && runs}
      </PageHeader>
      {below && runs}
    </>
  );
}

function Chips(props: Parameters<typeof CompareHeader>[0]) {
  const { sides, onRuns } = props;
  const [over, setOver] = useState<RunId | null>(null);
  const ids = sides.map(({ run }) => run.id);
  const toFront = (id: RunId): void => onRuns([id, ...ids.filter((other) => other !== id)]);
  /** Lets a dragged run go on another: it takes that one's place. */
  const place = (dragged: RunId, target: RunId): void => {
    const at = ids.indexOf(target);
    const rest = ids.filter((id) => id !== dragged);
    onRuns([...rest.slice(0, at), dragged, ...rest.slice(at)]);
  };
  return (
    <ul className={classes.chips} aria-label="Runs compared">
      {sides.map((side, index) => (
        <li
          key={side.run.id}
          className={classes.chipItem}
          data-over={over === side.run.id || undefined}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.setData(dragType, side.run.id);
            event.dataTransfer.effectAllowed = "move";
          }}
          onDragOver={(event) => {
            if (!event.dataTransfer.types.includes(dragType)) return;
            event.preventDefault();
            setOver(side.run.id);
          }}
          onDragLeave={() => setOver(null)}
          onDrop={(event) => {
            setOver(null);
            const dragged = ids.find((id) => id === event.dataTransfer.getData(dragType));
            if (dragged !== undefined && dragged !== side.run.id) place(dragged, side.run.id);
          }}
        >
          {index === 1 && sides.length === 2 && (
            <Tooltip label="Swap baseline and candidate">
              <ActionIcon aria-label="Swap baseline and candidate" onClick={() => onRuns([...ids].reverse())}>
                <IconArrowsLeftRight size={16} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          )}
          <RunChip
            side={side}
            baseline={index === 0}
            focused={sides.length > 2 && side.run.id === props.focused}
            many={sides.length > 2}
            onBaseline={() => toFront(side.run.id)}
            onFocus={() => props.onFocus(side.run.id)}
            onOpen={() => props.onOpen(side.run.id)}
            onRemove={() => onRuns(ids.filter((id) => id !== side.run.id))}
          />
        </li>
      ))}
    </ul>
  );
}

type ChipProps = {
  readonly side: Side;
  readonly baseline: boolean;
  readonly focused: boolean;
  readonly many: boolean;
  readonly onBaseline: () => void;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
  readonly onRemove: () => void;
};

/** A run as a button, with what can be done to it in a menu: one that is made when it is opened, as there may be a hundred. */
function RunChip(props: ChipProps) {
  const { side, baseline } = props;
  const [opened, setOpened] = useState(false);
  const chip = useRef<HTMLButtonElement>(null);
  /** A click on the chip of an open menu closes it, which pressing down has done already. */
  const wasOpened = useRef(false);
  const close = (): void => {
    setOpened(false);
    chip.current?.focus();
  };
  return (
    <>
      <button
        ref={chip}
        type="button"
        className={classes.chip}
        title={`${side.run.name} in ${side.run.project}`}
        data-side={baseline ? "baseline" : "candidate"}
        data-focused={props.focused || undefined}
        aria-haspopup="menu"
        aria-expanded={opened}
        onPointerDown={() => {
          wasOpened.current = opened;
        }}
        onClick={() => {
          setOpened(!wasOpened.current);
          wasOpened.current = false;
        }}
      >
        <Dot color={side.color} />
        <span className={classes.chipName}>{side.run.name}</span>
        {side.number !== null && <span className={classes.chipNumber}>· {side.number}</span>}
        {baseline && <span className={classes.baseline}>baseline</span>}
      </button>
      {opened && <ChipMenu {...props} onClose={close} />}
    </>
  );
}

function ChipMenu(props: ChipProps & { readonly onClose: () => void }) {
  const { side, baseline, focused } = props;
  return (
    <Menu opened onChange={props.onClose} position="bottom-start" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <MenuPlace name={side.label} />
      </Menu.Target>
      <Menu.Dropdown>
        {!baseline && <Menu.Item onClick={props.onBaseline}>Make it the baseline</Menu.Item>}
        {!baseline && props.many && !focused && (
          <Menu.Item onClick={props.onFocus}>Lay it beside the baseline</Menu.Item>
        )}
        <Menu.Item onClick={props.onOpen}>Open run</Menu.Item>
        {props.many && (
          <Menu.Item leftSection={<IconX size={13} stroke={2} />} onClick={props.onRemove}>
            Take it out
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Where the menu hangs, and its name: the chip beside it says all that Mantine would have its target say. */
function MenuPlace({ name, id, ref }: { name: string; id?: string; ref?: Ref<HTMLSpanElement> }) {
  return (
    <span ref={ref} id={id} className={classes.menuPlace}>
      <VisuallyHidden>{name}</VisuallyHidden>
    </span>
  );
}

/** The button that opens the choice of a further run. */
export function AddRunButton(props: { readonly onClick: () => void; readonly disabled: boolean }) {
  return (
    <Tooltip label="Add run">
      <ActionIcon variant="default" aria-label="Add run" disabled={props.disabled} onClick={props.onClick}>
        <IconPlus size={15} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}
