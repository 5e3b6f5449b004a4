import { IconAlertTriangle, IconBulb, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Diagnostic } from "../../src-main/core/model/diagnostic.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import classes from "./error-notice.module.css";

function placeOf({ file, line, column }: Diagnostic): string {
  const name = file === null ? null : (file.split(/[\\/]/).at(-1) ?? file);
  return [name, line, column].filter((part) => part !== null).join(":");
}

/** What went wrong, to what, and what to do: a failure of the app with its located problems. */
export function ErrorNotice({ failure, action }: { readonly failure: Failure; readonly action?: ReactNode }) {
  return (
    <div className={classes.notice} role="alert">
      <div className={classes.message}>
        <IconX size={15} stroke={2.4} aria-hidden="true" className={classes.mark} />
        <span className={classes.words}>{failure.message}</span>
        {action !== undefined && <span className={classes.action}>{action}</span>}
      </div>
      {failure.diagnostics.length > 0 && <DiagnosticList diagnostics={failure.diagnostics} />}
    </div>
  );
}

/** Words between backticks are what stands in a file or query, and look like it. */
function Ticked({ text }: { readonly text: string }) {
  return text.split("`").map((part, index, parts) =>
    index % 2 === 0 || index === parts.length - 1 ? (
      // A backtick without its partner is only a backtick.
      `${index % 2 === 1 ? "`" : ""}${part}`
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no identity but their place.
      <code key={index} className={classes.code}>
        {part}
      </code>
    ),
  );
}

/** Located problems: place, message, remedy, one below the other. */
export function DiagnosticList({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  return (
    <ul className={classes.list}>
      {diagnostics.map((diagnostic, index) => {
        const place = placeOf(diagnostic);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: problems have no id, and the list is replaced as a whole.
          <li key={index} className={classes.item} data-severity={diagnostic.severity}>
            {diagnostic.severity === "hint" ? (
              <IconBulb size={15} stroke={2} aria-hidden="true" className={classes.mark} />
            ) : (
              <IconAlertTriangle size={15} stroke={2} aria-hidden="true" className={classes.mark} />
            )}
            <div>
              {place !== "" && (
                <span className={classes.place} title={diagnostic.file ?? undefined}>
                  {place}
                </span>
              )}
              <span>
                <Ticked text={diagnostic.message} />
              </span>
              {diagnostic.remedy !== null && (
                <div className={classes.remedy}>
                  <Ticked text={diagnostic.remedy} />
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
