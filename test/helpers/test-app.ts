import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import type { Result } from "../../src-main/core/base/result.ts";
import type {
  MethodName,
  MethodParams,
  MethodResult,
  PipelineCandidate,
} from "../../src-main/core/contract/methods.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import type { RunEvent } from "../../src-main/core/model/run-event.ts";
import { createApp } from "../../src-main/node/app/create-app.ts";
import { temporaryFolder } from "./workspace.ts";

/** The app over a new library, as a window has it. `call` throws what went wrong, `ask` answers it. */
export async function testApp() {
  const opened = await createApp({
    library: join(temporaryFolder(), "library"),
    resources: resolve("resources"),
    appVersion: "test",
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const app = opened.value;
  onTestFinished(app.close);
  const ask = async <Name extends MethodName>(
    name: Name,
    params: MethodParams<Name>,
  ): Promise<Result<MethodResult<Name>, Failure>> => app.call(name, params);
  const call = async <Name extends MethodName>(
    name: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> => {
    const answer = await ask(name, params);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  const inspect = async (file: string): Promise<PipelineCandidate> => {
    const [candidate] = await call("pipelines.inspect", { paths: [file] });
    if (candidate?.kind !== "pipeline") throw new Error(`${file} is no pipeline`);
    return candidate;
  };
  /** Agrees to what is in the file now, and keeps it. */
  const keep = async (file: string) =>
    call("pipelines.import", { path: file, trust: (await inspect(file)).trust ?? "" });
  /** Resolves with the next event of a kind. */
  const event = (type: RunEvent["type"]): Promise<RunEvent> =>
    new Promise((done) => {
      const stop = app.onEvent((one) => {
        if (one.type !== type) return;
        stop();
        done(one);
      });
    });
  return { ask, call, inspect, keep, event };
}
