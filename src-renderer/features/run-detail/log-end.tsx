import { logEnd } from "../../../src-main/core/base/console-lines.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { LogLine } from "./log-line.tsx";
import classes from "./run-detail.module.css";

/** The last lines that a run wrote to its console. Nothing where it wrote none. */
export function LogEnd({ run, name }: { readonly run: RunId; readonly name: string }) {
  const { value } = useAnswer("runs.log", {
    id: run,
    offset: Number.MAX_SAFE_INTEGER,
    limit: logEnd.bytes,
    back: true,
  });
  const text = value?.text.trimEnd() ?? "";
  if (text === "") return null;
  return (
    <pre
      className={classes.logEnd}
      role="log"
      aria-label={`End of the log of ${name}`}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
      tabIndex={0}
    >
      {text
        .split("\n")
        .slice(-logEnd.lines)
        .map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place alone.
          <div key={index}>
            <LogLine text={line} found="" />
          </div>
        ))}
    </pre>
  );
}
