import type { PipelineRequest, PipelineView } from "../../../src-main/core/contract/methods.ts";
import type { NodeState, PipelineGraph } from "../../../src-main/core/model/graph.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { ItemGroup } from "../../graph/item-groups.ts";
import { stateOf } from "../../graph/scene.ts";
import type { Draft } from "../../state/drafts.ts";
import { ItemsPanel } from "./items-panel.tsx";
import classes from "./pipeline-view.module.css";
import type { ReasonPlace } from "./reason-dialog.tsx";
import { StepActions, type StepDoing } from "./step-actions.tsx";
import { StepPanel } from "./step-panel.tsx";

/** Under the parameters: the chosen step, the items of a chosen `foreach` step, or what to do to see one. */
export function StepSide(props: {
  readonly view: PipelineView;
  readonly graph: PipelineGraph;
  readonly groups: readonly ItemGroup[];
  readonly states: { readonly [step: string]: NodeState };
  readonly selected: string | null;
  readonly onSelect: (step: string) => void;
  readonly overrides: Draft["overrides"];
  readonly latest: RunId | null;
  readonly request: PipelineRequest | null;
  readonly onExplain: (place: ReasonPlace) => void;
  /** What can be done with the step that is chosen; null when none is. */
  readonly doing: StepDoing | null;
}) {
  const { view, graph, states, selected, doing } = props;
  const group = props.groups.find(({ base }) => base === selected);
  if (group !== undefined && doing !== null) {
    return <ItemsPanel group={group} states={states} onSelect={props.onSelect} doing={doing} />;
  }
  const node = graph.nodes.find(({ step }) => step === selected);
  if (node === undefined || doing === null) {
    return (
      <p className={classes.hint}>Choose a step in the graph to see its command and why it runs or not.</p>
    );
  }
  return (
    <StepPanel
      node={node}
      graph={graph}
      state={stateOf(states, node.step)}
      fields={view.params}
      overrides={props.overrides}
      latest={props.latest}
      request={props.request}
      onExplain={props.onExplain}
      onBase={props.groups.some(({ steps }) => steps.includes(node.step)) ? props.onSelect : null}
      actions={<StepActions {...doing} />}
    />
  );
}
