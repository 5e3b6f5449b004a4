import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import type { PipelineCandidate } from "../../../src-main/core/contract/methods.ts";
import { PipelineGraphView } from "../../graph/pipeline-graph.tsx";
import { DiagnosticList } from "../../ui/error-notice.tsx";
import { plural } from "../../ui/format.ts";
import { KeyValue } from "../../ui/key-value.tsx";
import { CommandText, Mono } from "../../ui/text.tsx";
import { asksTrust, formatName, lastPart, supportedFormats } from "./candidates.ts";
import { ChangesSection } from "./changes-section.tsx";
import classes from "./import.module.css";

/** One dropped pipeline, or file that is not known: what it is, its graph and steps, its problems, and every command that it would run. */
export function PipelineSection({ candidate }: { readonly candidate: PipelineCandidate }) {
  const { graph, commands, diagnostics, format } = candidate;
  const trustIsAsked = asksTrust(candidate);
  const [selected, setSelected] = useState<string | null>(null);
  const name = lastPart(candidate.path);
  return (
    <section className={classes.candidate} aria-label={name}>
      <h3 className={classes.candidateTitle}>{candidate.name ?? name}</h3>
      <KeyValue
        rows={[
          ["Format", format === null ? "not known" : formatName(format)],
          ["Project", candidate.project],
          [
            "File",
            <div key="file" className={classes.path}>
              <Mono>{candidate.path}</Mono>
            </div>,
          ],
        ]}
      />
      {trustIsAsked && candidate.known !== null && (
        <p className={classes.changed}>
          <IconAlertTriangle size={15} stroke={2} aria-hidden="true" />
          This pipeline is on your list, but its commands are not those you agreed to. Read them below.
        </p>
      )}
      {diagnostics.length > 0 && <DiagnosticList diagnostics={diagnostics} />}
      {candidate.changes !== null && <ChangesSection changes={candidate.changes} />}
      {format === null && <p className={classes.text}>{supportedFormats}</p>}
      {graph !== null && graph.nodes.length > 0 && (
        <>
          <div className={classes.preview} data-small={graph.nodes.length <= 2 || undefined}>
            <PipelineGraphView
              label={`Preview of ${candidate.name ?? name}`}
              graph={graph}
              states={noStates}
              selected={selected}
              onSelect={setSelected}
            />
          </div>
          <div className={classes.tableBox}>
            <table className={classes.table}>
              <caption>Steps</caption>
              <thead>
                <tr>
                  <th scope="col">Step</th>
                  <th scope="col">Inputs</th>
                  <th scope="col">Outputs</th>
                  <th scope="col">Parameters</th>
                </tr>
              </thead>
              <tbody>
                {graph.nodes.map((node) => (
                  <tr key={node.step} data-selected={node.step === selected || undefined}>
                    <th scope="row">{node.step}</th>
                    <td>{node.inputs.join(", ")}</td>
                    <td>{node.outputs.join(", ")}</td>
                    <td>{node.params.join(", ")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {commands.length > 0 && (
        <>
          <h4 className={classes.commandsTitle}>
            {trustIsAsked
              ? `${plural(commands.length, "command")} that Run would start on this computer`
              : plural(commands.length, "command")}
          </h4>
          <dl className={classes.commands} aria-label="Commands">
            {commands.map(({ step, command }) => (
              <div key={step} data-selected={step === selected || undefined}>
                <dt>{step}</dt>
                <dd>
                  <CommandText command={command} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

const noStates = {};
