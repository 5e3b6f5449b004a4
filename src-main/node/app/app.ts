import type { Answer, MethodName, MethodParams } from "../../core/contract/methods.ts";
import type { RunEvent } from "../../core/model/run-event.ts";
import type { WindowExports } from "./interchange/export-chosen.ts";

/** The app over one library: what the window calls through its worker and the terminal calls directly. */
export type App = {
  /** Calls a method; `params` are checked against the contract first. Never throws for a user's mistake. */
  readonly call: <Name extends MethodName>(name: Name, params: MethodParams<Name>) => Promise<Answer<Name>>;
  /** Writes runs that a page chose to a file that the person chose. */
  readonly exports: Pick<WindowExports, "start" | "stop">;
  /** Events from now on, until the returned function is called. */
  readonly onEvent: (listener: (event: RunEvent) => void) => () => void;
  /** Resolves when the library's database is found to be damaged while it is open, with what people should know of it. */
  readonly damage: Promise<string>;
  /** Ids of the runs that this process is executing now. */
  readonly activeRuns: () => readonly string[];
  /** Cancels what runs or is written, waits for it, and closes the library. */
  readonly close: () => Promise<void>;
};
