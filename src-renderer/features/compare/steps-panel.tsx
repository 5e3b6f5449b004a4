import { VisuallyHidden } from "@mantine/core";
import { matchSteps, type StepPair } from "../../../src-main/core/diff/match-steps.ts";
import type { ComparedStep } from "../../../src-main/core/model/comparison.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { countText, plural } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { wordOf } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import shared from "./compare.module.css";
import { SideHeading } from "./side-heading.tsx";
import type { PairOfSides } from "./sides.ts";
import classes from "./steps-panel.module.css";

const signs = { same: "", changed: "≠", added: "+", removed: "−" } as const;

/** So many are listed; of a pipeline of thousands the graph shows all. */
const mostListed = 100;

/** The steps of two pipeline runs side by side; a pair leads to the comparison of the two. */
export function StepsPanel(props: {
  readonly pair: PairOfSides;
  readonly onlyDifferences: boolean;
  /** Only steps with this text in their name. */
  readonly search: string;
  /** Leads to all of them. */
  readonly onMore: () => void;
  readonly onCompare: (baseline: RunId, candidate: RunId) => void;
}) {
  const { from, to } = props.pair;
  const pairs = matchSteps(from.run.steps, to.run.steps);
  const wanted = props.search.trim().toLowerCase();
  const found = pairs.filter(
    ({ from, to, change }) =>
      (!props.onlyDifferences || change !== "same") && nameOf(from, to).toLowerCase().includes(wanted),
  );
  const shown = found.slice(0, mostListed);
  const same = pairs.filter(({ change }) => change === "same").length;
  if (pairs.length === 0) return null;
  return (
    <Panel
      flush
      title="Steps"
      aside={same === 0 ? undefined : `${plural(same, "step")} the same computation`}
    >
      {shown.length > 0 && (
        <table className={classes.steps} aria-label="Steps">
          <thead>
            <tr>
              <th>
                <VisuallyHidden>Change</VisuallyHidden>
              </th>
              <th>Step</th>
              <th>
                <SideHeading side={from} />
              </th>
              <th>
                <SideHeading side={to} />
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((pair) => (
              <StepRow key={`${pair.from?.id} ${pair.to?.id}`} pair={pair} onCompare={props.onCompare} />
            ))}
          </tbody>
        </table>
      )}
      {found.length > shown.length && (
        <div className={classes.foot}>
          <button type="button" className={shared.more} onClick={props.onMore}>
            {countText(found.length - shown.length)} more
          </button>
        </div>
      )}
    </Panel>
  );
}

function StepRow(props: {
  readonly pair: StepPair<ComparedStep>;
  readonly onCompare: (baseline: RunId, candidate: RunId) => void;
}) {
  const { from, to, change } = props.pair;
  const name = nameOf(from, to);
  return (
    <tr data-key={(to ?? from)?.step ?? undefined} data-change={change}>
      <td className={classes.sign}>
        <span aria-hidden="true">{signs[change]}</span>
        <VisuallyHidden>{change}</VisuallyHidden>
      </td>
      <th scope="row" title={name}>
        {from !== null && to !== null ? (
          <button
            type="button"
            className={classes.stepName}
            title={`Compare the two runs of ${name}`}
            onClick={() => props.onCompare(from.id, to.id)}
          >
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      <td>{from !== null && <StatusBadge word={wordOf(from)} />}</td>
      <td>{to !== null && <StatusBadge word={wordOf(to)} />}</td>
    </tr>
  );
}

function nameOf(from: ComparedStep | null, to: ComparedStep | null): string {
  const [before, after] = [from?.step ?? null, to?.step ?? null];
  return before !== null && after !== null && before !== after
    ? `${before} → ${after}`
    : (after ?? before ?? "");
}
