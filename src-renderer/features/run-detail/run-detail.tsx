import { ActionIcon, Button, Loader, Tabs, Tooltip } from "@mantine/core";
import { IconArrowsMaximize, IconArrowsMinimize, IconTrash, IconX } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { useNotesRequest } from "../../state/notes-request.ts";
import { useRunDetail } from "../../state/run-details.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { loadedLater } from "../../ui/loaded-later.tsx";
import { CodeTab } from "./code-tab.tsx";
import { DetailHead } from "./detail-head.tsx";
import { type DetailTab, detailTabs } from "./detail-tabs.ts";
import { EnvironmentTab } from "./environment-tab.tsx";
import { LogsTab } from "./logs-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { ParametersTab } from "./parameters-tab.tsx";
import classes from "./run-detail.module.css";
import headClasses from "./run-head.module.css";
import { TimelineTab } from "./timeline-tab.tsx";

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
  // A question that was understood fails only when there is no such run.
  const gone = failure?.kind === "input";
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
      {detail === null || gone ? (
        <div className={classes.body}>
          <div className={headClasses.titleRow}>
            <span className={headClasses.windowButtons}>{buttons}</span>
          </div>
          {gone ? (
            <EmptyState
              icon={<IconTrash size={34} stroke={1.3} />}
              title={detail === null ? "There is no such run" : `${detail.name} was deleted`}
              actions={
                <Button variant="default" onClick={props.onClose}>
                  Close
                </Button>
              }
            >
              {detail === null
                ? "It was deleted, or is in another library."
                : "In another window or in a terminal. If that is taken back, it is shown here again."}
            </EmptyState>
          ) : failure === null ? (
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
