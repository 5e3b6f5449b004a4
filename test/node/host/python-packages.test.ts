import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  distributions,
  found,
  install,
  scratch,
  texts,
  venv,
  version,
  workspace,
  write,
} from "./installed-python.ts";

describe("a distribution", () => {
  it("counts by its version when it is imported, and not otherwise", async () => {
    const site = venv();
    install(site, { name: "Tool_Kit", version: "1.0", files: version("1") });
    install(site, { name: "other", version: "1.0", files: { "other.py": "" } });
    expect(await distributions(["tool.part", "json"])).toEqual({ "tool-kit": "1.0" });
    renameSync(join(site, "other-1.0.dist-info"), join(site, "other-2.0.dist-info"));
    write(site, { "other-2.0.dist-info/METADATA": "Name: other\nVersion: 2.0\n" });
    expect(await distributions(["tool"])).toEqual({ "tool-kit": "1.0" });
    rmSync(join(site, "Tool_Kit-1.0.dist-info"), { recursive: true });
    install(site, { name: "Tool_Kit", version: "1.1", files: version("1.1") });
    expect(await distributions(["tool"])).toEqual({ "tool-kit": "1.1" });
    expect(await distributions(["*"])).toEqual({ "tool-kit": "1.1", other: "2.0" });
  });

  it("brings what it needs, and what it can use where that is installed, tools for developing apart", async () => {
    const site = venv();
    const requires = [
      "base (>=1)",
      'fast-io[zip]>=1; python_version > "3" and extra == "io"',
      'checker; extra == "test"',
      'checker; extra == "all"',
      'absent; extra == "io"',
    ];
    install(site, { name: "tool", version: "1.0", files: version("1"), requires });
    install(site, { name: "base", version: "3", files: { "base.py": "" }, requires: ["Deep.Base", "tool"] });
    install(site, { name: "deep-base", version: "4", files: { "deep_base.py": "" } });
    install(site, { name: "fast_io", version: "5", files: { "fast_io/__init__.py": "" } });
    install(site, { name: "checker", version: "6", files: { "checker.py": "" } });
    expect(await distributions(["tool"])).toEqual({
      base: "3",
      "deep-base": "4",
      "fast-io": "5",
      tool: "1.0",
    });
  });

  it("of several in one namespace is the one that has the module", async () => {
    const site = venv();
    for (const part of ["storage", "query"])
      install(site, {
        name: `cloud-${part}`,
        version: "1",
        files: { [`cloud/api/${part}/__init__.py`]: "", [`cloud/api/${part}/client.py`]: "" },
      });
    install(site, { name: "cloud-auth", version: "1", files: { "cloud/auth.py": "" } });
    expect(await distributions(["cloud.api.storage.Client"])).toEqual({ "cloud-storage": "1" });
    expect(await distributions(["cloud.auth.login"])).toEqual({ "cloud-auth": "1" });
    expect(Object.keys(await distributions(["cloud.api"]))).toEqual(["cloud-query", "cloud-storage"]);
    expect(Object.keys(await distributions(["cloud"]))).toHaveLength(3);
  });

  it("is known by an older kind of metadata too", async () => {
    const site = venv();
    write(site, {
      "Old_Tool-1.2.egg-info/PKG-INFO": "Name: Old-Tool\nVersion: 1.2\n",
      "Old_Tool-1.2.egg-info/top_level.txt": "oldtool\n",
      "Old_Tool-1.2.egg-info/requires.txt": "plain>=1\n\n[test]\nchecker\n",
      "oldtool/__init__.py": "",
      "plain-0.9-py3.11.egg-info": "Metadata-Version: 1.0\nName: plain\nVersion: 0.9\n",
      "plain.py": "",
      "checker.py": "",
    });
    expect(await distributions(["oldtool"])).toEqual({ "old-tool": "1.2", plain: "0.9" });
  });

  it("installed from elsewhere than an index counts by its contents", async () => {
    const site = venv();
    const notes = { "direct_url.json": '{"url": "file:///x", "dir_info": {}}' };
    install(site, { name: "tool", version: "1.0", files: version("first"), notes });
    const before = await distributions(["tool"]);
    expect(before.tool).toMatch(/^1\.0 sha256:[0-9a-f]{64}$/);
    const again = () => {
      rmSync(join(site, "tool-1.0.dist-info"), { recursive: true });
      install(site, { name: "tool", version: "1.0", files: version("second"), notes });
    };
    again();
    const after = await distributions(["tool"]);
    expect(after.tool).toMatch(/^1\.0 sha256:/);
    expect(after.tool).not.toBe(before.tool);
    again();
    expect(await distributions(["tool"])).toEqual(after);
  });

  it("whose metadata is broken leaves its modules to count by their bytes", async () => {
    const site = venv();
    write(site, {
      "tool/__init__.py": "import base\n",
      "tool.dist-info/RECORD": "",
      "~ool-1.0.dist-info/RECORD": "",
    });
    install(site, { name: "base", version: "3", files: { "base.py": "" } });
    expect(await distributions(["tool"])).toEqual({ base: "3", "tool/": expect.stringMatching(/^sha256:/) });
  });
});

