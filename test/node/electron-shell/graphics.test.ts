import { describe, expect, it } from "vitest";
import { mayHaveGraphics } from "../../../src-main/electron/graphics.ts";

describe("whether a computer may have graphics of its own", () => {
  it.each([
    ["linux", [], false],
    ["linux", ["/dev/null"], false],
    ["linux", ["/dev/dri"], true],
    ["linux", ["/dev/nvidiactl"], true],
    ["linux", ["/dev/dxg"], true],
    ["darwin", [], true],
    ["win32", [], true],
  ] as const)("%s with %j: %s", (platform, devices, expected) => {
    expect(mayHaveGraphics(platform, (path) => (devices as readonly string[]).includes(path))).toBe(expected);
  });
});
