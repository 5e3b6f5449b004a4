import { Button, Loader, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconBoltFilled,
  IconChevronDown,
  IconFileAlert,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
} from "@tabler/icons-react";
import { memo, type Ref, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type {
  PipelineRequest,
  PipelineSummary,
  PipelineView as View,
} from "../../../src-main/core/contract/methods.ts";
import type { PipelineId, RunId } from "../../../src-main/core/model/ids.ts";
import type { PlannedStep } from "../../../src-main/core/model/plan.ts";
import { forgetPipeline, showPipelineFile } from "../../actions/pipeline-actions.ts";
import { cancelRun, killRun, stopHints, useIsCancelling } from "../../actions/stop-run.ts";
import { itemGroups } from "../../graph/item-groups.ts";
import { type GraphFinder, PipelineGraphView } from "../../graph/pipeline-graph.tsx";
import { useCommands } from "../../state/commands.ts";
import { changeDraft, useDraft } from "../../state/drafts.ts";
import { usePipelines } from "../../state/pipelines.ts";
import { DiagnosticList } from "../../ui/error-notice.tsx";
import { plural } from "../../ui/format.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { SplitPane } from "../../ui/split-pane.tsx";
import { stepNameParts } from "../../ui/step-name.tsx";
import { AcceptDialog } from "./accept-dialog.tsx";
import { CloneNotice, Notices, review } from "./notices.tsx";
import { ParamForm } from "./param-form.tsx";
import classes from "./pipeline-view.module.css";
import { PlanStatus } from "./plan-status.tsx";
import { liveStates, planStates } from "./plan-text.ts";
import { ReasonDialog, type ReasonPlace } from "./reason-dialog.tsx";
import { RunStrip } from "./run-strip.tsx";
import { SelectionStrip } from "./selection-strip.tsx";
import { isAcceptable, type StepDoing } from "./step-actions.tsx";
import { StepMenu, type StepMenuPlace } from "./step-menu.tsx";
import { isWhole } from "./step-selection.ts";
import { StepSide } from "./step-side.tsx";
import { StepsMenu } from "./steps-menu.tsx";
import { useFollowedRun } from "./use-followed-run.ts";
import { usePlan } from "./use-plan.ts";
import { useRunActions } from "./use-run-actions.ts";

/** A pipeline: its graph with what would happen and why, the parameters and steps to change that, and Run. */
export function PipelineView({ id }: { readonly id: PipelineId }) {
  return <OnePipeline key={id} id={id} />;
}

function OnePipeline({ id }: { readonly id: PipelineId }) {
  const { overrides, selected, selection, cloned, started } = useDraft(id);
  const request = useMemo(
    (): PipelineRequest => ({ id, overrides, ...selection, force: false }),
    [id, overrides, selection],
  );
  const [after, setAfter] = useState<RunId | null>(null);
  const planned = usePlan(request, after);
  const actions = useRunActions(request);
  const followed = useFollowedRun(id, newer(started, planned.view?.active ?? null));
  const [width, setWidth] = useState<number | null>(null);
  const [explained, setExplained] = useState<ReasonPlace | null>(null);
  const [accepting, setAccepting] = useState<PlannedStep | null>(null);
  const [menuAt, setMenuAt] = useState<StepMenuPlace | null>(null);
  const { view } = planned;
  const listed = usePipelines((pipelines) => pipelines.list?.find((one) => one.id === id) ?? null);
  const summary = view?.summary ?? listed;

  useEffect(() => {
    if (followed !== null && !followed.active) setAfter(followed.row.id);
  }, [followed]);

  // The graph follows in its own time, and is drawn in pieces between which the window answers.
  const drawn = useDeferredValue(followed);
  // After a run has ended its states stay until the plan that knows of it is there.
  const live = drawn !== null && (drawn.active || planned.after !== drawn.row.id);
  const states = useMemo(
    () =>
      live ? liveStates(view?.plan ?? null, drawn.steps, drawn.reasons) : planStates(view?.plan ?? null),
    [live, view, drawn],
  );
  const groups = useMemo(() => (view?.graph == null ? [] : itemGroups(view.graph)), [view]);
  const within = useMemo(
    () =>
      planned.request === null || isWhole(planned.request) || view?.plan == null
        ? null
        : new Set(view.plan.steps.map(({ name }) => name)),
    [planned.request, view],
  );

  const waiting = actions.started !== null && (followed === null || followed.row.id < actions.started);
  const running = actions.starting || waiting || followed?.active === true;
  const goingOn = running && followed?.active === true ? followed.row.id : null;
  const cancelling = useIsCancelling(goingOn);
  const runnable = summary?.trusted === true && !summary.missing && view?.plan != null;
  const runnableStep = runnable && !running && isPlanned(view, selected) ? selected : null;
  const finder = useRef<GraphFinder>(null);
  const forget = summary === null ? null : () => void forgetPipeline(summary);
  useCommands({
    find: view?.graph == null ? null : () => finder.current?.find(),
    "run-pipeline": runnable && !running ? () => actions.run(false) : null,
    "force-pipeline": runnable && !running ? () => actions.run(true) : null,
    "cancel-pipeline": goingOn !== null && !cancelling ? () => void cancelRun(goingOn) : null,
    "kill-pipeline": goingOn !== null && cancelling ? () => void killRun(goingOn) : null,
    "review-pipeline": summary?.changed === true || summary?.trusted === false ? () => review(summary) : null,
    "show-pipeline-file": () => void showPipelineFile(id),
    "forget-pipeline": running ? null : forget,
  });
  const step = view?.plan?.steps.find(({ name }) => name === selected);
  const doing: StepDoing | null =
    selected === null
      ? null
      : {
          step: selected,
          selection,
          onSelection: (next) => changeDraft(id, { selection: next }),
          // Also of one that was not chosen to be planned.
          onRun: runnable && !running ? () => actions.runOnly(selected) : null,
          onForce: runnableStep === null ? null : () => actions.run([runnableStep]),
          onAccept:
            runnable && !running && !live && step !== undefined && isAcceptable(step)
              ? () => setAccepting(step)
              : null,
        };
  const select = useCallback((step: string | null) => changeDraft(id, { selected: step }), [id]);

  return (
    <>
      <PageHeader
        title={summary?.name ?? "Pipeline"}
        subtitle={summary === null ? undefined : <span title={summary.file}>{subtitleOf(summary)}</span>}
        actions={
          <>
            <PlanStatus view={view} running={running} pending={planned.pending} />
            <StepsMenu
              sets={view?.stepSets ?? []}
              total={view?.graph?.nodes.length ?? 0}
              selection={selection}
              onSelection={(next) => changeDraft(id, { selection: next })}
            />
            {running ? (
              <StopButton run={goingOn} cancelling={cancelling} />
            ) : (
              <>
                <ForceMenu
                  disabled={!runnable}
                  steps={view?.plan?.steps.length ?? 0}
                  selected={isPlanned(view, selected) ? selected : null}
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
      {followed !== null && <RunStrip run={followed} view={view} />}
      <Notices
        summary={summary}
        view={view}
        failure={actions.failure ?? planned.failure}
        onAgain={() => {
          actions.forgetFailure();
          planned.reload();
        }}
      />
      <CloneNotice cloned={cloned} onClose={() => changeDraft(id, { cloned: null })} />
      <SelectionStrip
        selection={selection}
        planned={within?.size ?? null}
        total={view?.graph?.nodes.length ?? 0}
        onChange={(next) => changeDraft(id, { selection: next })}
      />
      <SplitPane
        label="Parameters and step"
        width={width}
        onWidth={setWidth}
        natural="clamp(300px, 25%, 400px)"
        min={260}
        tight="stacked"
        main={
          <Main
            view={view}
            pending={planned.pending}
            states={states}
            within={within}
            selected={selected}
            onSelect={select}
            onMenu={setMenuAt}
            finder={finder}
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
              <StepSide
                view={view}
                graph={view.graph}
                groups={groups}
                states={states}
                selected={selected}
                onSelect={select}
                overrides={overrides}
                latest={followed?.row.id ?? view.latest}
                request={live ? null : planned.request}
                onExplain={setExplained}
                doing={doing}
              />
            </div>
          )
        }
      />
      {menuAt !== null && doing !== null && (
        <StepMenu place={menuAt} doing={doing} onClose={() => setMenuAt(null)} />
      )}
      <ReasonDialog place={explained} onClose={() => setExplained(null)} />
      <AcceptDialog
        request={request}
        planned={accepting}
        onClose={() => setAccepting(null)}
        onAccepted={() => {
          notifications.show({ message: `The last outputs of ${accepting?.name} count as its result.` });
          setAccepting(null);
          planned.reload();
        }}
      />
    </>
  );
}

/**
 * "Cancel"; of what was cancelled and has not ended yet "Kill now", which a double click on the former does not press. `run` null: it is just being
 * started.
 */
function StopButton({ run, cancelling }: { readonly run: RunId | null; readonly cancelling: boolean }) {
  const Icon = cancelling ? IconBoltFilled : IconPlayerStopFilled;
  return (
    <Button
      variant="default"
      leftSection={<Icon size={12} aria-hidden="true" />}
      title={cancelling ? stopHints.kill : stopHints.cancel}
      disabled={run === null}
      onClick={({ detail: clicks }) =>
        run !== null && void (cancelling ? clicks < 2 && killRun(run) : cancelRun(run))
      }
    >
      {cancelling ? "Kill now" : "Cancel"}
    </Button>
  );
}

/** Whether the plan is about this step, or about an item of this `foreach` step. */
const isPlanned = (view: View | null, step: string | null): boolean =>
  step !== null &&
  view?.plan?.steps.some(({ name }) => name === step || stepNameParts(name).base === step) === true;

const Main = memo(function Main(props: {
  readonly view: View | null;
  readonly pending: boolean;
  readonly states: Parameters<typeof PipelineGraphView>[0]["states"];
  readonly within: ReadonlySet<string> | null;
  readonly selected: string | null;
  readonly onSelect: (step: string | null) => void;
  readonly onMenu: (place: StepMenuPlace) => void;
  readonly finder: Ref<GraphFinder>;
}) {
  const { view } = props;
  if (view === null) {
    // What went wrong is said above.
    return (
      <div className={classes.waiting}>{props.pending && <Loader size="sm" aria-label="Planning" />}</div>
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
      finder={props.finder}
      graph={view.graph}
      states={props.states}
      within={props.within}
      selected={props.selected}
      onSelect={props.onSelect}
      onSelectItems={props.onSelect}
      onMenu={props.onMenu}
    />
  );
});

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
            <span className={classes.menuStep}>Step {selected}</span>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** ULIDs grow with time. */
const newer = (a: RunId | null, b: RunId | null): RunId | null =>
  a === null || (b !== null && b > a) ? b : a;

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
const subtitleOf = ({ file, project }: PipelineSummary): string => `${fileName(file)} · ${project}`;
