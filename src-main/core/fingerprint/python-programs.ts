import type { Command } from "../model/pipeline.ts";
import { commandsIn, simpleCommands } from "./command-words.ts";

/** One start of Python in a command. `folder` is where a `cd` before it led, "" without one. */
export type PythonProgram = {
  readonly kind: "script" | "module" | "inline";
  /** The script's path as written, the module's dotted name, or the program's text. */
  readonly value: string;
  readonly folder: string;
};

export type PythonStarts = {
  readonly programs: readonly PythonProgram[];
  /** Folders that the command itself adds to `PYTHONPATH`, as written. */
  readonly searchPath: readonly string[];
};

const interpreter = /^(python|pypy)(\d+(\.\d+)*)?t?(\.exe)?$/;

/** Programs that start another one with the arguments that follow. */
const starters = new Set(
  `chrt command conda dotenv env exec hatch ionice mamba micromamba nice nohup pdm pipenv pixi poetry rye setsid stdbuf
  time timeout uv xvfb-run`.split(/\s+/),
);

const baseName = (word: string): string => word.slice(word.lastIndexOf("/") + 1);
const isAssignment = (word: string): boolean => /^[A-Za-z_]\w*=/.test(word);

/**
 * Where a command starts Python: `python x.py`, `.venv/bin/python3 -u x.py`, `python -m pkg.mod`, `python -c "…"`,
 * `uv run x.py`, also within `sh -c "…"` and `$(…)`. Parameters are filled in as in `filesNamed`.
 */
export function pythonPrograms(command: Command, render: (template: string) => string): PythonStarts {
  const programs: PythonProgram[] = [];
  const searchPath: string[] = [];
  look(simpleCommands(command, render), "", programs, searchPath);
  return { programs, searchPath };
}

function look(
  commands: readonly (readonly string[])[],
  start: string,
  programs: PythonProgram[],
  searchPath: string[],
): void {
  let folder = start;
  for (const words of commands) {
    if (words[0] === "cd" && words[1] !== undefined && !/^[-/~]|\0|\$/.test(words[1]))
      folder = folder === "" ? words[1] : `${folder}/${words[1]}`;
    for (const word of words)
      if (word.startsWith("PYTHONPATH=")) searchPath.push(...word.slice("PYTHONPATH=".length).split(":"));
    const program = programOf(words, folder);
    if (program !== null) programs.push(program);
    for (const word of words) {
      if (program?.kind === "inline" && word === program.value) continue;
      const inner = /[\s$`]/.test(word) ? commandsIn(word) : [];
      // Shorter than the word, so this ends.
      if (inner.flat().every((part) => part.length < word.length)) look(inner, folder, programs, searchPath);
    }
  }
}

function programOf(words: readonly string[], folder: string): PythonProgram | null {
  const first = words.findIndex((word) => !isAssignment(word) && word !== "$");
  const starter = baseName(words[first] ?? "");
  const at = words.findIndex((word) => interpreter.test(baseName(word)));
  if (at >= 0 && (at === first || starters.has(starter)))
    return argumentsProgram(words.slice(at + 1), folder);
  const [, run, ...rest] = words.slice(first);
  const script = starter === "uv" && run === "run" ? rest.find((word) => !word.startsWith("-")) : undefined;
  return script?.endsWith(".py") === true ? scriptProgram(script, folder) : null;
}

const scriptProgram = (value: string, folder: string): PythonProgram | null =>
  value.includes("\0") ? null : { kind: "script", value, folder };

/** https://docs.python.org/3/using/cmdline.html */
function argumentsProgram(words: readonly string[], folder: string): PythonProgram | null {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "-" || word === "") return null;
    if (!word.startsWith("-")) return scriptProgram(word, folder);
    if (word === "--check-hash-based-pycs") index += 1;
    const [, option, attached = ""] = /^-[bBdEhiIOPqRsSuvVx]*([mcWX])(.*)$/s.exec(word) ?? [];
    if (option === undefined) continue;
    const value = attached === "" ? words[++index] : attached;
    if (option === "m" || option === "c") {
      if (value === undefined || (option === "m" && value.includes("\0"))) return null;
      return { kind: option === "m" ? "module" : "inline", value: value.replaceAll("\0", "_"), folder };
    }
  }
  return null;
}
