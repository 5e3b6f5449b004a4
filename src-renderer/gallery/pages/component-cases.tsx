import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ok } from "../../../src-main/core/base/result.ts";
import { problem } from "../../../src-main/core/model/diagnostic.ts";
import { inputFailure } from "../../../src-main/core/model/failure.ts";
import type { PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { MetricSeries, MetricSummary } from "../../../src-main/core/model/run.ts";
import { churnGraph } from "../../../test/fixtures/renderer/pipeline.ts";
import { sweepGraph } from "../../../test/fixtures/renderer/sweep.ts";
import { fakeBridge } from "../../api/fake-client.ts";
import { MetricChart } from "../../features/run-detail/metric-chart.tsx";
import { PipelineGraphView } from "../../graph/pipeline-graph.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { DiagnosticList, ErrorNotice } from "../../ui/error-notice.tsx";
import { KeyValue } from "../../ui/key-value.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import type { StatusWord } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Dot, KeyHint, Mono, TagChip } from "../../ui/text.tsx";
import type { Case } from "../case-page.ts";
import classes from "../gallery.module.css";

const words: readonly StatusWord[] = [
  "succeeded",
  "starting",
  "running",
  "finalizing",
  "failed",
  "run",
  "undecided",
  "reuse",
  "reused",
  "restore",
  "restored",
  "queued",
  "cancelled",
  "interrupted",
  "skipped",
  "added",
  "removed",
  "changed",
  "same",
];

const longName = "abcdefghij".repeat(1_000);
const hebrew = "ניסוי למידה עמוקה";

const componentCase = (id: string, title: string, draw: () => ReactNode): Case => ({
  id: `component/${id}`,
  part: "Components",
  title,
  bridge: () => fakeBridge({}),
  view: null,
  draw: () => <div className={classes.components}>{draw()}</div>,
});

const Sample = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <section className={classes.sample}>
    <h2>{name}</h2>
    {children}
  </section>
);

const markdown = `# Notes\n\nIt **works** with \`lr=0.1\`, see [the paper](https://example.org).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\`\`\`\nfor x in y:\n    pass\n\`\`\`\n\n> quoted\n\n<img src=x onerror=alert(1)>`;

const graphCase = (id: string, title: string, graph: PipelineGraph): Case => ({
  ...componentCase(`graph-${id}`, `Graph: ${title}`, () => null),
  draw: () => (
    <div className={classes.graph}>
      <PipelineGraphView graph={graph} states={{}} selected={null} onSelect={() => {}} />
    </div>
  ),
});

const gappedValues = Array.from({ length: 120 }, (_, step) => {
  if (step > 30 && step < 42) return Number.NaN;
  if (step > 70 && step < 80) return 0;
  return step === 100 ? -1 : 10 ** (2 - step / 30);
});
/** A course with all that a line cannot lead through. */
const gapped: MetricSeries = {
  name: "loss",
  run: runId("1"),
  steps: gappedValues.map((_, step) => step),
  times: gappedValues.map((_, step) => step * 1_000),
  values: gappedValues,
};
const gappedSummary: MetricSummary = {
  name: "loss",
  run: runId("1"),
  step: "train",
  count: gappedValues.length,
  last: gappedValues.at(-1) ?? 0,
  min: -1,
  max: 100,
  best: -1,
};

