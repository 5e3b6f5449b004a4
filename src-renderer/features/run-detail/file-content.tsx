import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import type { FileText } from "../../../src-main/core/model/run-diff.ts";
import { sizeText } from "../../ui/format.ts";
import classes from "./recorded-panels.module.css";

/** A text that the library keeps, or why it is not shown. */
export function FileContent({ name, content }: { readonly name: string; readonly content: FileText }) {
  switch (content.kind) {
    case "text":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
        <section className={classes.text} tabIndex={0} aria-label={name}>
          {content.text}
        </section>
      );
    case "binary":
      return <p className={classes.note}>It is not a text file ({sizeText(content.size)}).</p>;
    case "too-large":
      return <p className={classes.note}>It is too large to be shown ({sizeText(content.size)}).</p>;
    case "not-kept":
      return <p className={classes.note}>The library does not hold its contents.</p>;
    case "damaged":
      return (
        <p className={classes.note}>
          Its contents in the library are damaged, and were set aside. What made them makes them anew when it
          runs again.
        </p>
      );
    default:
      return unreachable(content);
  }
}
