import { type CSSProperties, type PointerEvent, type ReactNode, useRef } from "react";
import classes from "./split-pane.module.css";

const keyStep = 32;

/**
 * A main part and one at its right whose width (in pixels) is dragged or set with the arrow keys. Without `side` the
 * main part has it all; with `full` the side has. A width of null is the `natural` one.
 */
export function SplitPane(props: {
  readonly main: ReactNode;
  readonly side: ReactNode | null;
  /** Names the separator. */
  readonly label: string;
  readonly width: number | null;
  /** The width as CSS until it is dragged, so that it can go with the window. */
  readonly natural: string;
  readonly onWidth: (width: number) => void;
  readonly min?: number;
  /** The main part keeps at least this width. */
  readonly keep?: number;
  readonly full?: boolean;
  /** Where there is no room for both: one below the other, or the side alone. */
  readonly tight: "stacked" | "side";
}) {
  const { min = 320, keep = 360 } = props;
  const box = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLDivElement>(null);
  const widen = (by: number): void => set((props.width ?? side.current?.offsetWidth ?? min) + by);
  const set = (width: number): void => {
    const room = (box.current?.clientWidth ?? 1_000) - keep;
    props.onWidth(Math.round(Math.max(min, Math.min(width, Math.max(min, room)))));
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    set((box.current?.getBoundingClientRect().right ?? 0) - event.clientX);
  };
  const beside = props.side !== null && props.full !== true;
  return (
    <div className={classes.room}>
      <div
        ref={box}
        className={classes.box}
        data-tight={beside ? props.tight : undefined}
        style={{ "--side": props.width === null ? props.natural : `${props.width}px` } as CSSProperties}
      >
        {(props.side === null || props.full !== true) && <div className={classes.main}>{props.main}</div>}
        {beside && (
          // biome-ignore lint/a11y/useSemanticElements: a separator that is dragged has no element of its own.
          <div
            className={classes.separator}
            role="separator"
            aria-orientation="vertical"
            aria-label={`Resize ${props.label}`}
            aria-valuenow={props.width ?? min}
            aria-valuetext={props.width === null ? "automatic" : undefined}
            aria-valuemin={min}
            tabIndex={0}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            onKeyDown={(event) => {
              if (event.key === "ArrowLeft") widen(keyStep);
              else if (event.key === "ArrowRight") widen(-keyStep);
              else return;
              event.preventDefault();
            }}
          />
        )}
        {props.side !== null && (
          <div ref={side} className={classes.side} data-full={props.full || undefined}>
            {props.side}
          </div>
        )}
      </div>
    </div>
  );
}
