import { Button, Skeleton, Tabs, VisuallyHidden } from "@mantine/core";
import { memo, type ReactNode, useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import type { LogsDiff } from "../../../src-main/core/model/content-diff.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { type Asked, useAnswer } from "../../api/use-answer.ts";
import { useCommands } from "../../state/commands.ts";
import { go, replaceView } from "../../state/navigation.ts";
import { mostCompared } from "../../state/selection.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { countText, plural } from "../../ui/format.ts";
import { loadedLater } from "../../ui/loaded-later.tsx";
import { Panel } from "../../ui/panel.tsx";
import { CodeTab } from "./code-tab.tsx";
import classes from "./compare.module.css";
import { AddRunButton, CompareHeader } from "./compare-header.tsx";
import { EnvironmentTab } from "./environment-tab.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { FilesTab } from "./files-tab.tsx";
import { logPlaces } from "./log-items.ts";
import { LogsTab } from "./logs-tab.tsx";
import { MetricsTab } from "./metrics-tab.tsx";
import { PairChoice } from "./pair-choice.tsx";
import { RunPicker } from "./run-picker.tsx";
import { SectionEmpty } from "./section-empty.tsx";
import { ParameterTable } from "./section-tables.tsx";
import {
  differencesIn,
  differingSteps,
  facetOfSection,
  placesOf,
  type Section,
  sameIn,
  sections,
  stepFrom,
  type Tab,
  tabNames,
  tabs,
} from "./sections.ts";
import { SummaryTab } from "./summary-tab.tsx";
import { type Compared, useComparison } from "./use-comparison.ts";

// The graph is most of the code.
const GraphTab = loadedLater(async () => (await import("./graph-tab.tsx")).GraphTab);

type Chosen = { readonly [tab in Tab]?: string };

const setOf = (runs: readonly RunId[]): string => [...runs].sort().join(" ");

const openComparison = (baseline: RunId, candidate: RunId): void =>
  go({ view: "compare", runs: [baseline, candidate], tab: null });

type ViewProps = { readonly runs: readonly RunId[]; readonly tab: string | null };

/**
 * Two or more runs, or steps, side by side: exactly what differs, and what it did. A tab of a hundred runs takes longer to
 * draw than the window may stand still, so the view follows the address when it is drawn, piece by piece.
 */
export function CompareView({ runs, tab }: ViewProps) {
  const asked = useMemo(() => ({ runs, tab }), [runs, tab]);
  return <Comparison {...useDeferredValue(asked)} />;
}

const Comparison = memo(function Comparison(props: ViewProps) {
  const { runs } = props;
  const [focused, setFocused] = useState<RunId | null>(null);
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  const { value, failure, reload } = useComparison(runs, focused, !onlyDifferences);
  const tab = tabs.find((name) => name === props.tab) ?? "summary";
  const setTab = useCallback((next: Tab) => replaceView({ view: "compare", runs, tab: next }), [runs]);
  const searchBox = useRef<HTMLInputElement>(null);
  const [picking, setPicking] = useState(false);
  /** What is chosen and searched for belongs to a set of runs, whichever of them is the baseline. */
  const set = setOf(runs);
  const [searched, setSearched] = useState<{ sets: readonly string[]; text: string }>({ sets: [], text: "" });
  const search = searched.sets.includes(set) ? searched.text : "";
  const [choice, setChoice] = useState<{ set: string; keys: Chosen }>({ set, keys: {} });
  const chosen = choice.set === set ? choice.keys : {};
  const choose = useCallback(
    (section: Tab, key: string) =>
      setChoice((old) => ({ set, keys: { ...(old.set === set ? old.keys : {}), [section]: key } })),
    [set],
  );

  const logs = useLogs(value, tab === "logs");
  const places = useMemo(
    () => (value === null ? [] : placesOf(value.comparison, logPlaces(logs.value))),
    [value, logs.value],
  );
  const key = chosen[tab] ?? null;
  const body = useDeferredValue(
    useMemo(
      () => (value === null ? null : { compared: value, onlyDifferences, search, current: key }),
      [value, onlyDifferences, search, key],
    ),
    null,
  );
  const onChoose = useCallback((name: string) => choose(tab, name), [choose, tab]);
  const onShowAll = useCallback(() => setOnlyDifferences(false), []);
  const position = places.findIndex((place) => place.section === tab && place.key === key);
  const step = (by: 1 | -1): void => {
    const place = stepFrom(places, tab, key, by);
    if (place === null) return;
    if (place.section !== tab) setTab(place.section);
    choose(place.section, place.key);
  };
  useCommands({
    find: () => searchBox.current?.select(),
    "next-difference": places.length > 0 ? () => step(1) : null,
    "previous-difference": places.length > 0 ? () => step(-1) : null,
  });
  const setRuns = (next: readonly RunId[]): void => {
    if (next.length < 2) return;
    setSearched({ sets: [set, setOf(next)], text: search });
    replaceView({ view: "compare", runs: next, tab });
  };

  return (
    <section className={classes.compare} aria-label="Compare">
      <CompareHeader
        sides={value?.sides ?? []}
        focused={value?.pair.to.run.id ?? null}
        onFocus={setFocused}
        onRuns={setRuns}
        onOpen={(id) => go({ view: "run", id })}
        picker={<AddRunButton disabled={runs.length >= mostCompared} onClick={() => setPicking(true)} />}
        onlyDifferences={onlyDifferences}
        onOnlyDifferences={setOnlyDifferences}
        search={search}
        onSearch={(text) => setSearched({ sets: [set], text })}
        searchBox={searchBox}
        position={position < 0 ? null : position + 1}
        total={places.length}
        onStep={step}
        menu={<ExportMenu runs={runs} tab={tab} disabled={value === null} />}
      />
      <RunPicker
        opened={picking}
        project={value?.pair.from.run.project ?? null}
        without={runs}
        onClose={() => setPicking(false)}
        onChoose={(id) => {
          setPicking(false);
          setRuns([...runs, id]);
        }}
      />
      <Tabs
        value={tab}
        onChange={(next) => setTab((next ?? "summary") as Tab)}
        keepMounted={false}
        className={classes.tabs}
        classNames={{ list: classes.tabList, tab: classes.tab, panel: classes.panel }}
      >
        <Tabs.List aria-label="Parts of the comparison">
          {tabs.map((name) => (
            <TabOf key={name} tab={name} compared={value} />
          ))}
        </Tabs.List>
        {failure !== null && value === null ? (
          <div className={classes.panel}>
            <ErrorNotice
              failure={failure}
              action={
                <Button variant="default" onClick={reload}>
                  Try again
                </Button>
              }
            />
          </div>
        ) : value === null || body === null ? (
          <Loading />
        ) : (
          <div className={classes.panels}>
            <VisuallyHidden>
              <h2>{tabNames[tab]}</h2>
            </VisuallyHidden>
            <Tabs.Panel value={tab}>
              <TabBody
                tab={tab}
                {...body}
                logs={logs}
                onChoose={onChoose}
                onShowAll={onShowAll}
                onTab={setTab}
                onFocus={setFocused}
              />
            </Tabs.Panel>
          </div>
        )}
      </Tabs>
    </section>
  );
});

/** The consoles of the pair, compared when they are first looked at and kept from then on. */
function useLogs(compared: Compared | null, wanted: boolean): Asked<LogsDiff> {
  const pair =
    compared === null ? null : { baseline: compared.pair.from.run.id, candidate: compared.pair.to.run.id };
  const seen = useRef<string | null>(null);
  const id = pair === null ? null : `${pair.baseline} ${pair.candidate}`;
  if (wanted) seen.current = id;
  return useAnswer("runs.diffLogs", seen.current === id ? pair : null);
}

const isSection = (tab: Tab): tab is Section => (sections as readonly Tab[]).includes(tab);

/** The accessible name is the bare word; the count is its description. */
function TabOf({ tab, compared }: { readonly tab: Tab; readonly compared: Compared | null }) {
  if (tab === "summary" || tab === "logs" || compared === null)
    return <Tabs.Tab value={tab}>{tabNames[tab]}</Tabs.Tab>;
  const { comparison } = compared;
  const count = (tab === "graph" ? differingSteps(comparison) : differencesIn(comparison, tab)).length;
  const all = comparison.steps.length;
  const text = tab === "graph" && count > 0 ? `${countText(count)} of ${countText(all)}` : countText(count);
  return (
    <Tabs.Tab
      value={tab}
      aria-label={tabNames[tab]}
      aria-description={count === 0 ? "nothing differs" : plural(count, "difference")}
      rightSection={
        count === 0 ? undefined : (
          <span className={classes.badge} aria-hidden="true">
            {text}
          </span>
        )
      }
    >
      {tabNames[tab]}
    </Tabs.Tab>
  );
}

type BodyProps = {
  readonly tab: Tab;
  readonly compared: Compared;
  readonly logs: Asked<LogsDiff>;
  readonly onlyDifferences: boolean;
  readonly search: string;
  readonly current: string | null;
  readonly onChoose: (key: string) => void;
  readonly onShowAll: () => void;
  readonly onTab: (tab: Tab) => void;
  readonly onFocus: (id: RunId) => void;
};

const TabBody = memo(function TabBody(props: BodyProps): ReactNode {
  const { tab, compared, onlyDifferences } = props;
  const { comparison, sides, pair } = compared;
  const pairChoice = <PairChoice sides={sides} pair={pair} onFocus={props.onFocus} />;
  if (isSection(tab)) {
    const facet = facetOfSection(comparison, tab);
    if (differencesIn(comparison, tab).length === 0 && (onlyDifferences || facet.length === 0)) {
      return (
        <div className={classes.stack}>
          <SectionEmpty
            section={tab}
            same={facet.length + sameIn(comparison, tab)}
            onShowAll={props.onShowAll}
          />
          {tab === "metrics" && <MetricsTab {...props} table={false} />}
        </div>
      );
    }
    return <SectionBody {...props} tab={tab} pairChoice={pairChoice} />;
  }
  switch (tab) {
    case "summary":
      return (
        <SummaryTab
          compared={compared}
          onlyDifferences={onlyDifferences}
          search={props.search}
          pairChoice={pairChoice}
          onTab={props.onTab}
          onCompare={openComparison}
        />
      );
    case "logs":
      return (
        <div className={classes.stack}>
          {pairChoice}
          <LogsBody {...props} />
        </div>
      );
    case "graph":
      return (
        <div className={classes.tall}>
          {pairChoice}
          <GraphTab pair={pair} current={props.current} onCompare={openComparison} />
        </div>
      );
    default:
      return unreachable(tab);
  }
});

function SectionBody(
  props: BodyProps & { readonly tab: Section; readonly pairChoice: ReactNode },
): ReactNode {
  const { tab, onlyDifferences, search, current, onChoose, pairChoice } = props;
  const { comparison, sides, pair, diff } = props.compared;
  const shared = { sides, onlyDifferences, search, words: true, current };
  switch (tab) {
    case "parameters":
      return (
        <Panel flush>
          <ParameterTable facet={comparison.parameters} more={comparison.same.parameters} {...shared} />
        </Panel>
      );
    case "code":
      return (
        <div className={classes.stack}>
          {pairChoice}
          <CodeTab
            code={diff.code}
            pair={pair}
            onlyDifferences={onlyDifferences}
            search={search}
            current={current}
            onChoose={onChoose}
          />
        </div>
      );
    case "inputs":
    case "outputs":
      return (
        <div className={classes.stack}>
          {pairChoice}
          <FilesTab
            section={tab}
            facet={comparison[tab]}
            more={comparison.same[tab]}
            diff={diff[tab]}
            sides={sides}
            pair={pair}
            onlyDifferences={onlyDifferences}
            search={search}
            current={current}
            onChoose={onChoose}
            onFocus={props.onFocus}
          />
        </div>
      );
    case "metrics":
      return <MetricsTab {...props} table />;
    case "environment":
      return <EnvironmentTab compared={props.compared} {...shared} />;
    default:
      return unreachable(tab);
  }
}

function LogsBody({ logs, compared, onlyDifferences, search, current, onChoose }: BodyProps) {
  if (logs.failure !== null)
    return (
      <ErrorNotice
        failure={logs.failure}
        action={
          <Button variant="default" onClick={logs.reload}>
            Try again
          </Button>
        }
      />
    );
  if (logs.value === null)
    return (
      <div role="status" aria-busy="true">
        <EmptyState title="Comparing logs…">
          Long consoles take a few seconds. Everything else can be used meanwhile.
        </EmptyState>
      </div>
    );
  return (
    <LogsTab
      logs={logs.value}
      pair={compared.pair}
      onlyDifferences={onlyDifferences}
      search={search}
      current={current}
      onChoose={onChoose}
    />
  );
}

function Loading() {
  return (
    <div className={classes.panel} role="status" aria-label="Comparing">
      <div className={classes.summary}>
        <div className={classes.stack}>
          <Skeleton height={110} radius={10} />
          <Skeleton height={150} radius={10} />
        </div>
        <Skeleton height={280} radius={10} />
      </div>
    </div>
  );
}
