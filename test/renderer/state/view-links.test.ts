import { beforeEach, describe, expect, it } from "vitest";
import { pipelineId, runId } from "../../../src-main/core/model/ids.ts";
import { connect } from "../../../src-renderer/api/client.ts";
import { fakeBridge } from "../../../src-renderer/api/fake-client.ts";
import { go, useNavigation } from "../../../src-renderer/state/navigation.ts";
import { emptyRuns, useRuns } from "../../../src-renderer/state/runs.ts";
import { showAllRuns, shownList, showPrevious, showView } from "../../../src-renderer/state/view-links.ts";

const listed = () => {
  const { project, archived } = useRuns.getState().filter;
  return [project, archived === true];
};

describe("going back", () => {
  beforeEach(() => {
    connect(fakeBridge({}));
    useRuns.setState(emptyRuns, true);
    useNavigation.setState({ view: { view: "runs", project: null }, past: [] });
  });

  it("leads through the lists as they were, the archive among them", () => {
    showView({ view: "runs", project: "lab" });
    showView({ view: "runs", project: null, archived: true });
    expect(listed()).toEqual([null, true]);
    expect(shownList()).toEqual({ view: "runs", project: null, archived: true });
    showPrevious();
    expect(listed()).toEqual(["lab", false]);
    showPrevious();
    expect(listed()).toEqual([null, false]);
  });

  it("shows a run beside the list that it was opened from", () => {
    showView({ view: "runs", project: "lab" });
    go({ view: "run", id: runId("a") });
    go({ view: "pipeline", id: pipelineId("p") });
    showView({ view: "runs", project: null, archived: true });
    showPrevious();
    expect(useNavigation.getState().view).toEqual({ view: "pipeline", id: "p" });
    showPrevious();
    expect(useNavigation.getState().view).toEqual({ view: "run", id: "a" });
    expect(listed()).toEqual(["lab", false]);
  });
});

describe("what is searched for", () => {
  beforeEach(() => {
    connect(fakeBridge({}));
    useRuns.setState(emptyRuns, true);
    const within = [{ field: "status", value: "failed" }];
    const filter = { ...emptyRuns.filter, query: "loss<1", within, group: ["user"], sort: null };
    useRuns.setState({ filter });
  });

  it("is looked for in a project and in the archive", () => {
    showView({ view: "runs", project: "lab" });
    expect(useRuns.getState().filter).toMatchObject({ project: "lab", query: "loss<1" });
    showView({ view: "runs", project: null, archived: true });
    expect(useRuns.getState().filter).toMatchObject({ archived: true, query: "loss<1" });
  });

  it("limits all runs no more, which stay in their groups", () => {
    showView({ view: "runs", project: "lab" });
    showAllRuns();
    const { filter } = useRuns.getState();
    expect(filter).toMatchObject({ project: null, archived: false, query: "", within: [], group: ["user"] });
    expect(useNavigation.getState().view).toEqual({ view: "runs", project: null });
  });
});
