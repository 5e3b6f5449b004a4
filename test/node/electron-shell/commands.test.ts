import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type Command,
  commandIds,
  commands,
  partKeys,
  shellCommands,
} from "../../../src-main/core/contract/commands.ts";
import { acceleratorOf } from "../../../src-main/electron/accelerator.ts";
import { questionOf } from "../../../src-main/electron/quit-question.ts";
import { keysText } from "../../../src-renderer/state/keys.ts";

const all: readonly Command[] = commandIds.map((id) => commands[id]);

describe("the table of commands", () => {
  it("gives no keys to two commands, and no label twice", () => {
    const keys = all.flatMap((one) => one.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(all.map(({ label }) => label)).size).toBe(all.length);
  });

  it("names all that the page asks the shell for", () => {
    const own = ["new-window", "open-library", "close-window", "quit"];
    expect(shellCommands).toEqual([...own, "actual-size", "zoom-in", "zoom-out", "full-screen"]);
  });

  it("is what the documentation of the keyboard says", () => {
    const text = readFileSync("docs/window.md", "utf8");
    const chapter = text.slice(text.indexOf("## Keyboard"), text.indexOf("## Several windows"));
    const shown = [
      ...all.flatMap(({ keys = [] }) => keys),
      ...partKeys.flatMap((part) => part.keys.flatMap(({ keys }) => keys)),
    ];
    const missing = [...new Set(shown)]
      .map((keys) => keysText(keys, false))
      .filter((keys) => !chapter.includes(keys));
    expect(missing).toEqual([]);
    for (const { part } of partKeys) expect(chapter).toContain(`*${part}*`);
  });
});

describe("accelerators of the menu", () => {
  it.each([
    ["Mod+Shift+P", "CommandOrControl+Shift+P"],
    ["Alt+ArrowLeft", "Alt+Left"],
    ["Mod+Plus", "CommandOrControl+Plus"],
    ["Mod+=", "CommandOrControl+="],
    ["Mod+numadd", "CommandOrControl+numadd"],
    ["Mod+,", "CommandOrControl+,"],
    ["F11", "F11"],
  ])("are written Electron's way: %s", (keys, written) => expect(acceleratorOf(keys)).toBe(written));

  it("take no letters and signs away from fields", () => {
    expect([undefined, "?", "P", "Space"].map(acceleratorOf)).toEqual([null, null, null, null]);
  });
});

describe("the question before the last window goes", () => {
  it("offers to keep running, to stop, and to stay, which is what Escape means", () => {
    const { message, answers } = questionOf(1);
    expect(message).toBe("A run has not finished.");
    expect(answers.map(({ label }) => label)).toEqual(["Keep running", "Stop the run and quit", "Stay"]);
    expect(answers.at(-1)?.answer).toBe("stay");
    expect(questionOf(3).answers[1]?.label).toBe("Stop the runs and quit");
  });
});
