// A worker that speaks the app's protocol; what it does is chosen by the library's name and the method called.
import { parentPort, workerData } from "node:worker_threads";
import type { WorkerMessage, WorkerRequest } from "../../../../src-main/node/app/worker.ts";

const port = parentPort;
if (port === null) throw new Error("Start this as a worker.");
const post = (message: WorkerMessage): void => port.postMessage(message);
const { library } = workerData as { library: string };

if (library === "fails") throw new Error("no such thing");
if (library === "refused") {
  const error = { kind: "library", message: "It is newer than this Signet.", diagnostics: [] } as const;
  post({ type: "opened", result: { ok: false, error } });
} else if (library !== "silent") {
  post({ type: "opened", result: { ok: true, value: null } });
}
if (library === "damaged") post({ type: "damaged", text: "signet.db is damaged" });

port.on("message", (request: WorkerRequest) => {
  const { id } = request;
  if (request.type === "active-runs")
    return post({ type: "answer", id, answer: { ok: true, value: ["r1"] } });
  if (request.type === "close") {
    if (library !== "stuck") port.close();
    return;
  }
  if (request.type === "export") {
    const { what, file } = request;
    post({ type: "export-progress", id, progress: { file, done: 1, all: 2 } });
    return post({ type: "answer", id, answer: { ok: true, value: { what, file } } });
  }
  if (request.type === "stop-export") return post({ type: "answer", id, answer: { ok: true, value: null } });
  if (request.name === "runs.cancel") throw new Error("crashed on purpose");
  if (request.name === "pipelines.run") {
    return post({ type: "event", event: { sequence: 7, type: "pipelines" } });
  }
  post({ type: "answer", id, answer: { ok: true, value: { name: request.name, params: request.params } } });
});
