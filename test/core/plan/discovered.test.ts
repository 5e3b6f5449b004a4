import { describe, expect, it } from "vitest";
import { changesOf, rediscovered, undeclaredNotes } from "../../../src-main/core/plan/discovered.ts";
import type { PythonEnvironment } from "../../../src-main/core/ports/python-environment.ts";
import type { Discovered } from "../../../src-main/core/ports/traces.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { workspaceFiles } from "../../../src-main/node/host/workspace-files.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const start = { interpreter: "python", folder: "", searchPath: [] };

/** A workspace with these files, and one Python with these packages. */
function portsWith(
  files: { readonly [path: string]: string },
  packages: { readonly [name: string]: string } = {},
) {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  const environment: PythonEnvironment = {
    executable: "/usr/bin/python3",
    implementation: "cpython",
    version: "3.11",
    standard: new Set(),
    folders: [
      {
        isOptional: false,
        distributions: Object.entries(packages).map(([name, version]) => ({
          name,
          version,
          modules: [name],
          requires: [],
        })),
        loose: [],
      },
    ],
    roots: [],
    source: async () => null,
  };
  return {
    files: workspaceFiles(folder, memoryCache()),
    environments: { find: async () => environment },
  };
}

const textsOf = async (ports: ReturnType<typeof portsWith>, discovered: readonly Discovered[]) =>
  (await changesOf(ports, [start], discovered)).map(({ text }) => text);

describe("packages that a step was seen to load", () => {
  const numpy: Discovered = { kind: "distribution", name: "numpy", version: "1.26.4" };
  it.each<[string, { readonly [name: string]: string }, Discovered, string[]]>([
    ["the same version", { numpy: "1.26.4" }, numpy, []],
    ["another version", { numpy: "2.0.0" }, numpy, ["Package changed: numpy 1.26.4 → 2.0.0"]],
    ["none any more", {}, numpy, ["Package no longer used: numpy 1.26.4"]],
    [
      "one that was not there",
      { numpy: "2.0.0" },
      { ...numpy, version: null },
      ["Package added: numpy 2.0.0"],
    ],
  ])("are compared: %s", async (_what, packages, discovered, expected) => {
    expect(await textsOf(portsWith({}, packages), [discovered])).toEqual(expected);
  });
});

describe("what was discovered", () => {
  it("holds while it is as it was, and is told with what it was and is", async () => {
    const before: Discovered[] = [
      { kind: "file", path: "a.txt", digest: sha256("a") },
      { kind: "absent", path: "b.txt" },
    ];
    expect(await textsOf(portsWith({ "a.txt": "a" }), before)).toEqual([]);
    expect(await changesOf(portsWith({ "a.txt": "A", "b.txt": "b" }), [start], before)).toMatchObject([
      { kind: "undeclared-input-changed", subject: "a.txt", from: sha256("a"), to: sha256("A") },
      { kind: "undeclared-input-changed", subject: "b.txt", from: null, to: sha256("b") },
    ]);
  });

  it("is taken anew as it is now, and then holds", async () => {
    const ports = portsWith({ "a.txt": "A", "dir/x": "" }, { numpy: "2.0.0" });
    const before: Discovered[] = [
      { kind: "file", path: "a.txt", digest: sha256("a") },
      { kind: "file", path: "gone.txt", digest: sha256("a") },
      { kind: "listing", path: "dir", digest: sha256("nothing"), except: ["made.txt"] },
      { kind: "distribution", name: "numpy", version: "1.0" },
    ];
    const now = await rediscovered(ports, [start], before);
    expect(now.map(({ kind }) => kind)).toEqual(["file", "absent", "listing", "distribution"]);
    expect(await textsOf(ports, now)).toEqual([]);
  });

  it("is noted file by file while these are few, else as a number; packages are not", () => {
    const file = (index: number): Discovered => ({
      kind: "file",
      path: `f${index}`,
      digest: sha256(`${index}`),
    });
    expect(undeclaredNotes([file(1), { kind: "distribution", name: "numpy", version: "1" }])).toEqual([
      { kind: "undeclared", subject: "f1", text: "It read f1, which it does not declare; it counts" },
    ]);
    expect(undeclaredNotes(Array.from({ length: 9 }, (_, index) => file(index)))).toEqual([
      {
        kind: "undeclared",
        subject: "f0",
        text: "It read 9 files that it does not declare, such as f0; they count",
      },
    ]);
  });
});
