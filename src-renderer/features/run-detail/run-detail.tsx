import { ActionIcon, Button, Loader, Tabs, Tooltip } from "@mantine/core";
import {
  IconArrowsDiff,
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconBolt,
  IconChevronLeft,
  IconPlayerStop,
  IconSitemap,
  IconX,
} from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import { type RunId, shortSignature } from "../../../src-main/core/model/ids.ts";
import { isActive, type RunDetail } from "../../../src-main/core/model/run.ts";
import { usePreviousRun } from "../../actions/previous-run.ts";
import { cancelRun, killRun, stopHints, useIsCancelling } from "../../actions/stop-run.ts";
import { go } from "../../state/navigation.ts";
import { useNotesRequest } from "../../state/notes-request.ts";
import { useRunDetail } from "../../state/run-details.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { hueOf } from "../../ui/hue.ts";
import { loadedLater } from "../../ui/loaded-later.tsx";
import { wordOf } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Dot, Mono } from "../../ui/text.tsx";
import { CodeTab } from "./code-tab.tsx";
import { type DetailTab, detailTabs } from "./detail-tabs.ts";
import { EnvironmentTab } from "./environment-tab.tsx";
import { HeadButton } from "./head-button.tsx";
import { LogsTab } from "./logs-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { ParametersTab } from "./parameters-tab.tsx";
import { RunAgain } from "./run-again.tsx";
import classes from "./run-detail.module.css";
import { RunMenu } from "./run-menu.tsx";
import { RunTitle } from "./run-title.tsx";
import { TimelineTab } from "./timeline-tab.tsx";
import { UseAsStep } from "./use-as-step.tsx";

// Loaded when first opened, as the graph and the charts are large.
const GraphTab = loadedLater(async () => (await import("./graph-tab.tsx")).GraphTab);
const InputsTab = loadedLater(async () => (await import("./inputs-tab.tsx")).InputsTab);
const OutputsTab = loadedLater(async () => (await import("./outputs-tab.tsx")).OutputsTab);
const MetricsTab = loadedLater(async () => (await import("./metrics-tab.tsx")).MetricsTab);

/** The tab stays when another run is opened, so that runs can be leafed through. */
let lastTab: DetailTab = "Overview";

