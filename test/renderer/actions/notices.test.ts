import { notificationsStore } from "@mantine/notifications";
import { beforeEach, describe, expect, it } from "vitest";
import { ok } from "../../../src-main/core/base/result.ts";
import { inputFailure } from "../../../src-main/core/model/failure.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import { exportRuns } from "../../../src-renderer/actions/export-runs.tsx";
import { undelete } from "../../../src-renderer/actions/run-actions.ts";
import { selectAll, selectRange } from "../../../src-renderer/actions/select-runs.ts";
import { unfold } from "../../../src-renderer/actions/unfold.ts";
import { connect } from "../../../src-renderer/api/client.ts";
import { fakeBridge } from "../../../src-renderer/api/fake-client.ts";
import { emptyRuns, groupId, useRuns } from "../../../src-renderer/state/runs.ts";

const failing = () => ({ ok: false as const, error: inputFailure("The disk cannot be read.") });
const notices = () =>
  notificationsStore.getState().notifications.map(({ title, message, color }) => ({ title, message, color }));

describe("a deletion that is taken back too late", () => {
  it("says how many runs are gone for good", async () => {
    notificationsStore.setState({ ...notificationsStore.getState(), notifications: [], queue: [] });
    connect(fakeBridge({ "runs.undelete": () => ok({ runs: [runId("a")] }) }));
    await undelete([runId("a"), runId("b")]);
    expect(notices()).toMatchObject([
      { title: "1 run not restored", message: "A minute after they were deleted they went for good." },
    ]);
  });
});

describe("what cannot be shown of the list", () => {
  beforeEach(() => {
    useRuns.setState(emptyRuns, true);
    notificationsStore.setState({ ...notificationsStore.getState(), notifications: [], queue: [] });
    connect(fakeBridge({ "runs.list": failing, "runs.get": failing, "runs.ids": failing }));
  });

  it("is told of a group that cannot be unfolded, and the group is folded again", async () => {
    const group = groupId(["failed"]);
    useRuns.setState({ filter: { ...useRuns.getState().filter, group: ["status"] } });
    await unfold(group);
    expect(notices()).toEqual([
      { title: "The line was not unfolded", message: "The disk cannot be read.", color: "red" },
    ]);
    expect(useRuns.getState().expanded.has(group)).toBe(false);
  });

  it("is told of a pipeline run whose steps cannot be had", async () => {
    await unfold(runId("a"));
    expect(notices()).toMatchObject([{ title: "The line was not unfolded" }]);
    expect(useRuns.getState().expanded.size).toBe(0);
  });

  it("is told of runs that cannot be selected, and what was selected before stays", async () => {
    useRuns.setState({ selection: new Set([runId("a")]) });
    await selectAll();
    expect(notices()).toEqual([
      { title: "The runs were not selected", message: "The disk cannot be read.", color: "red" },
    ]);
    await selectRange(runId("far"), () => null);
    expect(notices()).toHaveLength(2);
    expect([...useRuns.getState().selection]).toEqual(["a"]);
  });

  it("is told of an export that could not be written, where its progress was", async () => {
    let write = (): void => {};
    connect({
      ...fakeBridge({}),
      exportRuns: async (_, tell) => {
        tell({ file: "/w/runs.csv", done: 1, all: 3 });
        await new Promise<void>((resolve) => {
          write = resolve;
        });
        return failing();
      },
    });
    const done = exportRuns({ ids: [runId("a")] }, "csv");
    expect(notificationsStore.getState().notifications).toMatchObject([{ id: "export-/w/runs.csv" }]);
    write();
    await done;
    expect(notices()).toMatchObject([
      { title: "The runs were not exported", message: "The disk cannot be read.", color: "red" },
    ]);
  });

  it("is nothing where all was had", async () => {
    connect(fakeBridge({ "runs.ids": () => ok([runId("b")]) }));
    await selectAll();
    expect(notices()).toEqual([]);
    expect([...useRuns.getState().selection]).toEqual(["b"]);
  });
});
