import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  parseShellSettings,
  readShellSettings,
  writeShellSettings,
} from "../../../src-main/electron/shell-settings.ts";

const first = { theme: "system", window: null };
const bounds = { x: -1200, y: 20, width: 1000, height: 700 };

describe("the shell's settings", () => {
  it("come back as they were written, and leave no other file", () => {
    const folder = mkdtempSync(join(tmpdir(), "signet-shell-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "profile", "window.json");
    expect(readShellSettings(file)).toEqual(first);
    const settings = { theme: "dark", window: { bounds, maximized: true } } as const;
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
      window: null,
    });
    const tiny = { bounds: { ...bounds, width: 10 } };
    expect(parseShellSettings(JSON.stringify({ window: tiny })).window).toBeNull();
    expect(parseShellSettings(JSON.stringify({ window: { bounds, maximized: "yes" } })).window).toEqual({
      bounds,
      maximized: false,
    });
  });
});
