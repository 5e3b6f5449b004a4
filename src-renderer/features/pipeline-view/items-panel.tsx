import type { NodeState } from "../../../src-main/core/model/graph.ts";
import { type ItemGroup, stackOf } from "../../graph/item-groups.ts";
import { nodeSentence, nodeWord } from "../../graph/node-view.ts";
import { stateOf } from "../../graph/scene.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { stepNameParts } from "../../ui/step-name.tsx";
import { CountBadge } from "../../ui/text.tsx";
import classes from "./pipeline-view.module.css";
import { StepActions, type StepDoing } from "./step-actions.tsx";
import stepClasses from "./step-panel.module.css";

/** All items of a `foreach` step: what happens to each and why, in the order of the file. One is opened by a click. */
export function ItemsPanel(props: {
  readonly group: ItemGroup;
  readonly states: { readonly [step: string]: NodeState };
  readonly onSelect: (step: string) => void;
  readonly doing: StepDoing;
}) {
  const { group, states } = props;
  return (
    <section className={classes.block} aria-label={`Items of ${group.base}`}>
      <header className={classes.blockHead}>
        <h2 className={classes.blockTitle} title={group.base}>
          {group.base}
        </h2>
        <CountBadge count={group.steps.length} />
      </header>
      <p className={stepClasses.lastRun}>{stackOf(group, states).summary}</p>
      <StepActions {...props.doing} />
      <ul className={stepClasses.items} aria-label={`Items of ${group.base}`}>
        {group.steps.map((step) => (
          <Item key={step} step={step} state={stateOf(states, step)} onSelect={props.onSelect} />
        ))}
      </ul>
    </section>
  );
}

function Item(props: {
  readonly step: string;
  readonly state: NodeState;
  readonly onSelect: (step: string) => void;
}) {
  const { step, state } = props;
  const word = nodeWord(state);
  const why = state.reasons.map(nodeSentence).join("; ");
  return (
    <li>
      <button
        type="button"
        className={stepClasses.itemButton}
        data-item={step}
        onClick={() => props.onSelect(step)}
      >
        <span className={stepClasses.itemName}>{stepNameParts(step).item}</span>
        {word !== null && <StatusBadge word={word} />}
        {why !== "" && (
          <span className={stepClasses.itemWhy} title={why}>
            {why}
          </span>
        )}
      </button>
    </li>
  );
}