describe("a module without a distribution", () => {
  it("counts by the bytes of all its files, links followed", async () => {
    const site = venv();
    write(site, {
      "one.py": "import two.part\nfrom tool import x\n",
      "two/part.py": "1",
      "two/data.txt": "1",
    });
    write(scratch, { "linked/a.py": "1" });
    symlinkSync(join(scratch, "linked"), join(site, "two/linked"));
    symlinkSync(site, join(site, "two/loop"));
    symlinkSync(join(site, "nothing"), join(site, "two/broken"));
    install(site, { name: "tool", version: "1.0", files: version("1") });
    let before = await distributions(["one"]);
    expect(Object.keys(before)).toEqual(["one.py", "tool", "two/"]);
    expect(await distributions(["one"])).toEqual(before);
    for (const file of [
      join(site, "two/part.py"),
      join(site, "two/data.txt"),
      join(scratch, "linked/a.py"),
    ]) {
      writeFileSync(file, "2");
      const after = await distributions(["one"]);
      expect(after["two/"]).not.toBe(before["two/"]);
      expect(after["one.py"]).toBe(before["one.py"]);
      before = after;
    }
    write(site, { "two/__pycache__/part.pyc": "x" });
    expect(await distributions(["one"])).toEqual(before);
  });
});

describe("an editable install", () => {
  const direct = (project: string) => ({
    "direct_url.json": JSON.stringify({ url: `file://${encodeURI(project)}`, dir_info: { editable: true } }),
    "top_level.txt": "tool\n",
  });
  const requires = ["base"];
  const finder = "__editable___tool_1_0_finder.py";
  const ways: [string, (project: string) => { readonly [path: string]: string }][] = [
    ["a path", (project) => ({ "__editable__.tool-1.0.pth": `# made by\n${project}/lib\n` })],
    [
      "setuptools' finder",
      (project) => ({
        "__editable__.tool-1.0.pth":
          "import __editable___tool_1_0_finder; __editable___tool_1_0_finder.install()\n",
        [finder]: `MAPPING: dict[str, str] = {'tool': '${project}/lib/tool'}\nNAMESPACES: dict[str, list[str]] = {}\n`,
      }),
    ],
    [
      "a mapping of hatchling",
      (project) => ({
        "_editable_impl_tool.pth": "import _editable_impl_tool",
        "_editable_impl_tool.py": `from editables.redirector import R as F\nF.map_module('tool', '${project}/lib/tool/__init__.py')\nF.map_module('tool.part', '${project}/lib/tool/part.py')\n`,
      }),
    ],
  ];

  it.each(ways)("in the workspace by %s gives a root, and nothing to count", async (_, files) => {
    const project = join(workspace, "packages/tool");
    write(project, {
      "lib/tool/__init__.py": "",
      "lib/tool.egg-info/PKG-INFO": "Name: tool\nVersion: 1.0\n",
    });
    install(venv(), {
      name: "tool",
      version: "1.0",
      files: files(project),
      requires,
      notes: direct(project),
    });
    expect((await found())?.roots).toEqual(["packages/tool/lib"]);
    expect(await distributions(["tool"])).toEqual({});
  });

  it.each(ways)("elsewhere by %s counts by its bytes and what it needs", async (_, files) => {
    const project = join(scratch, "tool project");
    write(project, {
      "lib/tool/__init__.py": "import direct\n",
      "lib/tool/part.py": "1",
      "lib/unused.py": "1",
    });
    const site = venv();
    install(site, { name: "tool", version: "1.0", files: files(project), requires, notes: direct(project) });
    install(site, { name: "base", version: "3", files: { "base.py": "" } });
    install(site, { name: "direct", version: "4", files: { "direct.py": "" } });
    const before = await distributions(["tool"]);
    expect(Object.keys(before)).toEqual(["base", "direct", "tool", "tool/"]);
    expect((await found())?.roots).toEqual([]);
    writeFileSync(join(project, "lib/unused.py"), "2");
    expect(await distributions(["tool"])).toEqual(before);
    writeFileSync(join(project, "lib/tool/part.py"), "2");
    expect((await distributions(["tool"]))["tool/"]).not.toBe(before["tool/"]);
  });

  it("by unknown means is looked for in its project", async () => {
    const [own, other] = [join(workspace, "own"), join(scratch, "other")];
    write(own, { "src/mine/__init__.py": "" });
    write(other, { "src/tool/__init__.py": "" });
    const site = venv();
    for (const [name, project] of [
      ["mine", own],
      ["tool", other],
    ] as const)
      install(site, {
        name,
        version: "1.0",
        files: { [`_${name}.pth`]: "import x\n" },
        notes: direct(project),
      });
    expect((await found())?.roots).toEqual(["own", "own/src"]);
    expect(Object.keys(await distributions(["mine", "tool"]))).toEqual(["tool", "tool/"]);
  });

  it("of the older kind follows its link", async () => {
    const project = join(scratch, "project");
    const site = venv();
    write(project, {
      "tool.py": "1",
      "tool.egg-info/PKG-INFO": "Name: tool\nVersion: 1.0\n",
      "tool.egg-info/top_level.txt": "tool\n",
    });
    write(site, { "tool.egg-link": `${project}\n.`, "easy-install.pth": `${project}\n` });
    const before = await distributions(["tool"]);
    expect(Object.keys(before)).toEqual(["tool", "tool.py"]);
    writeFileSync(join(project, "tool.py"), "2");
    expect((await distributions(["tool"]))["tool.py"]).not.toBe(before["tool.py"]);
    write(workspace, { "lib/tool.py": "" });
    writeFileSync(join(site, "tool.egg-link"), `${workspace}/lib\n.`);
    writeFileSync(join(site, "easy-install.pth"), `${workspace}/lib\n`);
    expect((await found())?.roots).toEqual(["lib"]);
  });
});

describe("five hundred distributions", () => {
  it("are read once", async () => {
    const site = venv();
    for (let index = 0; index < 500; index += 1)
      install(site, {
        name: `tool-${index}`,
        version: "1.0",
        files: { [`tool_${index}/__init__.py`]: "" },
        requires: [`tool-${index + 1}`],
      });
    // Nothing that was just written is trusted to stay.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const outside = ["tool_0", "json"];
    const first = await distributions(outside);
    expect(Object.keys(first)).toHaveLength(500);
    const [kept, ...others] = [...texts.keys()].filter((key) => key.includes(site));
    expect(others).toEqual([]);
    // What was read is what is answered, so that nothing is read again.
    texts.set(kept ?? "", texts.get(kept ?? "")?.replaceAll('"1.0"', '"from memory"') ?? "");
    expect((await distributions(outside))["tool-0"]).toBe("from memory");
    rmSync(join(site, "tool_0-1.0.dist-info"), { recursive: true });
    install(site, { name: "tool-0", version: "1.0", files: { "tool_0/__init__.py": "" }, requires: [] });
    expect(Object.keys(await distributions(outside))).toHaveLength(1);
  });
});
