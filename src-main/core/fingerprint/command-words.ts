import type { Command } from "../model/pipeline.ts";

/**
 * Words of a command that may name a workspace file: what the shell would see as words, the part after `=` in
 * `--config=conf.json`, and the words within a word, as in `bash -c "python x.py"` and `"$(python x.py)"`. Parameters are
 * already filled in; words with other templates name no file of the workspace.
 * A word that stands twice is answered twice.
 * This is not a shell: a word that a shell would build at run time (`$DIR/x.py`) is not found, and counts through `code:`.
 */
export function candidateFiles(command: Command, render: (template: string) => string): string[] {
  const words = simpleCommands(command, render).flat();
  const candidates = words.flatMap(partsOf);
  return candidates.filter((word) => word !== "" && !word.startsWith("-") && !word.includes("\0"));
}

/** The words of each command that a step's command is made of. */
export const simpleCommands = (command: Command, render: (template: string) => string): string[][] =>
  command.kind === "argv" ? [command.words.map(render)] : shellCommands(render(command.text));

/** A word, what it sets, and the words of the command that it may be itself. Ends, because those are shorter. */
function partsOf(word: string): string[] {
  const inner = shellWords(word).filter((part) => part.length < word.length);
  const equals = word.indexOf("=");
  return [word, ...(equals > 0 ? partsOf(word.slice(equals + 1)) : []), ...inner.flatMap(partsOf)];
}

/**
 * The words of each command of a shell's text. Splits at white space and the shell's operators; quotes join, a backslash makes the next character literal. What a
 * redirection writes to is left out: the command does not read it.
 */
export function shellCommands(text: string): string[][] {
  const commands: string[][] = [[]];
  let word = "";
  let open = false;
  let quote = "";
  let written = false;
  const close = () => {
    if (open && !written) commands.at(-1)?.push(word);
    if (open) written = false;
    word = "";
    open = false;
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
    } else if (/[\s;&|<>()`]/.test(character)) {
      close();
      if (character === ">") written = true;
      else if (/[;&|()`\n]/.test(character) && !written) commands.push([]);
    } else {
      word += character;
      open = true;
    }
  }
  close();
  return commands.filter(({ length }) => length > 0);
}

const shellWords = (text: string): string[] => shellCommands(text).flat();

/** What a character is after a backslash: itself, but for a line's end, which vanishes so that the line goes on. */
const unescaped = (character: string): string => (character === "\n" ? "" : character);
