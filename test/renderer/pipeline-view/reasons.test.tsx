import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import type { PipelineRequest } from "../../../src-main/core/contract/methods.ts";
import { pipelineId } from "../../../src-main/core/model/ids.ts";
import type { StepNote } from "../../../src-main/core/model/plan.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import { connect } from "../../../src-renderer/api/client.ts";
import { fakeBridge } from "../../../src-renderer/api/fake-client.ts";
import { changeLines } from "../../../src-renderer/features/pipeline-view/change-lines.ts";
import { isExplainable, pathOf } from "../../../src-renderer/features/pipeline-view/explainable.ts";
import { gatheredNames } from "../../../src-renderer/features/pipeline-view/gathered-names.ts";
import { ReasonList } from "../../../src-renderer/features/pipeline-view/reason-list.tsx";
import { StepNotes } from "../../../src-renderer/ui/step-notes.tsx";

const reason = (kind: Reason["kind"], text: string, part: Partial<Reason> = {}): Reason => ({
  kind,
  subject: null,
  from: null,
  to: null,
  ...part,
  text,
});
const digests = { from: `sha256:${"a".repeat(64)}`, to: `sha256:${"b".repeat(64)}` };
const request: PipelineRequest = {
  id: pipelineId("1"),
  overrides: {},
  targets: [],
  from: [],
  only: [],
  force: false,
};

describe("reasons of a plan", () => {
  beforeAll(() => connect(fakeBridge({})));
  const reasons = [
    reason("parameter-changed", "Parameter changed: lr 0.1 → 0.2", { subject: "lr", from: 0.1, to: 0.2 }),
    reason("input-changed", "Input changed: raw.csv", { subject: "raw", ...digests }),
    reason("forced", "Forced"),
  ];
  const html = (asked: PipelineRequest | null): string =>
    renderToStaticMarkup(
      <MantineProvider>
        <ReasonList step="train" reasons={reasons} request={asked} onExplain={() => {}} />
      </MantineProvider>,
    );

  it("open what they are about, where there are two sides to it", () => {
    const buttons = [...html(request).matchAll(/<button[^>]*aria-haspopup="dialog"[^>]*>([^<]*)/g)];
    expect(buttons.map(([, text]) => text)).toEqual([
      "Parameter changed: lr 0.1 → 0.2",
      "Input changed: raw.csv",
    ]);
    expect(html(request)).toContain("Forced");
  });

  it("of a run are only said, as the plan that they were of is gone", () => {
    expect(html(null)).not.toContain("<button");
    expect(html(null)).toContain("Input changed: raw.csv");
  });

  it("without anything that was or is have nothing to open", () => {
    expect(isExplainable(reason("output-modified", "Output modified", { from: digests.from }))).toBe(true);
    expect(isExplainable(reason("code-changed", "Code changed"))).toBe(false);
    expect(isExplainable(reason("never-run", "Never run"))).toBe(false);
  });

  it("tell the file they are about, without the piece of code in it", () => {
    expect(pathOf(reason("code-changed", "x", { subject: "a/b.py › f()" }), "title")).toBe("a/b.py");
    expect(pathOf(reason("command-changed", "x"), "Command of train")).toBe("Command of train");
  });
});

describe("the first lines of a change", () => {
  const text = (...lines: string[]): string => `${lines.join("\n")}\n`;
  const marked = (found: ReturnType<typeof changeLines>): string[] =>
    found.lines.map(({ kind, text: line }) => `${{ added: "+", removed: "-", same: " " }[kind]}${line}`);

  it("begin one line before it and end one after it", () => {
    const found = changeLines(text("a", "b", "c", "d", "e", "f"), text("a", "b", "c", "D", "e", "f"), null);
    expect(marked(found)).toEqual([" c", "-d", "+D", " e"]);
    expect(found.more).toBe(false);
  });

  it("are those at the line that is asked for, though another change stands near before it", () => {
    const found = changeLines(
      text("import a", "", "def f():", "    x"),
      text("import b", "", "def f():", "    y"),
      3,
    );
    expect(marked(found)).toEqual([" def f():", "-    x", "+    y"]);
    expect(found.more).toBe(true);
  });

  it("are those of a change far down the file by its place in the new text", () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`);
    const changed = lines.map((line, index) => (index === 4 || index === 49 ? `${line}!` : line));
    const found = changeLines(text(...lines), text(...changed), 40);
    expect(marked(found)).toEqual([" line 49", "-line 50", "+line 50!", " line 51"]);
  });

  it("stand without the indentation that all of them have", () => {
    const found = changeLines(
      text("if x:", "\tfor y in x:", "\t\tf(y)"),
      text("if x:", "\tfor y in x:", "", "\t\tg(y)"),
      null,
    );
    expect(marked(found)).toEqual([" for y in x:", "-\tf(y)", "+", "+\tg(y)"]);
  });

  it("are marked where they differ, line by line where as many were added as removed", () => {
    const stretches = (found: ReturnType<typeof changeLines>): (readonly string[])[] =>
      found.lines.map((line) => line.marks.map((stretch) => line.text.slice(...stretch)));
    const found = changeLines(
      text("  wait(5s)", "  a", "  b"),
      text("  wait(9s)", "  a", "  (1 - b) * b"),
      null,
    );
    expect(stretches(found)).toEqual([["5s"], ["9s"], [], [], ["(1 - b) * "]]);
    expect(stretches(changeLines(text("a"), text("b", "c"), null))).toEqual([[], [], []]);
  });

  it("are a few only, and none of equal texts", () => {
    const many = Array.from({ length: 40 }, (_, index) => `new ${index}`);
    const found = changeLines("", text(...many), null);
    expect(found.lines).toHaveLength(7);
    expect(found.more).toBe(true);
    expect(changeLines("a\n", "a\n", null)).toEqual({ lines: [], more: false });
  });
});

describe("the datasets a step reads", () => {
  it("are one entry for many items of a foreach, and one by one for few", () => {
    const many = Array.from({ length: 60 }, (_, index) => `model@n=${index}`);
    expect(gatheredNames(["raw", ...many, "a@x=1", "a@x=2"])).toEqual([
      { name: "raw", items: ["raw"] },
      { name: "model", items: many },
      { name: "a@x=1", items: ["a@x=1"] },
      { name: "a@x=2", items: ["a@x=2"] },
    ]);
  });
});

describe("notes of a step", () => {
  const note = (kind: StepNote["kind"], text: string): StepNote => ({ kind, subject: null, text });

  it("are listed with what may be wrong first, and take no room without any", () => {
    const markup = renderToStaticMarkup(
      <StepNotes
        notes={[
          note("widened", "more counts"),
          note("stale-input", "old input"),
          note("not-deterministic", "other bytes"),
        ]}
      />,
    );
    expect([...markup.matchAll(/data-kind="([^"]*)"/g)].map(([, kind]) => kind)).toEqual([
      "stale-input",
      "not-deterministic",
      "widened",
    ]);
    expect(markup).toContain('aria-label="Notes"');
    expect(renderToStaticMarkup(<StepNotes notes={[]} />)).toBe("");
  });
});
