import { Button } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { IconArchive, IconFileImport, IconPlayerPlay, IconSearchOff, IconStack2 } from "@tabler/icons-react";
import { Activity, useDeferredValue, useRef } from "react";
import type { RunId } from "../src-main/core/model/ids.ts";
import classes from "./app.module.css";
import { RunDetailPanel } from "./features/run-detail/run-detail.tsx";
import { type Room, roomOf } from "./features/run-table/columns.ts";
import { RunTable } from "./features/run-table/run-table.tsx";
import { TableToolbar } from "./features/run-table/table-toolbar.tsx";
import { useColumnChoice } from "./features/run-table/use-column-choice.ts";
import { type RunsView, ViewSwitch } from "./features/run-table/view-switch.tsx";
import { SearchBar } from "./features/search-bar/search-bar.tsx";
import { runCommand } from "./state/commands.ts";
import { useLayout } from "./state/layout.ts";
import { refreshRuns, setFilter } from "./state/load-runs.ts";
import { go } from "./state/navigation.ts";
import { useRuns } from "./state/runs.ts";
import { shownList } from "./state/view-links.ts";
import { EmptyState } from "./ui/empty-state.tsx";
import { ErrorNotice } from "./ui/error-notice.tsx";
import { PageHeader } from "./ui/page-header.tsx";
import { SplitPane } from "./ui/split-pane.tsx";

/** The list of runs with its search bar, and beside it the detail of the one that is open. */
export function RunsPage({ open }: { readonly open: RunId | null }) {
  const width = useLayout((state) => state.detailWidth);
  const full = useLayout((state) => state.detailFull);
  const table = useRef<HTMLDivElement>(null);
  const { ref: measured, width: roomWidth } = useElementSize<HTMLDivElement>();
  const tableRef = useMergedRef(table, measured);
  const focusTable = (): void => {
    const grid = table.current?.querySelector<HTMLElement>('[role="grid"]');
    if (grid?.checkVisibility() === true) grid.focus();
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };
  const close = (): void => {
    go(shownList());
    // The focus was in what has gone: it returns to the run in the table.
    requestAnimationFrame(focusTable);
  };
  const first = useRuns((state) => state.windows.get(0)?.[0]?.id ?? null);
  // The run that was looked at last is what one comes back to.
  const last = useRef(open);
  if (open !== null) last.current = open;
  const show = (view: RunsView): void => {
    if (view === "table") {
      close();
      return;
    }
    useLayout.setState({ detailFull: view === "full" });
    const id = open ?? last.current ?? first;
    if (open === null && id !== null) go({ view: "run", id });
  };
  return (
    <>
      <PageHeader
        actions={
          <>
            <ViewSwitch
              view={open === null ? "table" : full ? "full" : "split"}
              disabled={open === null && first === null}
              onView={show}
            />
            <Button
              variant="default"
              leftSection={<IconFileImport size={15} stroke={1.8} />}
              onClick={() => runCommand("import-files")}
            >
              Import
            </Button>
          </>
        }
      >
        <SearchBar onLeave={focusTable} />
      </PageHeader>
      <SplitPane
        label="run detail"
        width={width}
        natural="clamp(350px, 36%, 480px)"
        onWidth={(detailWidth) => useLayout.setState({ detailWidth })}
        full={full}
        tight="side"
        main={
          <div ref={tableRef} className={classes.runs}>
            <h1 className={classes.title}>Runs</h1>
            <RunList open={open} room={roomOf(roomWidth)} />
          </div>
        }
        side={
          open === null ? null : (
            <RunDetailPanel
              id={open}
              full={full}
              onFull={(detailFull) => useLayout.setState({ detailFull })}
              onClose={close}
            />
          )
        }
      />
    </>
  );
}

function RunList({ open, room }: { readonly open: RunId | null; readonly room: Room }) {
  const choice = useColumnChoice(room);
  const total = useRuns((state) => state.total);
  const failure = useRuns((state) => state.failure);
  const answered = useRuns((state) => state.answered);
  const nothingFound = total === 0 && (answered?.query !== "" || answered.within.length > 0);
  // Together with what the table draws of the answer: what it was kept with is not seen again.
  const noMatch = useDeferredValue(nothingFound);
  if (total === null && failure !== null) {
    return (
      <div style={{ padding: 16 }}>
        <ErrorNotice
          failure={failure}
          action={
            <Button variant="default" onClick={() => void refreshRuns()}>
              Try again
            </Button>
          }
        />
      </div>
    );
  }
  if (total === 0 && !nothingFound) {
    if (answered?.archived === true)
      return (
        <EmptyState icon={<IconArchive size={32} stroke={1.4} />} title="The archive is empty">
          Archived runs are kept here, out of the lists, until they are restored or deleted.
        </EmptyState>
      );
    if (answered === null || answered.project === null) return <FirstStart />;
    return (
      <EmptyState icon={<IconStack2 size={32} stroke={1.4} />} title="No runs here yet">
        Runs of {answered.project} appear here as soon as they start.
      </EmptyState>
    );
  }
  return (
    <>
      {noMatch && <NoMatch project={answered?.project ?? null} />}
      <Activity mode={noMatch ? "hidden" : "visible"}>
        <TableToolbar choice={choice} />
      </Activity>
      {/* While one types, what matches comes and goes: the table is not made anew each time, nor laid out. */}
      <div className={classes.table} data-kept={noMatch || undefined}>
        <RunTable columns={choice.columns} open={open} kept={noMatch} />
      </div>
    </>
  );
}

function NoMatch({ project }: { readonly project: string | null }) {
  return (
    <EmptyState
      icon={<IconSearchOff size={32} stroke={1.4} />}
      title="No run matches"
      actions={
        project === null ? undefined : (
          <Button variant="default" onClick={() => setFilter({ project: null })}>
            Search in all projects
          </Button>
        )
      }
    >
      {project === null ? "Nothing recorded" : `Nothing in ${project}`} answers this search.
    </EmptyState>
  );
}

/** What a library without runs shows. */
function FirstStart() {
  return (
    <EmptyState
      icon={<IconFileImport size={40} stroke={1.3} />}
      title="Drop a pipeline file on this window"
      actions={
        <>
          <Button
            leftSection={<IconPlayerPlay size={15} stroke={1.8} />}
            onClick={() => runCommand("open-example")}
          >
            Open the example
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileImport size={15} stroke={1.8} />}
            onClick={() => runCommand("import-files")}
          >
            Import pipeline…
          </Button>
        </>
      }
    >
      Signet reads its steps, shows what would run and why, and runs nothing before you say so. The example
      trains two small models on Fisher’s iris measurements in plain Python.
    </EmptyState>
  );
}