/** Everything recorded about one run or step, in tabs. */
export function RunDetailPanel(props: {
  readonly id: RunId;
  readonly full: boolean;
  readonly onFull: (full: boolean) => void;
  readonly onClose: () => void;
}) {
  const { value: detail, failure, reload } = useRunDetail(props.id);
  const [tab, setTab] = useState<DetailTab>(lastTab);
  const choose = useCallback((next: DetailTab): void => {
    lastTab = next;
    setTab(next);
  }, []);
  // Notes that somebody asked for are written there.
  const writing = useNotesRequest(({ run }) => run === props.id);
  useEffect(() => {
    if (writing) choose("Overview");
  }, [writing, choose]);
  const buttons = (
    <>
      <Tooltip label={props.full ? "Show the table beside it" : "Show the run alone"}>
        <ActionIcon
          aria-label={props.full ? "Show the table beside it" : "Show the run alone"}
          onClick={() => props.onFull(!props.full)}
        >
          {props.full ? (
            <IconArrowsMinimize size={15} stroke={1.8} />
          ) : (
            <IconArrowsMaximize size={15} stroke={1.8} />
          )}
        </ActionIcon>
      </Tooltip>
      <ActionIcon aria-label="Close run detail" onClick={props.onClose}>
        <IconX size={16} stroke={1.8} />
      </ActionIcon>
    </>
  );
  return (
    <section
      className={classes.panel}
      aria-label="Run detail"
      data-run-detail={props.id}
      onKeyDown={(event) => {
        // An open list inside closes itself first; events of its portal bubble here too.
        const from = event.target as HTMLElement;
        const own = event.currentTarget.contains(from) && from.getAttribute("aria-expanded") !== "true";
        if (event.key === "Escape" && own && !event.defaultPrevented) props.onClose();
      }}
    >
      {detail === null ? (
        <div className={classes.body}>
          <div className={classes.titleRow}>
            <span className={classes.windowButtons}>{buttons}</span>
          </div>
          {failure === null ? (
            <Loader size="sm" aria-label="Loading run" />
          ) : (
            <ErrorNotice
              failure={failure}
              action={
                <Button variant="default" onClick={reload}>
                  Try again
                </Button>
              }
            />
          )}
        </div>
      ) : (
        <>
          <DetailHead detail={detail} buttons={buttons} />
          <Tabs
            className={classes.tabs}
            value={tab}
            keepMounted={false}
            onChange={(value) => choose(value as DetailTab)}
          >
            <Tabs.List className={classes.tabList} aria-label="Run detail">
              {detailTabs.map((name) => (
                <Tabs.Tab key={name} value={name}>
                  {name}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {detailTabs.map((name) => (
              <Tabs.Panel key={name} value={name} className={classes.tabPanel}>
                {tab === name && (
                  <>
                    {failure !== null && <ErrorNotice failure={failure} />}
                    <TabBody name={name} detail={detail} onTab={choose} />
                  </>
                )}
              </Tabs.Panel>
            ))}
          </Tabs>
        </>
      )}
    </section>
  );
}

function TabBody(props: {
  readonly name: DetailTab;
  readonly detail: RunDetail;
  readonly onTab: (tab: DetailTab) => void;
}) {
  const { name, detail } = props;
  switch (name) {
    case "Overview":
      return <OverviewTab detail={detail} onTab={props.onTab} />;
    case "Graph":
      return <GraphTab detail={detail} />;
    case "Parameters":
      return <ParametersTab detail={detail} />;
    case "Metrics":
      return <MetricsTab detail={detail} />;
    case "Inputs":
      return <InputsTab detail={detail} />;
    case "Outputs":
      return <OutputsTab detail={detail} />;
    case "Code":
      return <CodeTab detail={detail} />;
    case "Logs":
      return <LogsTab detail={detail} />;
    case "Environment":
      return <EnvironmentTab detail={detail} />;
    case "Timeline":
      return <TimelineTab detail={detail} />;
    default:
      return unreachable(name);
  }
}

function DetailHead({ detail, buttons }: { readonly detail: RunDetail; readonly buttons: ReactNode }) {
  const previous = usePreviousRun(detail);
  return (
    <header className={classes.head}>
      <div className={classes.titleRow}>
        {detail.parent !== null && (
          <Tooltip label="To its pipeline run">
            <ActionIcon
              aria-label="To its pipeline run"
              onClick={() => detail.parent !== null && go({ view: "run", id: detail.parent })}
            >
              <IconChevronLeft size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        )}
        <Dot color={hueOf(detail)} />
        <RunTitle key={detail.id} detail={detail} />
        <StatusBadge word={wordOf(detail)} />
        <span className={classes.windowButtons}>
          {detail.pipelineId !== null && (
            <Tooltip label="Open pipeline">
              <ActionIcon
                aria-label="Open pipeline"
                onClick={() => detail.pipelineId !== null && go({ view: "pipeline", id: detail.pipelineId })}
              >
                <IconSitemap size={15} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          )}
          {buttons}
        </span>
      </div>
      <div className={classes.subtitle}>
        <span className={classes.facts}>
          {detail.project}
          {detail.number !== null && ` · run #${detail.number}`}
          {detail.kind === "step" && detail.pipeline !== null && ` · step of ${detail.pipeline}`}
          {detail.signature !== null && (
            <>
              {" · "}
              <Mono>{shortSignature(detail.signature)}</Mono>
            </>
          )}
        </span>
        <span className={classes.actions}>
          <HeadButton
            icon={<IconArrowsDiff size={14} stroke={1.8} />}
            title={
              previous === null ? "There is no run before this one" : "Compare with the run before this one"
            }
            disabled={previous === null || previous === undefined}
            onPress={() => previous && go({ view: "compare", runs: [previous, detail.id], tab: null })}
          >
            Compare with previous
          </HeadButton>
          <RunAgain detail={detail} />
          <UseAsStep detail={detail} />
          {isActive(detail.status) && <StopButton detail={detail} />}
          <RunMenu detail={detail} />
        </span>
      </div>
    </header>
  );
}

/** "Cancel"; of what was cancelled and has not ended yet "Kill now", which a double click on the former does not press. */
function StopButton({ detail }: { readonly detail: RunDetail }) {
  const whole = detail.parent ?? detail.id;
  const cancelling = useIsCancelling(whole);
  return (
    <HeadButton
      icon={cancelling ? <IconBolt size={14} stroke={1.8} /> : <IconPlayerStop size={14} stroke={1.8} />}
      title={cancelling ? stopHints.kill : stopHints.cancel}
      spoken
      onPress={({ detail: clicks }) => void (cancelling ? clicks < 2 && killRun(whole) : cancelRun(whole))}
    >
      {cancelling ? "Kill now" : "Cancel"}
    </HeadButton>
  );
}
