import type { ReactNode } from "react";
import type { ParamField, PipelineRequest } from "../../../src-main/core/contract/methods.ts";
import type { GraphNode, NodeState, PipelineGraph } from "../../../src-main/core/model/graph.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { nodeWord } from "../../graph/node-view.ts";
import type { Draft } from "../../state/drafts.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { StepName, stepNameParts } from "../../ui/step-name.tsx";
import { StepNotes } from "../../ui/step-notes.tsx";
import { CommandText, Mono } from "../../ui/text.tsx";
import { Duration, RelativeTime } from "../../ui/time.tsx";
import { gatheredNames } from "./gathered-names.ts";
import classes from "./pipeline-view.module.css";
import type { ReasonPlace } from "./reason-dialog.tsx";
import { ReasonList } from "./reason-list.tsx";
import { RunLink } from "./run-link.tsx";
import stepClasses from "./step-panel.module.css";

/** Everything about one step: what happens to it and why, what can be done with it, its command, what it reads and makes. */
export function StepPanel(props: {
  readonly node: GraphNode;
  readonly graph: PipelineGraph;
  readonly state: NodeState;
  readonly fields: readonly ParamField[];
  readonly overrides: Draft["overrides"];
  /** Newest run of the pipeline. */
  readonly latest: RunId | null;
  /** What the plan was made for that the state is of; null while a run says it. */
  readonly request: PipelineRequest | null;
  readonly onExplain: (place: ReasonPlace) => void;
  /** Opens the panel of all items of a `foreach` step; null for a step without such. */
  readonly onBase: ((base: string) => void) | null;
  readonly actions: ReactNode;
}) {
  const { node, state, onBase } = props;
  const word = nodeWord(state);
  const { base } = stepNameParts(node.step);
  return (
    <section className={classes.block} aria-label={`Step ${node.step}`}>
      <header className={classes.blockHead}>
        <h2 className={classes.blockTitle} title={node.step}>
          <StepName name={node.step} />
        </h2>
        {word !== null && <StatusBadge word={word} />}
      </header>
      {onBase !== null && (
        <button type="button" className={stepClasses.baseLink} onClick={() => onBase(base)}>
          All items of {base}
        </button>
      )}
      <LastRun latest={props.latest} step={node.step} />
      <ReasonList
        step={node.step}
        reasons={state.reasons}
        request={props.request}
        onExplain={props.onExplain}
      />
      <StepNotes notes={state.notes} />
      {props.actions}
      <Part title="Command">
        <pre className={stepClasses.command}>
          <CommandText command={node.command} />
        </pre>
      </Part>
      <Part title="Parameters" hidden={node.params.length === 0}>
        {node.params.map((name) => (
          <Line key={name} name={name} value={props.overrides[name] ?? declaredText(props.fields, name)} />
        ))}
      </Part>
      <Part title="Inputs" hidden={node.inputs.length === 0}>
        {gatheredNames(node.inputs).map(({ name, items }) => (
          <Line
            key={name}
            name={items.length === 1 ? name : `${name} × ${items.length}`}
            value={makerText(props.graph, node.step, items)}
          />
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
    <p className={stepClasses.lastRun}>
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
    <div className={stepClasses.part}>
      <h3 className={stepClasses.partTitle}>{props.title}</h3>
      {props.children}
    </div>
  );
}

function Line({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={stepClasses.line} title={`${name} ${value}`}>
      <Mono>{name}</Mono> <Mono muted>{value}</Mono>
    </div>
  );
}

const declaredText = (fields: readonly ParamField[], name: string): string =>
  fields.find((field) => field.name === name)?.declaredText ?? "";

/** Who makes a dataset, or several that are items of one. */
function makerText({ edges }: PipelineGraph, step: string, datasets: readonly string[]): string {
  const makers = edges.filter(
    ({ to, datasets: handed }) => to === step && handed.some((name) => datasets.includes(name)),
  );
  if (makers.length === 0) return "a source";
  return `by ${[...new Set(makers.map(({ from }) => (datasets.length === 1 ? from : stepNameParts(from).base)))].join(", ")}`;
}

function readersText({ edges }: PipelineGraph, step: string, dataset: string): string {
  const readers = edges.filter(({ from, datasets }) => from === step && datasets.includes(dataset));
  const names = gatheredNames(readers.map(({ to }) => to)).map(({ name, items }) =>
    items.length === 1 ? name : `${name} × ${items.length}`,
  );
  return names.length === 0 ? "" : `for ${names.join(", ")}`;
}
