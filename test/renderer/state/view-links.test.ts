import { beforeEach, describe, expect, it } from "vitest";
import { pipelineId, runId } from "../../../src-main/core/model/ids.ts";
import { connect } from "../../../src-renderer/api/client.ts";
import { fakeBridge } from "../../../src-renderer/api/fake-client.ts";
import { go, useNavigation } from "../../../src-renderer/state/navigation.ts";
import { emptyRuns, useRuns } from "../../../src-renderer/state/runs.ts";
import { shownList, showPrevious, showView } from "../../../src-renderer/state/view-links.ts";

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
