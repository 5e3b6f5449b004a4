import type { BrowserWindow } from "electron";
import { unreachable } from "../core/base/unreachable.ts";
import type { ShellCommand } from "../core/contract/commands.ts";

/** As much as the menu's own items zoom at once. */
const zoomStep = 0.5;

type WindowCommand = Exclude<ShellCommand, "new-window" | "open-library" | "quit">;

/** Does to a window what the system does by the menu's item, for who asks for it by its name. */
export const commandWindow = (window: BrowserWindow, command: WindowCommand): void => {
  const { webContents } = window;
  switch (command) {
    case "close-window":
      window.close();
      return;
    case "full-screen":
      window.setFullScreen(!window.isFullScreen());
      return;
    case "zoom-in":
      webContents.setZoomLevel(webContents.getZoomLevel() + zoomStep);
      return;
    case "zoom-out":
      webContents.setZoomLevel(webContents.getZoomLevel() - zoomStep);
      return;
    case "actual-size":
      webContents.setZoomLevel(0);
      return;
    default:
      unreachable(command);
  }
};
