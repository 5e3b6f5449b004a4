import { describe, expect, it, vi } from "vitest";
import { pressedCommand } from "../../../src-renderer/state/commands.ts";
import { isPressed, keysText } from "../../../src-renderer/state/keys.ts";

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, ...modifiers: readonly (keyof typeof none)[]) => ({
  key,
  ...none,
  ...Object.fromEntries(modifiers.map((name) => [name, true])),
});

describe("keys", () => {
  it("are pressed with exactly their modifiers; Mod is Ctrl or Command", () => {
    expect(isPressed(press("k", "ctrlKey"), "Mod+K")).toBe(true);
    expect(isPressed(press("k", "metaKey"), "Mod+K")).toBe(true);
    expect(isPressed(press("k"), "Mod+K")).toBe(false);
    expect(isPressed(press("K", "ctrlKey", "shiftKey"), "Mod+K")).toBe(false);
    expect(isPressed(press("P", "ctrlKey", "shiftKey"), "Mod+Shift+P")).toBe(true);
    expect(isPressed(press("ArrowLeft", "altKey"), "Alt+ArrowLeft")).toBe(true);
    expect(isPressed(press(" "), "Space")).toBe(true);
  });

  it("that are a sign may take Shift to be typed", () => {
    expect(isPressed(press("?", "shiftKey"), "?")).toBe(true);
    expect(isPressed(press("?", "ctrlKey"), "?")).toBe(false);
    expect(isPressed(press("+"), "+")).toBe(true);
  });

  it("are shown as they stand on the keyboard", () => {
    expect(
      ["Mod+Shift+P", "Alt+ArrowLeft", "Mod+Plus", "Mod+-", "+", "?"].map((keys) => keysText(keys, false)),
    ).toEqual(["Ctrl Shift P", "Alt ←", "Ctrl +", "Ctrl −", "+", "?"]);
    expect(keysText("Mod+Shift+P", true)).toBe("⌘ ⇧ P");
  });

  it("ask for a command, except where a field has another use for them", () => {
    const inField = { closest: () => ({}) };
    const pressed = (event: object, target: object | null = null) =>
      pressedCommand({ ...event, target } as unknown as KeyboardEvent);
    expect(pressed(press("k", "ctrlKey"), inField)).toBe("search");
    expect(pressed(press("z", "ctrlKey"))).toBe("undo-change");
    expect(pressed(press("z", "ctrlKey"), inField)).toBeNull();
    expect(pressed(press("?", "shiftKey"))).toBe("shortcuts");
    expect(pressed(press("?", "shiftKey"), inField)).toBeNull();
    // The menu's own: the page leaves them alone.
    expect(pressed(press("n", "ctrlKey"))).toBeNull();
    expect(pressed(press("+", "ctrlKey"))).toBeNull();
  });

  it("that move by a word in a field go back from there only where they do not", () => {
    const target = { closest: () => ({}) };
    const pressed = () =>
      pressedCommand({ ...press("ArrowLeft", "altKey"), target } as unknown as KeyboardEvent);
    vi.stubGlobal("navigator", { platform: "MacIntel" });
    expect(pressed()).toBeNull();
    vi.stubGlobal("navigator", { platform: "Linux x86_64" });
    expect(pressed()).toBe("back");
    vi.unstubAllGlobals();
  });
});
