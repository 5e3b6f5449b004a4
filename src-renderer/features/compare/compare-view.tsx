import { Button, Skeleton, Tabs, VisuallyHidden } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type ReactNode, useMemo, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import { countDifferences } from "../../../src-main/core/diff/records.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { go } from "../../state/navigation.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { countText, plural } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { CodeTab } from "./code-tab.tsx";
import classes from "./compare.module.css";
import { CompareHeader } from "./compare-header.tsx";
import { FilesTab } from "./files-tab.tsx";
import { SectionEmpty } from "./section-empty.tsx";
import { EnvironmentTable, MetricTable, ParameterTable } from "./section-tables.tsx";
import { partOf, placesOf, type Section, sections, stepFrom, type Tab, tabNames } from "./sections.ts";
import { sharedSeries } from "./series.ts";
import { SeriesPanel } from "./series-panel.tsx";
import { SummaryTab } from "./summary-tab.tsx";
import { type Comparison, useComparison } from "./use-comparison.ts";

type Chosen = { readonly [section in Section]?: string };

const openComparison = (baseline: RunId, candidate: RunId): void =>
  go({ view: "compare", runs: [baseline, candidate] });

/** Two runs, or two steps, side by side: exactly what differs, and what it did. */
export function CompareView({ runs }: { readonly runs: readonly RunId[] }) {
  const [baseline, candidate] = runs as readonly [RunId, RunId];
  const { value, failure, reload } = useComparison(baseline, candidate);
  const [tab, setTab] = useState<Tab>("summary");
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  /** What is chosen belongs to a pair of runs, whichever of them is the baseline. */
  const pair = [baseline, candidate].sort().join(" ");
  const [choice, setChoice] = useState<{ pair: string; keys: Chosen }>({ pair, keys: {} });
  const chosen = choice.pair === pair ? choice.keys : {};
  const choose = (section: Section, key: string): void =>
    setChoice({ pair, keys: { ...chosen, [section]: key } });

  const places = useMemo(() => (value === null ? [] : placesOf(value.diff)), [value]);
  const key = tab === "summary" ? null : (chosen[tab] ?? null);
  const position = places.findIndex((place) => place.section === tab && place.key === key);
  const step = (by: 1 | -1): void => {
    const place = stepFrom(places, tab, key, by);
    if (place === null) return;
    setTab(place.section);
    choose(place.section, place.key);
  };
  // From everywhere in the view, the switch and the choice of series included.
  useHotkeys(
    [
      ["alt+ArrowDown", () => step(1)],
      ["alt+ArrowUp", () => step(-1)],
    ],
    [],
  );

  return (
    <section className={classes.compare} aria-label="Compare">
      <CompareHeader
        sides={value?.sides ?? null}
        onlyDifferences={onlyDifferences}
        onOnlyDifferences={setOnlyDifferences}
        onSwap={() => openComparison(candidate, baseline)}
        onOpen={(side) => go({ view: "run", id: side.run.id })}
        position={position < 0 ? null : position + 1}
        total={places.length}
        onStep={step}
      />
      <Tabs
        value={tab}
        onChange={(next) => setTab((next ?? "summary") as Tab)}
        keepMounted={false}
        className={classes.tabs}
        classNames={{ list: classes.tabList, tab: classes.tab, panel: classes.panel }}
      >
        <Tabs.List aria-label="Parts of the comparison">
          <Tabs.Tab value="summary">{tabNames.summary}</Tabs.Tab>
          {sections.map((section) => (
            <SectionTab key={section} section={section} comparison={value} />
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
        ) : value === null ? (
          <Loading />
        ) : (
          <div className={classes.panels}>
            <VisuallyHidden>
              <h2>{tabNames[tab]}</h2>
            </VisuallyHidden>
            <Tabs.Panel value="summary">
              <SummaryTab
                comparison={value}
                onlyDifferences={onlyDifferences}
                onTab={setTab}
                onCompare={openComparison}
              />
            </Tabs.Panel>
            {sections.map((section) => (
              <Tabs.Panel key={section} value={section}>
                <SectionPanel
                  section={section}
                  comparison={value}
                  onlyDifferences={onlyDifferences}
                  current={chosen[section] ?? null}
                  onChoose={(name) => choose(section, name)}
                  onShowAll={() => setOnlyDifferences(false)}
                />
              </Tabs.Panel>
            ))}
          </div>
        )}
      </Tabs>
    </section>
  );
}

/** The accessible name is the bare word; the count is its description. */
function SectionTab({
  section,
  comparison,
}: {
  readonly section: Section;
  readonly comparison: Comparison | null;
}) {
  const count = comparison === null ? 0 : countDifferences(partOf(comparison.diff, section));
  return (
    <Tabs.Tab
      value={section}
      aria-label={tabNames[section]}
      aria-description={count === 0 ? "nothing differs" : plural(count, "difference")}
      rightSection={count === 0 ? undefined : <span className={classes.badge}>{countText(count)}</span>}
    >
      {tabNames[section]}
    </Tabs.Tab>
  );
}

function SectionPanel(props: {
  readonly section: Section;
  readonly comparison: Comparison;
  readonly onlyDifferences: boolean;
  readonly current: string | null;
  readonly onChoose: (key: string) => void;
  readonly onShowAll: () => void;
}): ReactNode {
  const { section, onlyDifferences, current, onChoose } = props;
  const { diff, sides, from, to } = props.comparison;
  const part = partOf(diff, section);
  const same = Object.keys(part.same).length;
  const series = section === "metrics" && <SeriesPanel series={sharedSeries(from, to)} sides={sides} />;
  if (countDifferences(part) === 0 && (onlyDifferences || same === 0)) {
    return (
      <div className={classes.stack}>
        <SectionEmpty section={section} same={same} onShowAll={props.onShowAll} />
        {series}
      </div>
    );
  }
  const shared = { sides, onlyDifferences, words: true, current };
  switch (section) {
    case "parameters":
      return (
        <Panel flush>
          <ParameterTable part={diff.parameters} {...shared} />
        </Panel>
      );
    case "code":
      return (
        <CodeTab
          diff={diff}
          sides={sides}
          onlyDifferences={onlyDifferences}
          current={current}
          onChoose={onChoose}
        />
      );
    case "inputs":
    case "outputs":
      return (
        <FilesTab
          section={section}
          part={diff[section]}
          sides={sides}
          onlyDifferences={onlyDifferences}
          current={current}
          onChoose={onChoose}
        />
      );
    case "metrics":
      return (
        <div className={classes.stack}>
          <Panel flush>
            <MetricTable part={diff.metrics} {...shared} />
          </Panel>
          {series}
        </div>
      );
    case "environment":
      return (
        <Panel flush>
          <EnvironmentTable part={diff.environment} {...shared} />
        </Panel>
      );
    default:
      return unreachable(section);
  }
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
