import { Fragment } from "react";
import type { Stretch } from "./word-marks.ts";

/** A line with the stretches of it that differ as `mark`. */
export function MarkedText({ text, marks }: { readonly text: string; readonly marks: readonly Stretch[] }) {
  return (
    <>
      {marks.map(([start, end], index) => (
        <Fragment key={start}>
          {text.slice(marks[index - 1]?.[1] ?? 0, start)}
          <mark>{text.slice(start, end)}</mark>
        </Fragment>
      ))}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  );
}
