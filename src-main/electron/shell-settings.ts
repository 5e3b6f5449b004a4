import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { err, ok, type Result } from "../core/base/result.ts";
import { themes, type WindowSettings, zooms } from "../core/contract/bridge.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import { makeFolders } from "../node/host/make-folders.ts";
import { type Placement, type Rectangle, smallestWindow } from "./window-placement.ts";

/** What the shell remembers between two starts; `window`: where the last one was. */
export type ShellSettings = WindowSettings & { readonly window: Placement | null };

const initial: ShellSettings = { theme: "system", notifications: true, zoom: 100, window: null };

export type KeptSettings = {
  readonly settings: () => ShellSettings;
  /** Applies at once; a failure says why the file could not be written, so that it is as before at the next start. */
  readonly change: (change: Partial<ShellSettings>) => Result<null, Failure>;
};

/** The settings of a file, from now on in memory. */
export const keepSettings = (file: string, report: (text: string) => void): KeptSettings => {
  let settings = readShellSettings(file);
  return {
    settings: () => settings,
    change: (change) => {
      settings = { ...settings, ...change };
      try {
        writeShellSettings(file, settings);
        return ok(null);
      } catch (error) {
        const message = `${file} could not be written: ${(error as Error).message}. The change holds until you quit.`;
        report(message);
        return err(inputFailure(message));
      }
    },
  };
};

/** Reads the file, synchronously, because the window cannot be made without it. Whatever is missing or odd is as at first. */
export const readShellSettings = (file: string): ShellSettings => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return initial; // The first start with this library.
  }
  return parseShellSettings(text);
};

export const parseShellSettings = (text: string): ShellSettings => {
  const data = parsed(text);
  return {
    theme: themes.find((theme) => theme === data.theme) ?? initial.theme,
    notifications: data.notifications !== false,
    zoom: zooms.find((zoom) => zoom === data.zoom) ?? initial.zoom,
    window: placement(record(data.window)),
  };
};

/** What pages know of it. */
export const windowSettings = ({ theme, notifications, zoom }: ShellSettings): WindowSettings => ({
  theme,
  notifications,
  zoom,
});

/** What a page asks to be changed. Only what it names is. */
export const readSettingsChange = (message: unknown): Result<Partial<WindowSettings>, Failure> => {
  const { theme, notifications, zoom, ...rest } = record(message);
  const [odd] = Object.keys(rest);
  if (odd !== undefined) return err(inputFailure(`There is no setting ${odd}.`));
  const chosen = themes.find((one) => one === theme);
  if (theme !== undefined && chosen === undefined)
    return err(inputFailure(`A theme is one of ${themes.join(", ")}.`));
  if (notifications !== undefined && typeof notifications !== "boolean")
    return err(inputFailure("Notifications are on or off: true or false."));
  const size = zooms.find((one) => one === zoom);
  if (zoom !== undefined && size === undefined)
    return err(inputFailure(`A size is one of ${zooms.join(", ")} percent.`));
  return ok({
    ...(chosen !== undefined && { theme: chosen }),
    ...(notifications !== undefined && { notifications }),
    ...(size !== undefined && { zoom: size }),
  });
};

/** Writes beside the file and renames, so that a crash leaves the old settings or the new ones. Throws if it cannot. */
export const writeShellSettings = (file: string, settings: ShellSettings): void => {
  makeFolders(dirname(file));
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(settings, null, 2)}\n`);
  renameSync(temporary, file);
};

type Unchecked = { readonly [key: string]: unknown };

const record = (value: unknown): Unchecked =>
  typeof value === "object" && value !== null ? (value as Unchecked) : {};

const parsed = (text: string): Unchecked => {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
};

const placement = (data: Unchecked): Placement | null => {
  const bounds = rectangle(record(data.bounds));
  return bounds && { bounds, maximized: data.maximized === true };
};

const rectangle = ({ x, y, width, height }: Unchecked): Rectangle | null => {
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return null;
  if (width < smallestWindow.width || height < smallestWindow.height) return null;
  return { x, y, width, height };
};

/** Beyond a hundred thousand pixels no display reaches, and Electron throws beyond 32 bits. */
const isPixels = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) < 1e5;
