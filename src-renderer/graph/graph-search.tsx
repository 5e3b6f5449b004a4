import { IconX } from "@tabler/icons-react";
import { Panel } from "@xyflow/react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import classes from "./graph.module.css";

/** The field over the graph that finds steps: Enter leads to the next one, with Shift to the one before, Escape closes it. */
export function GraphSearch(props: {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** How many are found, and which of them is in view, from 0. */
  readonly found: number;
  readonly at: number;
  /** Grows when it is asked for once more: it gets the focus, to be typed over. */
  readonly asked: number;
  readonly onMove: (by: 1 | -1) => void;
  readonly onClose: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const { asked } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is done each time that it is asked for.
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [asked]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") props.onMove(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") props.onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Panel position="top-left" className={classes.search}>
      <input
        ref={input}
        type="search"
        aria-label="Find steps"
        placeholder="Find steps"
        value={props.text}
        onChange={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span role="status" className={classes.searchCount}>
        {props.text.trim() === "" ? "" : props.found === 0 ? "none" : `${props.at + 1} of ${props.found}`}
      </span>
      <button type="button" aria-label="Close the search in the graph" onClick={props.onClose}>
        <IconX size={13} stroke={2} />
      </button>
    </Panel>
  );
}
