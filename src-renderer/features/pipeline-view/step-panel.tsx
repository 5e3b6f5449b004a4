import type { ReactNode } from "react";
import type { ParamField } from "../../../src-main/core/contract/methods.ts";
import type { GraphNode, NodeState, PipelineGraph } from "../../../src-main/core/model/graph.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { nodeWord } from "../../graph/node-view.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Mono } from "../../ui/text.tsx";
import { Duration, RelativeTime } from "../../ui/time.tsx";
import type { Draft } from "./drafts.ts";
import classes from "./pipeline-view.module.css";
import { reasonChange } from "./plan-text.ts";
import { RunLink } from "./run-link.tsx";

/** Everything about one step: what happens to it and why, its command, what it reads, makes and is told. */
export function StepPanel(props: {
  readonly node: GraphNode;
  readonly graph: PipelineGraph;
  readonly state: NodeState;
  readonly fields: readonly ParamField[];
  readonly overrides: Draft["overrides"];
  /** Newest run of the pipeline. */
  readonly latest: RunId | null;
}) {
  const { node, state } = props;
  const word = nodeWord(state);
  return (
    <section className={classes.block} aria-label={`Step ${node.step}`}>
      <header className={classes.blockHead}>
        <h2 className={classes.blockTitle} title={node.step}>
          {node.step}
        </h2>
        {word !== null && <StatusBadge word={word} />}
      </header>
      <LastRun latest={props.latest} step={node.step} />
      {state.reasons.length > 0 && (
        <ul className={classes.reasons}>
          {state.reasons.map((reason) => {
            const change = reasonChange(reason);
            return (
              <li key={`${reason.kind} ${reason.subject} ${reason.text}`}>
                {reason.text}
                {change !== null && (
                  <div className={classes.change}>
                    <del title={change[0]}>{change[0]}</del>
                    <span aria-hidden="true">→</span>
                    <ins title={change[1]}>{change[1]}</ins>
                  </div>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <Part title="Command">
        <pre className={classes.command}>{node.command}</pre>
      </Part>
      <Part title="Parameters" hidden={node.params.length === 0}>
        {node.params.map((name) => (
          <Line key={name} name={name} value={props.overrides[name] ?? declaredText(props.fields, name)} />
        ))}
      </Part>
      <Part title="Inputs" hidden={node.inputs.length === 0}>
        {node.inputs.map((name) => (
          <Line key={name} name={name} value={makerText(props.graph, node.step, name)} />
        ))}
      </Part>
      <Part title="Outputs" hidden={node.outputs.length === 0}>
        {node.outputs.map((name) => (
          <Line key={name} name={name} value={readersText(props.graph, node.step, name)} />
        ))}
      </Part>
    </section>
  );
}

/** When the step last ran in this pipeline, and the way to that run. Nothing when it never did. */
function LastRun({ latest, step }: { readonly latest: RunId | null; readonly step: string }) {
  const { value } = useAnswer("runs.get", latest === null ? null : { id: latest }, { keep: true });
  const row = value?.steps.find((candidate) => candidate.step === step);
  if (row === undefined) return null;
  return (
    <p className={classes.lastRun}>
      {row.started !== null && (
        <>
          Last ran <RelativeTime time={row.started} />, <Duration from={row.started} to={row.ended} />
          {" · "}
        </>
      )}
      <RunLink run={row.id}>Open last run</RunLink>
    </p>
  );
}

function Part(props: { readonly title: string; readonly hidden?: boolean; readonly children: ReactNode }) {
  if (props.hidden === true) return null;
  return (
    <div className={classes.part}>
      <h3 className={classes.partTitle}>{props.title}</h3>
      {props.children}
    </div>
  );
}

function Line({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={classes.line} title={`${name} ${value}`}>
      <Mono>{name}</Mono> <Mono muted>{value}</Mono>
    </div>
  );
}

const declaredText = (fields: readonly ParamField[], name: string): string =>
  fields.find((field) => field.name === name)?.declaredText ?? "";

function makerText({ edges }: PipelineGraph, step: string, dataset: string): string {
  const maker = edges.find(({ to, datasets }) => to === step && datasets.includes(dataset))?.from;
  return maker === undefined ? "a source" : `by ${maker}`;
}

function readersText({ edges }: PipelineGraph, step: string, dataset: string): string {
  const readers = edges.filter(({ from, datasets }) => from === step && datasets.includes(dataset));
  return readers.length === 0 ? "" : `for ${readers.map(({ to }) => to).join(", ")}`;
}
