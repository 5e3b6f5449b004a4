import { parentPort, workerData } from "node:worker_threads";
import { err, type Result } from "../../core/base/result.ts";
import { unreachable } from "../../core/base/unreachable.ts";
import type { MethodName } from "../../core/contract/methods.ts";
import type { ExportProgress } from "../../core/contract/run-export.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { RunEvent } from "../../core/model/run-event.ts";
import type { App } from "./app.ts";
import { createApp } from "./create-app.ts";

/** What the worker is started with, as `workerData`. */
export type WorkerOptions = Parameters<typeof createApp>[0];

/** From the main thread. Every message is answered once, with the same `id`. */
export type WorkerRequest =
  | { readonly type: "call"; readonly id: number; readonly name: MethodName; readonly params: unknown }
  /** `what` comes from a page, and is checked; `file` is the person's choice. Answered with null when it was stopped. */
  | { readonly type: "export"; readonly id: number; readonly what: unknown; readonly file: string }
  | { readonly type: "stop-export"; readonly id: number; readonly file: string }
  | { readonly type: "active-runs"; readonly id: number }
  | { readonly type: "close"; readonly id: number };

/** To the main thread. `opened` comes once, before any event. */
export type WorkerMessage =
  | { readonly type: "opened"; readonly result: Result<null, Failure> }
  | { readonly type: "answer"; readonly id: number; readonly answer: Result<unknown, Failure> }
  /** How far the export of this id is. */
  | { readonly type: "export-progress"; readonly id: number; readonly progress: ExportProgress }
  | { readonly type: "event"; readonly event: RunEvent }
  /** The library's database was found to be damaged while it is open; once at most. */
  | { readonly type: "damaged"; readonly text: string };

if (parentPort === null) throw new Error("This file is the entry of a worker thread.");
const port = parentPort;
const post = (message: WorkerMessage): void => port.postMessage(message);

/** Turns a bug into an answer, so that whoever asked is not left waiting. The log gets its stack. */
const bug = (thrown: unknown): { readonly ok: false; readonly error: Failure } => {
  console.error(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return err({ kind: "internal", message, diagnostics: [] });
};

const opening: Promise<Result<App, Failure>> = createApp(workerData as WorkerOptions).catch(bug);

const perform = async (request: WorkerRequest, app: App): Promise<Result<unknown, Failure>> => {
  switch (request.type) {
    case "call":
      // The app itself checks the parameters against the contract.
      return app.call(request.name, request.params as never);
    case "export":
      return app.exports.start(request.what, request.file, (progress) =>
        post({ type: "export-progress", id: request.id, progress }),
      );
    case "stop-export":
      app.exports.stop(request.file);
      return { ok: true, value: null };
    case "active-runs":
      return { ok: true, value: app.activeRuns() };
    case "close":
      await app.close();
      return { ok: true, value: null };
    default:
      return unreachable(request);
  }
};

port.on("message", async (request: WorkerRequest) => {
  const app = await opening;
  const answer = app.ok ? await perform(request, app.value).catch(bug) : app;
  post({ type: "answer", id: request.id, answer });
  if (request.type === "close") port.close();
});

const opened = await opening;
if (opened.ok) {
  opened.value.onEvent((event) => post({ type: "event", event }));
  void opened.value.damage.then((text) => post({ type: "damaged", text }));
}
post({ type: "opened", result: opened.ok ? { ok: true, value: null } : opened });
