import { ok } from "../../src-main/core/base/result.ts";
import type { SignetBridge, WindowCommand, WindowSettings } from "../../src-main/core/contract/bridge.ts";
import {
  type Answer,
  type MethodName,
  type MethodParams,
  methodNames,
} from "../../src-main/core/contract/methods.ts";
import { inputFailure } from "../../src-main/core/model/failure.ts";
import type { RunEvent } from "../../src-main/core/model/run-event.ts";

export type FakeAnswers = {
  readonly [Name in MethodName]?: (params: MethodParams<Name>) => Answer<Name> | Promise<Answer<Name>>;
};

export type FakeBridge = SignetBridge & {
  readonly emit: (event: RunEvent) => void;
  readonly command: (command: WindowCommand) => void;
  /** What was asked of the shell so far: links of windows, and commands. */
  readonly asked: readonly string[];
};

/** A bridge over given answers, for the gallery and for tests. A method without one fails and says so. */
export function fakeBridge(answers: FakeAnswers, early: readonly WindowCommand[] = []): FakeBridge {
  let settings: WindowSettings = { theme: "system", notifications: true, zoom: 100 };
  const asked: string[] = [];
  const events = new Set<(event: RunEvent) => void>();
  const commands = new Set<(command: WindowCommand) => void>();
  const subscribe = <T>(to: Set<T>, listener: T): (() => void) => {
    to.add(listener);
    return () => to.delete(listener);
  };
  const methods = Object.fromEntries(
    methodNames.map((name) => [
      name,
      async (params: never) => {
        const answer = answers[name] as ((params: never) => unknown) | undefined;
        return answer === undefined
          ? { ok: false, error: inputFailure(`The fixtures do not answer ${name}.`) }
          : await answer(params);
      },
    ]),
  ) as unknown as Pick<SignetBridge, MethodName>;
  return {
    ...methods,
    onEvent: (listener) => subscribe(events, listener),
    onCommand: (listener) => subscribe(commands, listener),
    pathForFile: () => "/home/ada/churn/pipeline.yaml",
    chooseToImport: async () => ["/home/ada/churn/pipeline.yaml"],
    saveText: async ({ name }) => ({ ok: true, value: `/home/ada/${name}` }),
    savePicture: async ({ name }) => ({ ok: true, value: `/home/ada/${name}` }),
    exportRuns: async () => ok(null),
    stopExport: async () => {},
    settings: async () => settings,
    changeSettings: async (change) => {
      settings = { ...settings, ...change };
      for (const listener of commands) listener({ type: "settings-changed", settings });
      return ok(null);
    },
    openWindow: async (link) => void asked.push(link),
    offer: async () => {},
    shell: async (command) => void asked.push(command),
    showLibrary: async () => void asked.push("show-library"),
    showPipelineFile: async (id) => {
      asked.push(`show-file ${id}`);
      return ok(null);
    },
    asked,
    ready: async () => early,
    emit: (event) => {
      for (const listener of [...events]) listener(event);
    },
    command: (command) => {
      for (const listener of [...commands]) listener(command);
    },
  };
}
