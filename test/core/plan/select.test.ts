import { describe, expect, it } from "vitest";
import type { Pipeline } from "../../../src-main/core/model/pipeline.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";
import { type Choice, selectSteps } from "../../../src-main/core/plan/select.ts";

/** raw -> load -> clean -> train@lr=1, train@lr=2 -> report; `notify` only needs `clean`. */
const { pipeline } = readPipeline({
  file: "/w/pipeline.yaml",
  text: `signet: 1
name: p
datasets: {raw: raw.csv}
steps:
  load: {run: "cp {inputs.raw} {outputs.table}", inputs: [raw], outputs: [table]}
  clean: {run: "cp {inputs.table} {outputs.tidy}", inputs: [table], outputs: [tidy], tags: [data]}
  train: {tags: [nightly], foreach: {lr: [1, 2]}, run: "cp {inputs.tidy} {outputs.model} # {params.lr}", inputs: [tidy], outputs: [model]}
  report: {run: "cat {inputs.model} > {outputs.page}", inputs: [model], outputs: [page], tags: [nightly]}
  notify: {run: "true", needs: [clean]}
`,
});

const nothing: Choice = { targets: [], from: [], only: [], force: false };

function select(choice: Partial<Choice>) {
  const selected = selectSteps(pipeline as Pipeline, { ...nothing, ...choice });
  if (!selected.ok) return selected.error.map(({ message, remedy }) => `${message} / ${remedy}`);
  const { steps, outside, forced } = selected.value;
  return {
    steps: steps.map(({ name }) => name).join(" "),
    outside: outside.map(({ name }) => name).join(" "),
    forced: [...forced].join(" "),
  };
}

describe("the chosen steps", () => {
  const items = "train@lr=1 train@lr=2";
  it.each<[string, Partial<Choice>, string, string]>([
    ["are all without a choice", {}, `load clean ${items} report notify`, ""],
    ["to a step are it and what it waits for", { targets: ["clean"] }, "load clean", ""],
    ["to two steps are both ways", { targets: ["notify", "load"] }, "load clean notify", ""],
    ["from a step are it and what waits for it", { from: ["clean"] }, `clean ${items} report notify`, "load"],
    [
      "from a step to another lie between",
      { from: ["clean"], targets: ["report"] },
      `clean ${items} report`,
      "load",
    ],
    [
      "only a step are it alone, and read what all before it made",
      { only: ["report"] },
      "report",
      `load clean ${items}`,
    ],
    ["only a step that comes after another need that too", { only: ["notify"] }, "notify", "load clean"],
    ["of a step with items are all of them", { only: ["train"] }, items, "load clean"],
    ["of one item are that item", { only: ["train@lr=2"] }, "train@lr=2", "load clean"],
    ["to one item leave the others out", { targets: ["train@lr=2"] }, "load clean train@lr=2", ""],
    ["with a tag are all that have it", { only: ["tag:nightly"] }, `${items} report`, "load clean"],
    ["to a tag are they and what they wait for", { targets: ["tag:data"] }, "load clean", ""],
    [
      "from a tag and only another are in both",
      { from: ["tag:data"], only: ["report", "load"] },
      "report",
      `load clean ${items}`,
    ],
    ["are each once, however often named", { only: ["train", "train@lr=1"] }, items, "load clean"],
  ])("%s", (_what, choice, steps, outside) => {
    expect(select(choice)).toEqual({ steps, outside, forced: "" });
  });

  it.each<[string, Partial<Choice>, string]>([
    ["all of them", { force: true, targets: ["clean"] }, "load clean"],
    ["one of them", { force: ["clean"] }, "clean"],
    ["all items of one", { force: ["train"] }, items],
    ["all with a tag", { force: ["tag:data"] }, "clean"],
    ["of one only the chosen items", { force: ["train"], only: ["train@lr=2"] }, "train@lr=2"],
  ])("are forced as asked: %s", (_what, choice, forced) => {
    expect(select(choice)).toMatchObject({ forced });
  });

  it("are told with the nearest name when there is no such step, every name at once", () => {
    expect(select({ targets: ["trian"], from: ["claen"], force: ["zzzzzz"] })).toEqual([
      "There is no step `trian` / Did you mean `train`?",
      "There is no step `claen` / Did you mean `clean`?",
      "There is no step `zzzzzz` / Steps: load, clean, train, report, notify",
    ]);
  });

  it("are told with the tags that there are when no step has one", () => {
    expect(select({ only: ["tag:nigthly", "tag:weekly"] })).toEqual([
      "No step has the tag `nigthly` / Did you mean `tag:nightly`?",
      "No step has the tag `weekly` / Tags: data, nightly",
    ]);
    const untagged = { ...(pipeline as Pipeline), steps: [] };
    const selected = selectSteps(untagged, { ...nothing, only: ["tag:weekly"] });
    expect(!selected.ok && selected.error.map(({ remedy }) => remedy)).toEqual([
      expect.stringMatching(/^No step has tags: write `tags: /),
    ]);
  });

  it("have all that is forced among them: else somebody would think that it ran", () => {
    expect(select({ force: ["report", "clean", "train"], targets: ["clean"] })).toEqual([
      expect.stringMatching(/^report, train cannot be forced: they are not among the chosen steps /),
    ]);
  });

  it("are never none: what lies between must go that way", () => {
    expect(select({ targets: ["load"], only: ["notify", "report"] })).toEqual([
      expect.stringMatching(/^Nothing of notify, report lies to load /),
    ]);
    expect(select({ from: ["report"], targets: ["load"] })).toEqual([
      expect.stringMatching(/^No step lies from report to load /),
    ]);
  });
});
