import { create } from "zustand";
import type { Result } from "../../src-main/core/base/result.ts";
import type { WindowSettings } from "../../src-main/core/contract/bridge.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "../api/client.ts";

/** What holds for all windows; null until it is known. The shell keeps it, so that menu, dialogs and first frame agree. */
export const useWindowSettings = create<{ readonly settings: WindowSettings | null }>(() => ({
  settings: null,
}));

/** Loads the settings and follows them, until the answer is called. */
export function followSettings(): () => void {
  void client.settings().then((settings) => useWindowSettings.setState({ settings }));
  return client.onCommand((command) => {
    if (command.type === "settings-changed") useWindowSettings.setState({ settings: command.settings });
  });
}

export const changeSettings = (change: Partial<WindowSettings>): Promise<Result<null, Failure>> =>
  client.changeSettings(change);
