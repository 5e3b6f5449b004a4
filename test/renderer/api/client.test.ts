import { expect, it } from "vitest";
import type { WindowCommand } from "../../../src-main/core/contract/bridge.ts";
import { client, connect } from "../../../src-renderer/api/client.ts";
import { fakeBridge } from "../../../src-renderer/api/fake-client.ts";

it("turns a call that could not be delivered into a failure that can be shown", async () => {
  connect(fakeBridge({ "projects.list": () => Promise.reject(new Error("channel closed")) }));
  const answer = await client.call("projects.list", {});
  expect(answer).toEqual({
    ok: false,
    error: { kind: "internal", message: "projects.list: channel closed", diagnostics: [] },
  });
});

it("reads an answer that was passed as text", async () => {
  const text = JSON.stringify({ ok: true, value: ["a", "b"] });
  connect({ ...fakeBridge({}), "runs.ids": async () => text });
  const all = { query: "", project: null, sort: null, from: null, to: null };
  expect(await client.call("runs.ids", all)).toEqual({ ok: true, value: ["a", "b"] });
});

it("delivers the commands that came before the window could listen", async () => {
  const early: WindowCommand = { type: "import", paths: ["/a/pipeline.yaml"] };
  const bridge = fakeBridge({}, [early]);
  connect(bridge);
  const heard: WindowCommand[] = [];
  const stop = client.onCommand((command) => heard.push(command));
  const end = client.startCommands();
  await Promise.resolve();
  bridge.command({ type: "command", id: "search" });
  end();
  bridge.command({ type: "command", id: "import-files" });
  stop();
  client.issue({ type: "command", id: "open-example" });
  expect(heard).toEqual([early, { type: "command", id: "search" }]);
});
