import { describe, expect, it } from "vitest";
import { pythonPrograms } from "../../../src-main/core/fingerprint/python-programs.ts";

const programsOf = (text: string): string[] =>
  pythonPrograms({ kind: "shell", text }, (template) => template).programs.map(
    ({ kind, value, folder }) => `${kind} ${folder === "" ? "" : `in ${folder}: `}${value}`,
  );

describe("a start of Python", () => {
  it.each<[string, string[]]>([
    ["python x.py --n 1", ["script x.py"]],
    ["python3.11 -u -W ignore -X dev x.py", ["script x.py"]],
    [".venv/bin/python x.py > out.txt", ["script x.py"]],
    ["python -m pkg.mod x", ["module pkg.mod"]],
    ["python -um pkg", ["module pkg"]],
    ["python -c 'import x; x.run()'", ["inline import x; x.run()"]],
    ["A=1 env B=2 python x.py", ["script x.py"]],
    ["time nice -n 5 python x.py", ["script x.py"]],
    ["uv run --frozen x.py", ["script x.py"]],
    ["uv run python x.py", ["script x.py"]],
    ["poetry run python x.py", ["script x.py"]],
    ["cd a && cd b; python x.py", ["script in a/b: x.py"]],
    ["python a.py && python b.py | python c.py", ["script a.py", "script b.py", "script c.py"]],
    ["sh -c 'python x.py'", ["script x.py"]],
    ['echo "$(python x.py)"', ["script x.py"]],
    ["python x.py 2>&1 && true", ["script x.py"]],
  ])("is found in %s", (text, expected) => {
    expect(programsOf(text)).toEqual(expected);
  });

  it.each([
    "cp python x.py",
    "python - < x.py",
    "python",
    "./x.py",
    "cat x.py",
    "pythonic x.py",
    "python \0",
  ])("is not seen in %s", (text) => {
    expect(programsOf(text)).toEqual([]);
  });

  it("knows what the command adds to the search path", () => {
    const { searchPath } = pythonPrograms(
      { kind: "shell", text: "PYTHONPATH=lib:more python x.py" },
      (template) => template,
    );
    expect(searchPath).toEqual(["lib", "more"]);
  });
});

describe("the Python that a program runs on", () => {
  it.each<[string, string | null]>([
    ["python x.py", "python"],
    ["A=1 nice env/bin/python3.11 -u x.py", "env/bin/python3.11"],
    ["env A=1 python3 -m pkg", "python3"],
    ["uv run python x.py", ".venv/bin/python"],
    ["uv run x.py", ".venv/bin/python"],
    ["pixi run python -c 'print()'", ".pixi/envs/default/bin/python"],
    ["uv run env/bin/python x.py", "env/bin/python"],
    ["timeout 5 uv run python x.py", ".venv/bin/python"],
    ["poetry run python x.py", null],
    ["conda run -n lab python x.py", null],
    ["$HOME/bin/python x.py", null],
  ])("is told by %s", (text, expected) => {
    const { programs } = pythonPrograms({ kind: "shell", text }, (template) => template);
    expect(programs.map(({ interpreter }) => interpreter)).toEqual([expected]);
  });
});
