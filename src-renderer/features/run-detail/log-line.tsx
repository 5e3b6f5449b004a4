import { Fragment } from "react";
import { logSpans } from "./log-text.ts";
import classes from "./logs-tab.module.css";

/** A line of a console in its colours, with a text that is looked for marked wherever it stands. */
export function LogLine({ text, found }: { readonly text: string; readonly found: string }) {
  return (
    <span className={classes.lineText}>
      {logSpans(text).map((span, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a line never changes its order.
          key={index}
          data-color={span.color ?? undefined}
          data-bold={span.bold || undefined}
        >
          <Marked text={span.text} found={found} />
        </span>
      ))}
    </span>
  );
}

function Marked({ text, found }: { readonly text: string; readonly found: string }) {
  if (found === "") return text;
  const parts = text.split(new RegExp(`(${found.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&")})`, "i"));
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no identity but their place.
    <Fragment key={index}>{index % 2 === 1 ? <mark className={classes.mark}>{part}</mark> : part}</Fragment>
  ));
}
