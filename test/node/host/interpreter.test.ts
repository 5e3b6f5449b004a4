import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Interpreter, interpreterFor } from "../../../src-main/node/host/interpreter.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

/** Something that can be executed and says by which path it was started. */
function program(path: string, text = '#!/bin/sh\necho "$0"\n'): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

function place() {
  const root = temporaryFolder();
  const workspace = join(root, "workspace");
  mkdirSync(workspace);
  return { root, workspace, shims: join(root, "shims"), bin: join(root, "bin") };
}

/** What `python` starts with the `PATH` that the steps get. */
const started = ({ path }: Interpreter): string =>
  execFileSync("/bin/sh", ["-c", "python"], { env: { PATH: path }, encoding: "utf8" }).trim();

describe("the interpreter of a pipeline", () => {
  it("is the one that the file names, by its path in the workspace or its name", () => {
    const { workspace, shims, bin } = place();
    const own = program(join(workspace, "env/bin/python"));
    const named = program(join(bin, "python3.99"));
    program(join(workspace, ".venv/bin/python"));
    expect(interpreterFor({ python: "env/bin/python", workspace }, bin, shims).python).toBe(own);
    expect(interpreterFor({ python: own, workspace }, bin, shims).python).toBe(own);
    expect(interpreterFor({ python: "python3.99", workspace }, bin, shims).python).toBe(named);
  });

  it("is that of the workspace's .venv when the file names none, else python3", () => {
    const { workspace, shims, bin } = place();
    const python3 = program(join(bin, "python3"));
    expect(interpreterFor({ python: null, workspace }, bin, shims).python).toBe(python3);
    const venv = program(join(workspace, ".venv/bin/python"));
    expect(interpreterFor({ python: null, workspace }, bin, shims).python).toBe(venv);
  });

  it("heads the steps' PATH with its folder, so that `python` and its tools are its own", () => {
    const { workspace, shims, bin } = place();
    program(join(bin, "python"));
    const venv = program(join(workspace, ".venv/bin/python"));
    const found = interpreterFor({ python: null, workspace }, `${bin}${delimiter}/usr/bin`, shims);
    expect(found.path).toBe([dirname(venv), bin, "/usr/bin"].join(delimiter));
    expect(started(found)).toBe(venv);
    expect(existsSync(shims)).toBe(false);
  });

  it("answers to `python` where its folder has none", () => {
    const { workspace, shims, bin } = place();
    const python3 = program(join(bin, "it's a 'bin'", "python3"));
    const found = interpreterFor({ python: python3, workspace }, "/usr/bin", shims);
    expect(started(found)).toBe(python3);
    expect(interpreterFor({ python: python3, workspace }, "/usr/bin", shims)).toEqual(found);
  });

  it("answers to `python` where that is another one", () => {
    const { workspace, shims, bin } = place();
    program(join(bin, "python"));
    const wanted = program(join(bin, "python3.99"));
    const found = interpreterFor({ python: "python3.99", workspace }, bin, shims);
    expect(started(found)).toBe(wanted);
  });

  it("is not taken for another one of a like path, and follows an upgrade", () => {
    const { root, workspace, shims } = place();
    const tail = "environments/of/one/long/name/bin/python3";
    for (const name of ["first", "second"]) {
      const target = program(join(root, name, "versions/1/python"));
      mkdirSync(dirname(join(root, name, tail)), { recursive: true });
      symlinkSync(target, join(root, name, tail));
    }
    for (const name of ["first", "second"]) {
      const python = join(root, name, tail);
      expect(started(interpreterFor({ python, workspace }, "/usr/bin", shims))).toBe(python);
    }
    const python = join(root, "first", tail);
    execFileSync("rm", ["-r", join(root, "first/versions/1")]);
    execFileSync("ln", ["-sfn", program(join(root, "first/versions/2/python")), python]);
    expect(started(interpreterFor({ python, workspace }, "/usr/bin", shims))).toBe(python);
  });

  it("is none, with the PATH as it was, when there is none", () => {
    const { workspace, shims, bin } = place();
    const nothing: Interpreter = { python: null, path: bin };
    expect(interpreterFor({ python: null, workspace }, bin, shims)).toEqual(nothing);
    expect(interpreterFor({ python: "env/bin/python", workspace }, bin, shims)).toEqual(nothing);
    writeFileSync(join(workspace, "python"), "cannot be executed", { mode: 0o644 });
    expect(interpreterFor({ python: "./python", workspace }, bin, shims)).toEqual(nothing);
  });

  it("keeps a real environment when started through the shim", () => {
    const { root, workspace, shims } = place();
    execFileSync("python3", ["-m", "venv", "--without-pip", join(root, "env")]);
    const python = join(root, "env/bin/python3");
    execFileSync("ln", ["-sfn", realpathSync(python), python]);
    rmSync(join(root, "env/bin/python"));
    const { path } = interpreterFor({ python, workspace }, "/usr/bin:/bin", shims);
    const prefix = execFileSync("/bin/sh", ["-c", "python -c 'import sys; print(sys.prefix)'"], {
      env: { PATH: path },
      encoding: "utf8",
    });
    expect(prefix.trim()).toBe(join(root, "env"));
  });
});
