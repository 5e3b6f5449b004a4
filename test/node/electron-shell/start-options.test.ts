import { describe, expect, it } from "vitest";
import {
  commandsOf,
  handedOver,
  ownArguments,
  parseStartOptions,
} from "../../../src-main/electron/start-options.ts";

const parse = (...args: string[]) => parseStartOptions(args, "/home/ada");

describe("command line of the window", () => {
  it("takes files, the library and the example, in any order, relative to the working folder", () => {
    expect(parse("a.yaml", "--example", "--library", "lib", "/b/c.yaml")).toEqual({
      library: "/home/ada/lib",
      example: true,
      files: ["/home/ada/a.yaml", "/b/c.yaml"],
      links: [],
    });
    expect(parse("--library=/x").library).toBe("/x");
  });

  it("passes over switches of Chromium and Electron, and a library without a folder", () => {
    const nothing = { library: null, example: false, files: [], links: [] };
    expect(parse("--no-sandbox", "--inspect=0", "-psn_0_1", "--", "")).toEqual(nothing);
    expect(parse("--library")).toEqual(nothing);
    expect(parse("--library=")).toEqual(nothing);
  });

  it("leaves out the app's folder unless the app is packaged", () => {
    expect(ownArguments(["electron", "--no-sandbox", ".", "--example", "."], false)).toEqual([
      "--no-sandbox",
      "--example",
      ".",
    ]);
    expect(ownArguments(["signet", "a.yaml"], true)).toEqual(["a.yaml"]);
    expect(ownArguments(["electron"], false)).toEqual([]);
  });

  it("becomes one import of all files, then the example", () => {
    expect(commandsOf({ example: true, files: ["/a", "/b"], links: [] })).toEqual([
      { type: "import", paths: ["/a", "/b"] },
      { type: "command", id: "open-example" },
    ]);
    expect(commandsOf({ example: false, files: [], links: [] })).toEqual([]);
  });

  it("shows the view that a link names", () => {
    const { links, files } = parse("signet://compare/A/B?tab=code", "a.yaml");
    expect(files).toEqual(["/home/ada/a.yaml"]);
    expect(commandsOf(handedOver({ example: false, files: [], links }))).toEqual([
      { type: "show", view: { view: "compare", runs: ["A", "B"], tab: "code" } },
    ]);
  });

  it("takes from a second start only what has the right shape", () => {
    expect(handedOver({ example: true, files: ["/a"] })).toEqual({ example: true, files: ["/a"], links: [] });
    for (const data of [null, 1, "x", {}, { example: 1, files: [] }, { example: true, files: "/a" }]) {
      expect(handedOver(data)).toEqual({ example: false, files: [], links: [] });
    }
    expect(handedOver({ example: false, files: ["/a", 3, "", null] }).files).toEqual(["/a"]);
  });
});
