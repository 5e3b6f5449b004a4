import type { RunsCandidate } from "../../../src-main/core/contract/methods.ts";
import { DiagnosticList } from "../../ui/error-notice.tsx";
import { countText, plural } from "../../ui/format.ts";
import { KeyValue } from "../../ui/key-value.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Mono } from "../../ui/text.tsx";
import { RelativeTime } from "../../ui/time.tsx";
import { expected, lastPart, runFormatName } from "./candidates.ts";
import classes from "./import.module.css";

/** So many projects are named; the others are counted. */
const namedProjects = 4;

/** One dropped file or folder of runs: whose they are, what importing them would come to, the first of them, problems. */
export function RunsSection({ candidate }: { readonly candidate: RunsCandidate }) {
  const { path, format, projects, first, diagnostics, moreDiagnostics } = candidate;
  const name = lastPart(path);
  const isPart = candidate.imported + candidate.updated + candidate.unchanged > first.length;
  return (
    <section className={classes.candidate} aria-label={name} data-kind="runs">
      <h3 className={classes.candidateTitle}>{name}</h3>
      <KeyValue
        rows={[
          ["Format", runFormatName(format)],
          ["Runs", expected(candidate)],
          ["Project", projectsText(projects)],
          ["File", <Mono key="file">{path}</Mono>],
        ]}
      />
      {first.length > 0 && (
        <div className={classes.tableBox}>
          <table className={classes.table}>
            <caption>Runs</caption>
            <thead>
              <tr>
                <th scope="col">{isPart ? `Run (the first ${first.length})` : "Run"}</th>
                <th scope="col">Status</th>
                <th scope="col">Started</th>
                <th scope="col" data-number>
                  Metrics
                </th>
              </tr>
            </thead>
            <tbody>
              {first.map((run, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the list is replaced as a whole.
                <tr key={index}>
                  <th scope="row">{run.name}</th>
                  <td>
                    <StatusBadge word={run.status} />
                  </td>
                  <td>
                    <RelativeTime time={run.started} />
                  </td>
                  <td data-number>{countText(run.metrics)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {diagnostics.length > 0 && <DiagnosticList diagnostics={diagnostics} />}
      {moreDiagnostics > 0 && (
        <p className={classes.text}>{plural(moreDiagnostics, "more problem")} not listed here.</p>
      )}
    </section>
  );
}

function projectsText(projects: readonly string[]): string {
  const left = projects.length - namedProjects;
  return projects.slice(0, namedProjects).join(", ") + (left > 0 ? ` and ${countText(left)} more` : "");
}
