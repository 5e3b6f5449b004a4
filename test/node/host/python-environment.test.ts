import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { pythonOf } from "../../../src-main/core/fingerprint/python-distributions.ts";
import {
  basePython,
  distributions,
  found,
  install,
  scratch,
  texts,
  venv,
  version,
  type Wheel,
  workspace,
  write,
} from "./installed-python.ts";

describe("an interpreter", () => {
  const asked = (code: string, python = basePython) =>
    execFileSync(python, ["-c", code], { encoding: "utf8" }).trim();
  const minor = asked("import sys; print('%d.%d' % sys.version_info[:2])");

  it("tells its implementation, minor version and standard library", async () => {
    venv();
    const environment = await found();
    expect(environment).toMatchObject({ implementation: "cpython", version: minor });
    expect(environment?.executable).toBe(join(workspace, ".venv/bin/python"));
    for (const module of ["os", "json", "sqlite3", "_thread"])
      expect(environment?.standard).toContain(module);
    expect(environment?.standard).not.toContain("numpy");
  });

  it.each(["python3.99", "no/python", "./x.py"])("is not there for %s", async (word) => {
    write(workspace, { "x.py": "" });
    expect(await found(word)).toBeNull();
    expect(await pythonOf(await found(word), ["numpy"])).toBeNull();
  });

  it("is looked for on the path, in the workspace and where a cd led", async () => {
    venv(join(workspace, "a/.venv"));
    const bin = join(workspace, "a/.venv/bin");
    const python = join(bin, "python3");
    expect((await found("python3", { PATH: `${bin}${delimiter}/usr/bin` }))?.executable).toBe(python);
    expect((await found({ interpreter: ".venv/bin/python3", folder: "a", searchPath: [] }))?.executable).toBe(
      python,
    );
    expect((await found(python))?.executable).toBe(python);
  });

  it("is followed through a launcher that says nothing of itself", async () => {
    venv();
    const python = join(workspace, ".venv/bin/python");
    const bin = join(scratch, "bin");
    write(bin, {
      python: `#!/bin/sh\nexec '${python}' "$@"\n`,
      python3: `#!/bin/sh\n:\nexec '${python}' "$@"\n`,
    });
    for (const name of ["python", "python3"]) chmodSync(join(bin, name), 0o755);
    for (const name of ["python", "python3"])
      expect((await found(name, { PATH: bin }))?.executable).toBe(python);
  });

  it("is asked again by each plan when a launcher chooses it", async () => {
    venv();
    venv(join(workspace, "other"));
    const bin = join(scratch, "bin");
    const choice = join(scratch, "choice");
    write(bin, { python: `#!/bin/sh\nexec "$(cat '${choice}')/bin/python" "$@"\n` });
    chmodSync(join(bin, "python"), 0o755);
    for (const name of [".venv", "other"]) {
      writeFileSync(choice, join(workspace, name));
      const { executable } = (await found("python", { PATH: `${bin}:/usr/bin:/bin` })) ?? {};
      expect(executable).toBe(join(workspace, name, "bin/python"));
    }
  });

  it("is started once, and again when its environment's settings change", async () => {
    venv();
    const config = join(workspace, ".venv/pyvenv.cfg");
    const first = await found();
    const learnt = () => [...texts.keys()].filter((key) => key.startsWith("python facts")).length;
    expect(learnt()).toBe(1);
    expect((await found())?.standard).toEqual(first?.standard);
    expect(learnt()).toBe(1);
    writeFileSync(config, "home = /usr/bin\ninclude-system-site-packages = true\n");
    await found();
    expect(learnt()).toBe(2);
  });

  it("runs nothing of the user's when it is asked", async () => {
    const site = venv();
    const touched = join(scratch, "touched");
    const code = `open(${JSON.stringify(touched)}, "w")\n`;
    write(site, { "run.pth": `import os; ${code}`, "sitecustomize.py": code, "usercustomize.py": code });
    write(workspace, { "json.py": code, "site.py": code, "sitecustomize.py": code });
    expect(
      await found(".venv/bin/python", { PYTHONPATH: workspace, PYTHONSTARTUP: "json.py" }),
    ).not.toBeNull();
    expect(existsSync(touched)).toBe(false);
    execFileSync(join(workspace, ".venv/bin/python"), ["-c", ""]);
    expect(existsSync(touched)).toBe(true);
  });
});

describe("the folders of packages", () => {
  const paths = async (...start: Parameters<typeof found>) => distributions(["tool"], ...start);
  const tool = (text: string): Wheel => ({ name: "tool", version: text, files: version(text) });

  it("are those that Python has, in its order", async () => {
    const own = venv(join(workspace, ".venv"), "--system-site-packages");
    const home = join(scratch, "home");
    const user = execFileSync(basePython, ["-c", "import site; print(site.getusersitepackages())"], {
      encoding: "utf8",
      env: { HOME: home },
    }).trim();
    expect(user.startsWith(home)).toBe(true);
    expect(await paths()).toEqual({});
    install(user, tool("1.0"));
    expect(await paths()).toEqual({ tool: "1.0" });
    install(own, tool("2.0"));
    expect(await paths()).toEqual({ tool: "2.0" });
    writeFileSync(
      join(workspace, ".venv/pyvenv.cfg"),
      "home = /usr/bin\ninclude-system-site-packages = false\n",
    );
    rmSync(join(own, "tool-2.0.dist-info"), { recursive: true });
    rmSync(join(own, "tool"), { recursive: true });
    expect(await paths()).toEqual({});
  });

  it("hold what Python itself finds installed, in an environment and without one", async () => {
    install(venv(join(workspace, ".venv"), "--system-site-packages"), tool("1.0"));
    const code = `import importlib.metadata as m, json, re
print(json.dumps(sorted({re.sub("[-_.]+", "-", d.metadata["Name"]).lower() + " " + d.version for d in m.distributions()})))`;
    const env = { PATH: "/usr/bin:/bin", HOME: join(scratch, "home") };
    for (const python of [join(workspace, ".venv/bin/python"), basePython]) {
      const real = JSON.parse(
        execFileSync(python, ["-I", "-c", code], { encoding: "utf8", env }),
      ) as string[];
      const folders = (await found(python))?.folders ?? [];
      const mine = folders
        .flatMap((folder) => folder.distributions)
        .map(({ name, version }) => `${name} ${version}`);
      expect([...new Set(mine)].sort()).toEqual(real);
      expect(real.includes("tool 1.0")).toBe(python !== basePython);
    }
  });

  it("on PYTHONPATH, elsewhere, come first and count by what is in them", async () => {
    install(venv(), tool("2.0"));
    const other = join(scratch, "other");
    install(other, tool("1.0"));
    expect(await paths(".venv/bin/python", { PYTHONPATH: other })).toEqual({ tool: "1.0, 2.0" });
    expect(await paths({ interpreter: ".venv/bin/python", folder: "", searchPath: [other] })).toEqual({
      tool: "1.0, 2.0",
    });
  });
});
