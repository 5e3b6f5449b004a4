import type { RunCommand } from "../model/pipeline.ts";

/** Fills in parameters; other templates become NUL, which no file's name can hold. */
type Render = (template: string) => string;

/**
 * Words of a command that may name a workspace file: what the shell would see as words, the part after `=` in
 * `--config=conf.json`, and the words within a word, as in `bash -c "python x.py"` and `"$(python x.py)"`; each also below
 * the folders that the command goes to with `cd`. `patterns` are those that the shell would expand, as in `cat parts/*.csv`.
 * `run` are words that are not files to be read: each is left out once.
 * This is not a shell: a word that a shell would build at run time (`$DIR/x.py`) is not found, and counts through `code:`.
 */
export function filesNamed(
  command: RunCommand,
  render: Render,
  run: readonly string[] = [],
): { words: string[]; patterns: string[] } {
  const found = wordsOf(command, render).filter(mayNameFile);
  for (const word of run) {
    const index = found.findIndex(({ text }) => text === word);
    if (index >= 0) found.splice(index, 1);
  }
  const folders = foldersEntered(found);
  const everywhere =
    folders.length === 0
      ? found
      : found.flatMap(({ text, isPattern }) =>
          ["", ...folders].map((folder) => ({ text: folder + text, isPattern })),
        );
  return {
    words: [...new Set(everywhere.map(({ text }) => text))],
    patterns: everywhere.some(isWorkspacePattern)
      ? [...new Set(everywhere.filter(isWorkspacePattern).map(({ text }) => text.replace(/\*{2,}/g, "*")))]
      : [],
  };
}

const mayNameFile = ({ text }: Word): boolean => text !== "" && !text.startsWith("-") && !text.includes("\0");

/** `[` and `!` are commands, and what is expanded outside the workspace counts as little as a file named there. */
const isWorkspacePattern = ({ text, isPattern }: Word): boolean =>
  isPattern && !/^([[!/~]|\.\.\/)/.test(text);

/** Names of the environment variables that a command mentions, without those that the shell or Signet set. */
export function variablesNamed(command: RunCommand, render: Render): string[] {
  const texts = command.kind === "argv" ? command.words : [command.text];
  if (!texts.some((text) => render(text).includes("$"))) return [];
  const names = texts.flatMap((text) =>
    [...render(text).matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name),
  );
  return [...new Set(names)].filter((name) => !name.startsWith("SIGNET_") && !ownToShell.has(name));
}

const ownToShell: ReadonlySet<string> = new Set([
  "_",
  "IFS",
  "OLDPWD",
  "OPTARG",
  "OPTIND",
  "PPID",
  "PWD",
  "SHLVL",
]);

type Word = {
  readonly text: string;
  /** It holds an unquoted `*`, `?` or `[`. */
  readonly isPattern: boolean;
};

/** The words of each command that a step's command is made of. */
export const simpleCommands = (command: RunCommand, render: Render): string[][] =>
  command.kind === "argv" ? [command.words.map(render)] : shellCommands(render(command.text)).map(textsOf);

/** The words of each command of a shell's text. */
export const commandsIn = (text: string): string[][] => shellCommands(text).map(textsOf);

const textsOf = (words: readonly Word[]): string[] => words.map(({ text }) => text);

const wordsOf = (command: RunCommand, render: Render): Word[] =>
  (command.kind === "argv"
    ? command.words.map((word) => ({ text: render(word), isPattern: false }))
    : shellWords(render(command.text))
  ).flatMap(partsOf);

/** A word, what it sets, and the words of the command that it may be itself. Ends, because those are shorter. */
function partsOf(word: Word): Word[] {
  const { text, isPattern } = word;
  // Nearly all words: nothing in them that could split them again.
  if (!/[\s;&|<>()`'"\\=]/.test(text)) return [word];
  const inner = shellWords(text).filter((part) => part.text.length < text.length);
  const equals = text.indexOf("=");
  const set = equals > 0 ? [{ text: text.slice(equals + 1), isPattern }] : [];
  return [word, ...set, ...inner.flatMap(partsOf)];
}

/** Folders beyond these are not looked into: every word is looked for in each. */
const mostFolders = 16;

/** Below the workspace, each with a slash at its end: `cd a && cd b` enters `a/`, `b/` (were the first undone) and `a/b/`. */
function foldersEntered(words: readonly Word[]): string[] {
  if (!words.some(({ text }) => text === "cd")) return [];
  const folders = new Set<string>();
  let current = "";
  words.forEach(({ text }, index) => {
    const target = words[index + 1]?.text;
    if (text !== "cd" || target === undefined || folders.size >= mostFolders) return;
    const alone = `${target.replace(/\/+$/, "")}/`;
    current = target.startsWith("/") ? alone : current + alone;
    folders.add(alone).add(current);
  });
  return [...folders];
}

const shellWords = (text: string): Word[] => shellCommands(text).flat();

/**
 * The words of each command. Splits at white space and the shell's operators; quotes join, a backslash makes the next character literal. What a
 * redirection writes to is left out: the command does not read it.
 */
function shellCommands(text: string): readonly (readonly Word[])[] {
  if (newest?.text !== text) newest = { text, commands: takenApart(text) };
  return newest.commands;
}

/** The same command is asked about several times in a row. */
let newest: { readonly text: string; readonly commands: readonly (readonly Word[])[] } | null = null;

function takenApart(text: string): Word[][] {
  const commands: Word[][] = [[]];
  let word = "";
  let open = false;
  let quote = "";
  let written = false;
  let isPattern = false;
  const close = () => {
    if (open && !written) commands.at(-1)?.push({ text: word, isPattern });
    if (open) written = false;
    word = "";
    open = false;
    isPattern = false;
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (character === "\\" && quote === '"' && /[$`"\\\n]/.test(text.charAt(index + 1)))
        word += unescaped(text.charAt(++index));
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      open = true;
    } else if (character === "\\") {
      const literal = unescaped(text.charAt(++index));
      word += literal;
      open ||= literal !== "";
    } else if (splits.has(character) || (character > "~" && /\s/.test(character))) {
      close();
      if (character === ">") written = true;
      else if (/[;&|()`\n]/.test(character) && !written) commands.push([]);
    } else {
      ordinary.lastIndex = index;
      const all = ordinary.test(text) ? text.slice(index, ordinary.lastIndex) : character;
      word = word === "" ? all : word + all;
      index += all.length - 1;
      open = true;
      isPattern ||= /[*?[]/.test(all);
    }
  }
  close();
  return commands.filter(({ length }) => length > 0);
}

/** Characters of a word that are none of those below, and quote nothing. */
const ordinary = /[^\s;&|<>()`'"\\]+/y;

/** What ends a word: white space and the shell's operators. Beyond ASCII there is more white space. */
const splits: ReadonlySet<string> = new Set(" \t\n\v\f\r;&|<>()`");

/** What a character is after a backslash: itself, but for a line's end, which vanishes so that the line goes on. */
const unescaped = (character: string): string => (character === "\n" ? "" : character);