/** The primitives, each in all that it can be. */
export const componentCases: readonly Case[] = [
  componentCase("statuses", "Statuses", () => (
    <Sample name="Every word">
      <div className={classes.line}>
        {words.map((word) => (
          <StatusBadge key={word} word={word} />
        ))}
      </div>
    </Sample>
  )),
  componentCase("texts", "Texts", () => (
    <>
      <Sample name="Tags and keys">
        <div className={classes.line}>
          <TagChip>baseline</TagChip>
          <TagChip>{hebrew}</TagChip>
          <TagChip>{longName}</TagChip>
          <KeyHint>Ctrl K</KeyHint>
          <Mono>sha256:0f3a</Mono>
          <Dot color="var(--signet-hue-1)" />
        </div>
      </Sample>
      <Sample name="Keys and values: usual, empty, long, right to left">
        <KeyValue
          rows={[
            ["Project", "marketing/churn"],
            ["Nothing", null],
            [longName.slice(0, 200), longName],
            ["שם", hebrew],
          ]}
        />
      </Sample>
      <Sample name="Markdown">
        <Markdown text={markdown} />
      </Sample>
      <Sample name="Markdown: one long word">
        <Markdown text={longName} />
      </Sample>
    </>
  )),
  componentCase("problems", "Problems", () => (
    <>
      <Sample name="A failure">
        <ErrorNotice
          failure={inputFailure("The disk is full: nothing was kept.")}
          action={<Button variant="default">Try again</Button>}
        />
      </Sample>
      <Sample name="A failure with diagnostics">
        <ErrorNotice
          failure={inputFailure("/w/pipeline.yaml cannot be used: 2 errors", [
            {
              ...problem("unknown-dataset", "There is no dataset trian_set", "Did you mean train_set?"),
              file: "/w/pipeline.yaml",
              line: 12,
              column: 3,
            },
            { ...problem("cycle", "a, b and c wait for each other", null), file: "/w/pipeline.yaml" },
          ])}
        />
      </Sample>
      <Sample name="Many, and long ones">
        <DiagnosticList
          diagnostics={Array.from({ length: 40 }, (_, index) => ({
            ...problem(
              "odd",
              index % 7 === 0 ? longName.slice(0, 3_000) : `Step ${index} is odd`,
              "Make it even.",
            ),
            file: index % 5 === 0 ? `/w/${longName.slice(0, 400)}.yaml` : "/w/pipeline.yaml",
            line: index + 1,
            column: 1,
          }))}
        />
      </Sample>
    </>
  )),
  componentCase("empty", "Empty states", () => (
    <Sample name="With and without something to do">
      <EmptyState icon={<IconStack2 size={32} stroke={1.4} />} title="No runs here yet">
        Runs of marketing/churn appear here as soon as they start.
      </EmptyState>
      <EmptyState
        icon={<IconStack2 size={32} stroke={1.4} />}
        title="No run matches"
        actions={<Button variant="default">Search in all projects</Button>}
      >
        Nothing in {longName.slice(0, 300)} answers this search.
      </EmptyState>
    </Sample>
  )),
  {
    ...componentCase("chart-gaps", "A chart with gaps on a log scale", () => (
      <Sample name="Values that are no number, zero and negative ones">
        <MetricChart
          group={{ name: "loss", lines: [gappedSummary] }}
          colors={["var(--signet-hue-1)"]}
          look={{ axis: "step", smoothing: 0.5, log: true }}
          began={0}
        />
      </Sample>
    )),
    bridge: () => fakeBridge({ "runs.series": () => ok(gapped) }),
  },
  {
    ...componentCase("chart-moment", "A chart along time of what came at one moment", () => (
      <Sample name="Counted in steps, with a word">
        <MetricChart
          group={{ name: "loss", lines: [gappedSummary] }}
          colors={["var(--signet-hue-1)"]}
          look={{ axis: "time", smoothing: 0, log: false }}
          began={0}
        />
      </Sample>
    )),
    bridge: () =>
      fakeBridge({ "runs.series": () => ok({ ...gapped, times: gapped.times.map(() => 5_000) }) }),
  },
  graphCase("one", "one step", { nodes: churnGraph.nodes.slice(0, 1), edges: [] }),
  graphCase("usual", "eight steps", churnGraph),
  graphCase("items", "many items", sweepGraph),
  graphCase("many", "a thousand steps", layered(1_000)),
  graphCase(
    "long",
    "long names",
    renamedGraph(churnGraph, (step) => `${step}-${longName}`),
  ),
  graphCase(
    "right-to-left",
    "right to left",
    renamedGraph(churnGraph, (step) => `${hebrew} ${step}`),
  ),
];

/** Steps in layers of ten, each fed by two of the layer before. */
function layered(count: number): PipelineGraph {
  const name = (index: number): string => `step_${String(index).padStart(4, "0")}`;
  const nodes = Array.from({ length: count }, (_, index) => ({
    step: name(index),
    command: `python step.py ${index}`,
    inputs: [],
    outputs: [],
    params: [],
  }));
  const edges = nodes
    .slice(10)
    .flatMap((_, at) =>
      [at, at - (at % 10) + ((at * 7 + 3) % 10)]
        .filter((from, index, both) => both.indexOf(from) === index)
        .map((from) => ({ from: name(from), to: name(at + 10), datasets: [] })),
    );
  return { nodes, edges };
}

function renamedGraph({ nodes, edges }: PipelineGraph, name: (step: string) => string): PipelineGraph {
  return {
    nodes: nodes.map((node) => ({ ...node, step: name(node.step) })),
    edges: edges.map((edge) => ({ ...edge, from: name(edge.from), to: name(edge.to) })),
  };
}
