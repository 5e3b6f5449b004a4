import { describe, expect, it } from "vitest";
import { placeWindow } from "../../../src-main/electron/window-placement.ts";

const display = { x: 0, y: 25, width: 1920, height: 1055 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };
const at = (x: number, y: number) => ({ bounds: { x, y, width: 1000, height: 700 }, maximized: false });

describe("where the window opens", () => {
  it("is the middle of the first display at the first start", () => {
    expect(placeWindow(null, [display, second])).toEqual({
      bounds: { x: 240, y: 103, width: 1440, height: 900 },
      maximized: false,
    });
  });

  it("is no larger than the display", () => {
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 700 }]).bounds).toEqual({
      x: 0,
      y: 0,
      width: 1024,
      height: 700,
    });
  });

  it("is where it was, on any display that is still there", () => {
    expect(placeWindow(at(50, 60), [display, second])).toEqual(at(50, 60));
    expect(placeWindow(at(2000, 10), [display, second])).toEqual(at(2000, 10));
    expect(placeWindow(at(-800, 60), [display])).toEqual(at(-800, 60));
  });

  it.each([
    ["its display is gone", at(2000, 10)],
    ["too little of it would show", at(-950, 60)],
    ["its top edge would be hidden", at(50, 0)],
    ["its top edge would be below the display", at(50, 1075)],
  ])("is the middle again when %s", (_why, saved) => {
    expect(placeWindow(saved, [display]).bounds).toEqual(placeWindow(null, [display]).bounds);
  });

  it("stays maximized when it has to move", () => {
    expect(placeWindow({ ...at(9000, 0), maximized: true }, [display]).maximized).toBe(true);
  });
});
