import { Button, Loader, Menu } from "@mantine/core";
import {
  IconAlertTriangle,
  IconChevronDown,
  IconFileAlert,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
} from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import type { PipelineSummary, PipelineView as View } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { PipelineId, RunId } from "../../../src-main/core/model/ids.ts";
import { client } from "../../api/client.ts";
import { PipelineGraphView } from "../../graph/pipeline-graph.tsx";
import { stateOf } from "../../graph/scene.ts";
import { go } from "../../state/navigation.ts";
import { usePipelines } from "../../state/pipelines.ts";
import { DiagnosticList, ErrorNotice } from "../../ui/error-notice.tsx";
import { plural } from "../../ui/format.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { SplitPane } from "../../ui/split-pane.tsx";
import { changeDraft, useDraft } from "./drafts.ts";
import { ParamForm } from "./param-form.tsx";
import classes from "./pipeline-view.module.css";
import { PlanStatus } from "./plan-status.tsx";
import { liveStates, planStates } from "./plan-text.ts";
import { RunStrip } from "./run-strip.tsx";
import { StepPanel } from "./step-panel.tsx";
import { useFollowedRun } from "./use-followed-run.ts";
import { usePlan } from "./use-plan.ts";

/** A pipeline: its graph with what would happen and why, the parameters to change that, and Run. */
export function PipelineView({ id }: { readonly id: PipelineId }) {
  return <OnePipeline key={id} id={id} />;
}

function OnePipeline({ id }: { readonly id: PipelineId }) {
  const { overrides, selected } = useDraft(id);
  const [after, setAfter] = useState<RunId | null>(null);
  const planned = usePlan(id, overrides, after);
  const actions = useRunActions(id, overrides);
  const followed = useFollowedRun(id, newer(actions.started, planned.view?.active ?? null));
  const [width, setWidth] = useState<number | null>(null);
  const { view } = planned;
  const listed = usePipelines((pipelines) => pipelines.list?.find((one) => one.id === id) ?? null);
  const summary = view?.summary ?? listed;

  useEffect(() => {
    if (followed !== null && !followed.active) setAfter(followed.row.id);
  }, [followed]);

  // After a run has ended its states stay until the plan that knows of it is there.
  const live = followed !== null && (followed.active || planned.after !== followed.row.id);
  const states = useMemo(
    () =>
      live
        ? liveStates(view?.plan ?? null, followed.steps, followed.reasons)
        : planStates(view?.plan ?? null),
    [live, view, followed],
  );

  const waiting = actions.started !== null && (followed === null || followed.row.id < actions.started);
  const running = actions.starting || waiting || followed?.active === true;
  const runnable =
    summary?.trusted === true && !summary.missing && view?.plan != null && actions.cancelling === null;
  const node = view?.graph?.nodes.find(({ step }) => step === selected) ?? null;

  return (
    <>
      <PageHeader
        title={summary?.name ?? "Pipeline"}
        subtitle={summary === null ? undefined : <span title={summary.file}>{subtitleOf(summary)}</span>}
        actions={
          <>
            <PlanStatus view={view} running={running} pending={planned.pending} />
            {running ? (
              <Button
                variant="default"
                leftSection={<IconPlayerStopFilled size={12} aria-hidden="true" />}
                disabled={followed?.active !== true || actions.cancelling === followed.row.id}
                onClick={() => followed !== null && actions.cancel(followed.row.id)}
              >
                Cancel
              </Button>
            ) : (
              <>
                <ForceMenu
                  disabled={!runnable}
                  steps={view?.graph?.nodes.length ?? 0}
                  selected={node?.step ?? null}
                  onForce={actions.run}
                />
                <Button
                  leftSection={<IconPlayerPlayFilled size={12} aria-hidden="true" />}
                  disabled={!runnable}
                  onClick={() => actions.run(false)}
                >
                  Run
                </Button>
              </>
            )}
          </>
        }
      />
      {followed !== null && <RunStrip run={followed} planned={view?.plan?.steps.length ?? 0} />}
      <Notices
        summary={summary}
        view={view}
        failure={actions.failure ?? planned.failure}
        onAgain={() => {
          actions.forgetFailure();
          planned.reload();
        }}
        onForget={actions.forget}
      />
      <SplitPane
        label="Parameters and step"
        width={width}
        onWidth={setWidth}
        natural="clamp(300px, 25%, 400px)"
        min={260}
        main={
          <Main
            view={view}
            states={states}
            selected={selected}
            onSelect={(step) => changeDraft(id, { selected: step })}
          />
        }
        side={
          view === null || view.graph === null ? null : (
            <div className={classes.side}>
              <ParamForm
                fields={view.params}
                overrides={overrides}
                onChange={(next) => changeDraft(id, { overrides: next })}
              />
              {node === null ? (
                <p className={classes.hint}>
                  Choose a step in the graph to see its command and why it runs or not.
                </p>
              ) : (
                <StepPanel
                  node={node}
                  graph={view.graph}
                  state={stateOf(states, node.step)}
                  fields={view.params}
                  overrides={overrides}
                  latest={followed?.row.id ?? view.latest}
                />
              )}
            </div>
          )
        }
      />
    </>
  );
}

