import { beforeEach, describe, expect, test } from "vitest";
import { type RunId, runId } from "../../../src-main/core/model/ids.ts";
import { carriesRuns, carryRuns, dropRunsOn } from "../../../src-renderer/state/dragged-runs.ts";
import { useNavigation } from "../../../src-renderer/state/navigation.ts";
import { useRuns } from "../../../src-renderer/state/runs.ts";

/** What a browser keeps while something is dragged. */
function transfer(): DataTransfer {
  const kept = new Map<string, string>();
  return {
    setData: (type: string, text: string) => void kept.set(type, text),
    getData: (type: string) => kept.get(type) ?? "",
    get types() {
      return [...kept.keys()];
    },
  } as unknown as DataTransfer;
}

const drag = (from: string, to: string): void => {
  const data = transfer();
  carryRuns(data, runId(from));
  expect(carriesRuns(data)).toBe(true);
  dropRunsOn(data, runId(to));
};
const compared = (): readonly RunId[] | null => {
  const { view } = useNavigation.getState();
  return view.view === "compare" ? view.runs : null;
};

describe("a run let go on another", () => {
  beforeEach(() => {
    useRuns.setState({ selection: new Set() });
    useNavigation.setState({ view: { view: "runs", project: null }, past: [] });
  });

  test("is compared with it", () => {
    drag("a", "b");
    expect([...(compared() ?? [])].sort()).toEqual(["a", "b"]);
  });

  test("takes all that are selected along, if it is one of them", () => {
    useRuns.setState({ selection: new Set([runId("a"), runId("c")]) });
    drag("a", "b");
    expect([...(compared() ?? [])].sort()).toEqual(["a", "b", "c"]);
    drag("x", "b");
    expect([...(compared() ?? [])].sort()).toEqual(["b", "x"]);
  });

  test("changes nothing on itself", () => {
    drag("a", "a");
    expect(compared()).toBeNull();
  });

  test("is told from files and headings that are dragged", () => {
    expect(carriesRuns(transfer())).toBe(false);
  });
});
