import { beforeEach, describe, expect, it } from "vitest";
import { ok } from "../../../src-main/core/base/result.ts";
import type { MethodParams } from "../../../src-main/core/contract/methods.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import { selectAll, selectRange, selectToEnd } from "../../../src-renderer/actions/select-runs.ts";
import { connect } from "../../../src-renderer/api/client.ts";
import { fakeBridge } from "../../../src-renderer/api/fake-client.ts";
import { emptyRuns, useRuns } from "../../../src-renderer/state/runs.ts";

const listed = ["a", "b", "c", "d", "e"].map(runId);

describe("the selection of runs", () => {
  let asked: MethodParams<"runs.ids">[];
  beforeEach(() => {
    asked = [];
    useRuns.setState(emptyRuns, true);
    connect(
      fakeBridge({
        "runs.ids": (question) => {
          asked.push(question);
          const place = (id: string | null, otherwise: number) =>
            id === null ? otherwise : listed.indexOf(runId(id));
          const [a, b] = [place(question.from, 0), place(question.to, listed.length - 1)];
          return ok(listed.slice(Math.min(a, b), Math.max(a, b) + 1));
        },
      }),
    );
  });
  const selected = () => [...useRuns.getState().selection];

  it("takes a range of runs that are here without asking", async () => {
    useRuns.setState({ anchor: runId("b") });
    await selectRange(runId("c"), () => [runId("b"), runId("c")]);
    expect(selected()).toEqual(["b", "c"]);
    expect(asked).toEqual([]);
  });

  it("asks for a range that is not all here, in whichever direction", async () => {
    useRuns.setState({ anchor: runId("d") });
    await selectRange(runId("b"), () => null);
    expect(selected()).toEqual(["b", "c", "d"]);
    expect(useRuns.getState().anchor).toBe("d");
  });

  it("reaches to the ends of the list, and takes all of it with its query and without its groups", async () => {
    await selectToEnd(runId("d"), "last");
    expect(selected()).toEqual(["d", "e"]);
    useRuns.setState({
      filter: {
        ...emptyRuns.filter,
        query: "lr:1",
        group: ["status"],
        sort: { field: "runs", descending: true },
      },
    });
    await selectAll();
    expect(selected()).toHaveLength(5);
    expect(asked[1]).toEqual({ query: "lr:1", project: null, sort: null, within: [], from: null, to: null });
  });

  it("takes nothing of an answer about runs that are no longer listed", async () => {
    const waiting = selectAll();
    useRuns.setState({ filter: { ...emptyRuns.filter, project: "other" } });
    await waiting;
    expect(selected()).toEqual([]);
  });
});