function Main(props: {
  readonly view: View | null;
  readonly states: Parameters<typeof PipelineGraphView>[0]["states"];
  readonly selected: string | null;
  readonly onSelect: (step: string | null) => void;
}) {
  const { view } = props;
  if (view === null) {
    return (
      <div className={classes.waiting}>
        <Loader size="sm" aria-label="Planning" />
      </div>
    );
  }
  if (view.graph === null) {
    return (
      <div className={classes.problems}>
        <header className={classes.problemsHead}>
          <IconFileAlert size={34} stroke={1.3} aria-hidden="true" />
          <h2>
            {fileName(view.summary.file)}{" "}
            {view.summary.missing ? "is not there any more" : "cannot be run yet"}
          </h2>
          <p>
            {view.summary.missing
              ? "When it is back in its place, the graph appears by itself."
              : "Correct what is listed here and save the file: the graph appears by itself."}
          </p>
        </header>
        {!view.summary.missing && <DiagnosticList diagnostics={view.diagnostics} />}
      </div>
    );
  }
  return (
    <PipelineGraphView
      graph={view.graph}
      states={props.states}
      selected={props.selected}
      onSelect={props.onSelect}
    />
  );
}

/** What stands in the way of a run, above the graph: each with what to do about it. */
function Notices(props: {
  readonly summary: PipelineSummary | null;
  readonly view: View | null;
  readonly failure: Failure | null;
  readonly onAgain: () => void;
  readonly onForget: () => void;
}) {
  const { summary, view, failure } = props;
  const warnings = view?.graph == null ? [] : view.diagnostics;
  return (
    <>
      {failure !== null && (
        <div className={classes.notice}>
          <ErrorNotice
            failure={failure}
            action={
              <Button variant="default" size="compact-xs" onClick={props.onAgain}>
                Try again
              </Button>
            }
          />
        </div>
      )}
      {summary !== null && (summary.missing || !summary.trusted) && (
        <div className={classes.trust} role="note">
          <IconAlertTriangle size={16} stroke={1.8} aria-hidden="true" />
          <span>
            {summary.missing
              ? `${summary.file} is gone. Put it back, or take the pipeline off the list: its runs stay.`
              : "The commands in this file are not those you agreed to. Nothing of it runs until you have looked at them."}
          </span>
          {summary.missing ? (
            <Button variant="default" size="compact-xs" onClick={() => props.onForget()}>
              Take off the list
            </Button>
          ) : (
            <Button size="compact-xs" onClick={() => client.issue({ type: "import", paths: [summary.file] })}>
              Review and trust
            </Button>
          )}
        </div>
      )}
      {warnings.length > 0 && (
        <div className={classes.notice}>
          <DiagnosticList diagnostics={warnings} />
        </div>
      )}
    </>
  );
}

function ForceMenu(props: {
  readonly disabled: boolean;
  readonly steps: number;
  readonly selected: string | null;
  readonly onForce: (force: true | readonly string[]) => void;
}) {
  const { selected } = props;
  return (
    <Menu position="bottom-end" disabled={props.disabled}>
      <Menu.Target>
        <Button
          variant="default"
          disabled={props.disabled}
          rightSection={<IconChevronDown size={13} aria-hidden="true" />}
        >
          Force
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Run again, whatever the plan says</Menu.Label>
        <Menu.Item onClick={() => props.onForce(true)}>All {plural(props.steps, "step")}</Menu.Item>
        {selected !== null && (
          <Menu.Item onClick={() => props.onForce([selected])}>
            <span className={classes.menuStep}>Only {selected}</span>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Starting and cancelling, with what went wrong in it. */
function useRunActions(id: PipelineId, overrides: { readonly [name: string]: string }) {
  const [starting, setStarting] = useState(false);
  const [started, setStarted] = useState<RunId | null>(null);
  const [cancelling, setCancelling] = useState<RunId | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (force: boolean | readonly string[]) => {
    setStarting(true);
    setFailure(null);
    const answer = await client.call("pipelines.run", { id, overrides, targets: [], force, name: null });
    setStarting(false);
    if (answer.ok) setStarted(answer.value.run);
    else setFailure(answer.error);
  };
  const cancel = async (active: RunId) => {
    setCancelling(active);
    const answer = await client.call("runs.cancel", { id: active });
    if (!answer.ok) setFailure(answer.error);
    setCancelling(null);
  };
  const forget = async () => {
    const answer = await client.call("pipelines.forget", { id });
    if (answer.ok) go({ view: "runs", project: null });
    else setFailure(answer.error);
  };
  return {
    starting,
    started,
    cancelling,
    failure,
    run: (force: boolean | readonly string[]) => void run(force),
    cancel: (active: RunId) => void cancel(active),
    forget: () => void forget(),
    forgetFailure: () => setFailure(null),
  };
}

/** ULIDs grow with time. */
const newer = (a: RunId | null, b: RunId | null): RunId | null =>
  a === null || (b !== null && b > a) ? b : a;

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
const subtitleOf = ({ file, project }: PipelineSummary): string => `${fileName(file)} · ${project}`;
