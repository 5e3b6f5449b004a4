import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOf, type Files, portsOf } from "../../core/fingerprint/python/program.ts";
import { pythonPackage } from "../../fixtures/python-package.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** Runs a program and prints `path name` of every function of the workspace that was called, one a line. */
const tracer = `import os, runpy, sys
entry, root = sys.argv[1], os.getcwd() + os.sep
called = set()
def trace(frame, event, arg):
    code = frame.f_code
    if code.co_filename.startswith(root):
        called.add(code.co_filename[len(root):] + " " + code.co_name)
sys.path.insert(0, os.getcwd())
sys.setprofile(trace)
try:
    runpy.run_path(os.path.join(os.getcwd(), entry), run_name="__main__")
finally:
    sys.setprofile(None)
print("\\n".join(sorted(called)), file=sys.stderr)
`;

function calledBy(workspace: string, entry: string): ReadonlySet<string> {
  const script = join(workspace, ".trace");
  const shell = 'python3 "$1" "$2" 2>&1 >/dev/null';
  const text = execFileSync("/bin/sh", ["-c", shell, "sh", script, entry], {
    cwd: workspace,
    encoding: "utf8",
  });
  return new Set(text.trim().split("\n"));
}

describe("every function of a package of 60 modules, changed one at a time", () => {
  it.each([1, 2])("reruns each program that calls it, none missed (package %d)", async (seed) => {
    const { files, functions, entries } = pythonPackage(seed);
    const workspace = temporaryFolder();
    writeFiles(workspace, { ...files, ".trace": tracer });
    const called = new Map(entries.map((entry) => [entry, calledBy(workspace, entry)]));
    const cache = new Map<string, string>();
    const unitsOf = async (state: Files, entry: string) =>
      (await codeOf(state, entry, portsOf(state, cache))).units;
    const before = new Map<string, { readonly [unit: string]: string }>();
    for (const entry of entries) before.set(entry, await unitsOf(files, entry));

    const missed: string[] = [];
    const extras: string[] = [];
    let needed = 0;
    let spared = 0;
    for (const { path, name, number } of functions) {
      const text = files[path] ?? "";
      const changed = { ...files, [path]: text.replace(`${number}`, `${number + 1_000_000}`) };
      expect(changed[path]).not.toBe(text);
      for (const entry of entries) {
        const after = await unitsOf(changed, entry);
        const seen = JSON.stringify(after) !== JSON.stringify(before.get(entry));
        const isCalled = called.get(entry)?.has(`${path} ${name}`) === true;
        if (isCalled) needed += 1;
        if (isCalled && !seen) missed.push(`${entry}: ${path} ${name}`);
        if (!isCalled && seen) extras.push(`${entry}: ${path} ${name}`);
        if (!isCalled && !seen) spared += 1;
      }
    }
    console.info(
      `package ${seed}: ${functions.length} functions, ${entries.length} programs: ${needed} reruns needed, ` +
        `${missed.length} missed, ${extras.length} extra, ${spared} spared`,
    );
    expect(missed).toEqual([]);
    expect(needed).toBeGreaterThan(100);
    expect(spared).toBeGreaterThan(extras.length);
  });
});
