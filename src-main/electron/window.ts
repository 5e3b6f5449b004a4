import { BrowserWindow, nativeTheme, screen } from "electron";
import { aside, type Placement, placeWindow, smallestWindow } from "./window-placement.ts";

/** The ground of the page, light and dark, so that nothing flashes before its first frame. As in src-renderer's theme. */
const ground = { light: "#f7f7f8", dark: "#141518" };
const groundNow = (): string => (nativeTheme.shouldUseDarkColors ? ground.dark : ground.light);

export type WindowOptions = {
  readonly preload: string;
  readonly icon: string;
  readonly placement: Placement | null;
  /** The place is another window's: this one goes a little aside, so that both are seen. */
  readonly beside: boolean;
};

/** Makes the window, hidden until its page has been drawn once. */
export const createWindow = ({ preload, icon, placement, beside }: WindowOptions): BrowserWindow => {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const areas = [primary, ...others].map((display) => display.workArea);
  const { bounds, maximized } = placeWindow(beside && placement ? aside(placement, areas) : placement, areas);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: "Signet",
    icon,
    backgroundColor: groundNow(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once("ready-to-show", () => {
    if (maximized) window.maximize();
    window.show();
  });
  const repaint = (): void => window.setBackgroundColor(groundNow());
  nativeTheme.on("updated", repaint);
  window.once("closed", () => nativeTheme.off("updated", repaint));
  return window;
};

/** Where the window is, or would be if it were not maximized or minimized. */
export const placementOf = (window: BrowserWindow): Placement => ({
  bounds: window.getNormalBounds(),
  maximized: window.isMaximized(),
});

/** Brings the window to the front, as when the app is started a second time. */
export const focusWindow = (window: BrowserWindow): void => {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
