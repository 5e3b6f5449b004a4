import type { RunCommand } from "../model/pipeline.ts";
import { commandsIn, simpleCommands } from "./command-words.ts";

/** One start of Python in a command. `folder` is where a `cd` before it led, "" without one. */
export type PythonProgram = {
  readonly kind: "script" | "module" | "inline";
  /** The script's path as written, the module's dotted name, or the program's text. */
  readonly value: string;
  readonly folder: string;
  /** The word that names the Python: `python3`, `.venv/bin/python`. Null when the program that starts it chooses one. */
  readonly interpreter: string | null;
};

/** A Python that a command starts, and where. */
export type Interpreter = Pick<PythonProgram, "interpreter" | "folder">;

export type PythonStarts = {
  readonly programs: readonly PythonProgram[];
  /** Every start of Python, also one whose program is not known (`python - < x.py`). */
  readonly interpreters: readonly Interpreter[];
  /** Folders that the command itself adds to `PYTHONPATH`, as written. */
  readonly searchPath: readonly string[];
};

const interpreter = /^(python|pypy)(\d+(\.\d+)*)?t?(\.exe)?$/;

/** Programs that start another one with the arguments that follow. */
const starters = new Set(
  `chrt command conda dotenv env exec hatch ionice mamba micromamba nice nohup pdm pipenv pixi poetry rye setsid stdbuf
  time timeout uv xvfb-run`.split(/\s+/),
);

/** Of these, what says which Python they choose; the others choose one that cannot be told from the command. */
const chosenPython: ReadonlyMap<string, string> = new Map([
  ["pdm", ".venv/bin/python"],
  ["pixi", ".pixi/envs/default/bin/python"],
  ["rye", ".venv/bin/python"],
  // https://docs.astral.sh/uv/concepts/projects/config/#project-environment-path
  ["uv", ".venv/bin/python"],
]);
const choosers = new Set([
  ...chosenPython.keys(),
  ..."conda hatch mamba micromamba pipenv poetry".split(" "),
]);

const baseName = (word: string): string => word.slice(word.lastIndexOf("/") + 1);
const isAssignment = (word: string): boolean => /^[A-Za-z_]\w*=/.test(word);

/**
 * Where a command starts Python: `python x.py`, `.venv/bin/python3 -u x.py`, `python -m pkg.mod`, `python -c "…"`,
 * `uv run x.py`, also within `sh -c "…"` and `$(…)`. Parameters are filled in as in `filesNamed`.
 */
export function pythonPrograms(command: RunCommand, render: (template: string) => string): PythonStarts {
  const found: Found = { programs: [], interpreters: [], searchPath: [] };
  const texts = command.kind === "argv" ? command.words : [command.text];
  if (texts.some((text) => mayStart.test(render(text)))) look(simpleCommands(command, render), "", found);
  return found;
}

/** What every text holds that starts Python or says where it looks, as itself or in quotes. */
const mayStart = /py|PY|[\\'"]/;

type Found = { readonly [Key in keyof PythonStarts]: PythonStarts[Key][number][] };

function look(commands: readonly (readonly string[])[], start: string, found: Found): void {
  let folder = start;
  for (const words of commands) {
    if (words[0] === "cd" && words[1] !== undefined && !/^[-/~]|\0|\$/.test(words[1]))
      folder = folder === "" ? words[1] : `${folder}/${words[1]}`;
    for (const word of words)
      if (word.startsWith("PYTHONPATH="))
        found.searchPath.push(...word.slice("PYTHONPATH=".length).split(":"));
    const started = startOf(words, folder);
    const program = started?.program ?? null;
    if (started !== null) found.interpreters.push({ interpreter: started.interpreter, folder });
    if (program !== null) found.programs.push(program);
    for (const word of words) {
      if (program?.kind === "inline" && word === program.value) continue;
      const inner = /[\s$`]/.test(word) ? commandsIn(word) : [];
      // Shorter than the word, so this ends.
      if (inner.flat().every((part) => part.length < word.length)) look(inner, folder, found);
    }
  }
}

function startOf(
  words: readonly string[],
  folder: string,
): { readonly interpreter: string | null; readonly program: PythonProgram | null } | null {
  const first = words.findIndex((word) => !isAssignment(word) && word !== "$");
  const starter = baseName(words[first] ?? "");
  const at = words.findIndex((word) => interpreter.test(baseName(word)));
  if (at >= 0 && (at === first || starters.has(starter))) {
    const python = pythonWord(words.slice(first, at), words[at] ?? "");
    return { interpreter: python, program: argumentsProgram(words.slice(at + 1), folder, python) };
  }
  const [, run, ...rest] = words.slice(first);
  const script = starter === "uv" && run === "run" ? rest.find((word) => !word.startsWith("-")) : undefined;
  if (script?.endsWith(".py") !== true) return null;
  const python = pythonWord(["uv"], "python");
  return { interpreter: python, program: scriptProgram(script, folder, python) };
}

/** The Python that a word means behind the programs that start it. */
function pythonWord(before: readonly string[], word: string): string | null {
  if (/[$\0]/.test(word)) return null;
  const chooser = word.includes("/") ? undefined : before.map(baseName).find((name) => choosers.has(name));
  return chooser === undefined ? word : (chosenPython.get(chooser) ?? null);
}

const scriptProgram = (value: string, folder: string, python: string | null): PythonProgram | null =>
  value.includes("\0") ? null : { kind: "script", value, folder, interpreter: python };

/** https://docs.python.org/3/using/cmdline.html */
function argumentsProgram(
  words: readonly string[],
  folder: string,
  python: string | null,
): PythonProgram | null {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "-" || word === "") return null;
    if (!word.startsWith("-")) return scriptProgram(word, folder, python);
    if (word === "--check-hash-based-pycs") index += 1;
    const [, option, attached = ""] = /^-[bBdEhiIOPqRsSuvVx]*([mcWX])(.*)$/s.exec(word) ?? [];
    if (option === undefined) continue;
    const value = attached === "" ? words[++index] : attached;
    if (option === "m" || option === "c") {
      if (value === undefined || (option === "m" && value.includes("\0"))) return null;
      return {
        kind: option === "m" ? "module" : "inline",
        value: value.replaceAll("\0", "_"),
        folder,
        interpreter: python,
      };
    }
  }
  return null;
}
