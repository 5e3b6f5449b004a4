import type { BrowserWindow } from "electron";
import { unreachable } from "../core/base/unreachable.ts";
import type { ShellCommand } from "../core/contract/commands.ts";

type WindowCommand = Extract<ShellCommand, "close-window" | "full-screen">;

/** Does to a window what the system does by the menu's item, for who asks for it by its name. */
export const commandWindow = (window: BrowserWindow, command: WindowCommand): void => {
  switch (command) {
    case "close-window":
      window.close();
      return;
    case "full-screen":
      window.setFullScreen(!window.isFullScreen());
      return;
    default:
      unreachable(command);
  }
};
