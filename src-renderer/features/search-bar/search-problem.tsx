import type { Diagnostic } from "../../../src-main/core/model/diagnostic.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import { DiagnosticList, ErrorNotice } from "../../ui/error-notice.tsx";
import classes from "./search-bar.module.css";

/** What is wrong with the query, or worth knowing, and what to write instead. Its place is marked in the text. */
export function SearchProblem(props: {
  readonly id: string;
  readonly wrong: boolean;
  readonly failure: Failure | null;
  readonly diagnostics: readonly Diagnostic[];
}) {
  const { id, wrong, failure, diagnostics } = props;
  const unplaced = diagnostics.map((entry) => ({ ...entry, line: null, column: null }));
  return (
    <div id={id} className={classes.problem} role={wrong ? "alert" : "status"}>
      {failure !== null && diagnostics.length === 0 ? (
        <ErrorNotice failure={failure} />
      ) : (
        <DiagnosticList diagnostics={unplaced} />
      )}
    </div>
  );
}
