import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Theme, themes } from "../core/contract/bridge.ts";
import { type Placement, type Rectangle, smallestWindow } from "./window-placement.ts";

/** What the shell remembers of a window between two starts. */
export type ShellSettings = { readonly theme: Theme; readonly window: Placement | null };

const initial: ShellSettings = { theme: "system", window: null };

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
    window: placement(record(data.window)),
  };
};

/** Writes beside the file and renames, so that a crash leaves the old settings or the new ones. Throws if it cannot. */
export const writeShellSettings = (file: string, settings: ShellSettings): void => {
  mkdirSync(dirname(file), { recursive: true });
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
