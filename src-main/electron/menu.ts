import { Menu, type MenuItemConstructorOptions } from "electron";
import { type Theme, themes, type WindowCommand } from "../core/contract/bridge.ts";

export type MenuOptions = {
  readonly send: (command: WindowCommand) => void;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  /** Adds what only a developer needs. */
  readonly development: boolean;
};

const themeLabels: { readonly [theme in Theme]: string } = {
  system: "As the system",
  light: "Light",
  dark: "Dark",
};

/** Sets the app's menu. It asks the window's page for what the page can do, so that each action exists once. */
export const setMenu = ({ send, theme, onTheme, development }: MenuOptions): void => {
  const mac = process.platform === "darwin";
  const line: MenuItemConstructorOptions = { type: "separator" };
  const item = (label: string, accelerator: string, command: WindowCommand): MenuItemConstructorOptions => ({
    label,
    ...(accelerator && { accelerator }),
    click: () => send(command),
  });

  const file: MenuItemConstructorOptions[] = [
    item("Import…", "CommandOrControl+O", { type: "open-import", what: "files" }),
    item("Import Folder…", "CommandOrControl+Shift+O", { type: "open-import", what: "folders" }),
    item("Open the Example", "", { type: "open-example" }),
    line,
    ...(mac ? [{ role: "close" } as const] : [{ role: "quit" } as const]),
  ];
  const edit: MenuItemConstructorOptions[] = [
    { role: "undo" },
    { role: "redo" },
    line,
    { role: "cut" },
    { role: "copy" },
    { role: "paste" },
    { role: "selectAll" },
    line,
    item("Search Runs", "CommandOrControl+K", { type: "focus-search" }),
  ];
  const view: MenuItemConstructorOptions[] = [
    ...(development ? ([{ role: "reload" }, { role: "toggleDevTools" }, line] as const) : []),
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    line,
    {
      label: "Theme",
      submenu: themes.map((choice) => ({
        label: themeLabels[choice],
        type: "radio",
        checked: choice === theme,
        click: () => onTheme(choice),
      })),
    },
    line,
    { role: "togglefullscreen" },
  ];

  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: "appMenu" } as const] : []),
      { label: "&File", submenu: file },
      { label: "&Edit", submenu: edit },
      { label: "&View", submenu: view },
      ...(mac ? [{ role: "windowMenu" } as const] : []),
      { role: "help", label: "&Help", submenu: [{ role: "about", label: "About Signet" }] },
    ]),
  );
};
