import { type BaseWindow, BrowserWindow, Menu, type MenuItemConstructorOptions } from "electron";
import { type Theme, themes } from "../core/contract/bridge.ts";
import {
  type CommandGroup,
  type CommandId,
  commandIds,
  commands,
  type ShellCommand,
  shellCommands,
} from "../core/contract/commands.ts";
import { acceleratorOf } from "./accelerator.ts";

export type MenuOptions = {
  /** Asks the page of the window that has the menu. */
  readonly send: (id: CommandId, window: BrowserWindow | null) => void;
  readonly shell: (command: ShellCommand, window: BrowserWindow | null) => void;
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

const line: MenuItemConstructorOptions = { type: "separator" };

/** Sets the app's menu. It asks the window's page for what the page can do, so that each action exists once. */
export const setMenu = ({ send, shell, theme, onTheme, development }: MenuOptions): void => {
  const mac = process.platform === "darwin";
  const item = (id: CommandId): MenuItemConstructorOptions => {
    const { label, by, keys } = commands[id];
    const accelerator = acceleratorOf(keys?.[0]);
    const shown = { label, ...(accelerator !== null && { accelerator }) };
    if (by !== undefined && by !== "shell") return { ...shown, role: by };
    const ofWindow = (window: BaseWindow | undefined): BrowserWindow | null =>
      window instanceof BrowserWindow ? window : null;
    const own = shellCommands.find((one) => one === id);
    if (own !== undefined)
      return { ...shown, click: (_item: unknown, window?: BaseWindow) => shell(own, ofWindow(window)) };
    return {
      ...shown,
      id,
      // The page has the keys first, and knows what they mean where the focus is.
      registerAccelerator: false,
      click: (_item: unknown, window?: BaseWindow) => send(id, ofWindow(window)),
    };
  };
  const itemsOf = (group: CommandGroup): MenuItemConstructorOptions[] =>
    commandIds
      .filter((id) => commands[id].group === group && commands[id].menu === true)
      .flatMap((id) => [item(id), ...further(id)]);
  /** An item has one accelerator: further keys of what the page does not do have items that nobody sees. */
  const further = (id: CommandId): MenuItemConstructorOptions[] => {
    const { by, keys } = commands[id];
    if (by === undefined) return [];
    return (keys ?? []).slice(1).flatMap((one): MenuItemConstructorOptions[] => {
      const accelerator = acceleratorOf(one);
      return accelerator === null ? [] : [{ ...item(id), accelerator, visible: false }];
    });
  };

  const edit: MenuItemConstructorOptions[] = [
    { role: "undo" },
    { role: "redo" },
    line,
    { role: "cut" },
    { role: "copy" },
    { role: "paste" },
    { role: "selectAll" },
    line,
    ...itemsOf("Edit"),
  ];
  const view: MenuItemConstructorOptions[] = [
    ...(development ? ([{ role: "reload" }, { role: "toggleDevTools" }, line] as const) : []),
    {
      label: "Theme",
      submenu: themes.map((choice) => ({
        label: themeLabels[choice],
        type: "radio",
        checked: choice === theme,
        click: () => onTheme(choice),
      })),
    },
    ...itemsOf("View"),
  ];

  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: "appMenu" } as const] : []),
      { label: "&File", submenu: itemsOf("File") },
      { label: "&Edit", submenu: edit },
      { label: "&View", submenu: view },
      { label: "&Go", submenu: itemsOf("Go") },
      ...(mac ? [{ role: "windowMenu" } as const] : []),
      {
        role: "help",
        label: "&Help",
        submenu: [...itemsOf("Help"), { role: "about", label: "About Signet" }],
      },
    ]),
  );
};

/** Lets people choose only what can be asked for; `offered` null: of a window that is not there, anything. */
export const enableItems = (offered: ReadonlySet<string> | null): void => {
  const menu = Menu.getApplicationMenu();
  for (const id of commandIds) {
    // Only what the page does has an id here.
    const item = menu?.getMenuItemById(id);
    if (item != null) item.enabled = offered === null || offered.has(id);
  }
};
