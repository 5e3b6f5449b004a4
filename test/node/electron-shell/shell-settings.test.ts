import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  keepSettings,
  parseShellSettings,
  readSettingsChange,
  readShellSettings,
  writeShellSettings,
} from "../../../src-main/electron/shell-settings.ts";

const first = { theme: "system", notifications: true, zoom: 100, window: null };
const bounds = { x: -1200, y: 20, width: 1000, height: 700 };

describe("the shell's settings", () => {
  it("come back as they were written, and leave no other file", () => {
    const folder = mkdtempSync(join(tmpdir(), "signet-shell-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "profile", "window.json");
    expect(readShellSettings(file)).toEqual(first);
    const window = { bounds, maximized: true };
    const settings = { theme: "dark", notifications: false, zoom: 150, window } as const;
    writeShellSettings(file, settings);
    expect(readShellSettings(file)).toEqual(settings);
    expect(readdirSync(join(folder, "profile"))).toEqual(["window.json"]);
  });

  it.each(["", "null", "[1]", '"x"', "{", '{"theme":"pink","window":3}', '{"window":{"bounds":{"x":1}}}'])(
    "are as at the first start when the file holds %s",
    (text) => expect(parseShellSettings(text)).toEqual(first),
  );

  it("keep what is sound when another part is not", () => {
    const window = { bounds: { ...bounds, x: 1e9 }, maximized: true };
    expect(parseShellSettings(JSON.stringify({ theme: "light", window }))).toEqual({
      theme: "light",
      notifications: true,
      zoom: 100,
      window: null,
    });
    expect(parseShellSettings('{"zoom":3000}').zoom).toBe(100);
    const tiny = { bounds: { ...bounds, width: 10 } };
    expect(parseShellSettings(JSON.stringify({ window: tiny })).window).toBeNull();
    expect(parseShellSettings(JSON.stringify({ window: { bounds, maximized: "yes" } })).window).toEqual({
      bounds,
      maximized: false,
    });
  });

  it("hold at once and are kept; what could not be kept is said, and holds until one quits", () => {
    const folder = mkdtempSync(join(tmpdir(), "signet-shell-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "window.json");
    const reported: string[] = [];
    const kept = keepSettings(file, (text) => reported.push(text));
    expect(kept.change({ notifications: false })).toEqual({ ok: true, value: null });
    expect(readShellSettings(file)).toEqual({ ...first, notifications: false });
    rmSync(file);
    mkdirSync(file);
    const changed = kept.change({ theme: "dark" });
    expect(changed.ok || changed.error.message).toContain(`${file} could not be written`);
    expect(reported).toHaveLength(1);
    expect(kept.settings().theme).toBe("dark");
  });

  it("are changed by a page only in what it names, and only to what there is", () => {
    expect(readSettingsChange({ theme: "dark" })).toEqual({ ok: true, value: { theme: "dark" } });
    expect(readSettingsChange({ notifications: false })).toEqual({
      ok: true,
      value: { notifications: false },
    });
    expect(readSettingsChange({ zoom: 125 })).toEqual({ ok: true, value: { zoom: 125 } });
    for (const odd of [
      { theme: "pink" },
      { notifications: 1 },
      { zoom: 1000 },
      { window: null },
      { __proto__: null, x: 1 },
    ])
      expect(readSettingsChange(odd).ok).toBe(false);
    expect(readSettingsChange(null)).toEqual({ ok: true, value: {} });
  });
});
