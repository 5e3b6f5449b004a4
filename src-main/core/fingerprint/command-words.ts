import type { Command } from "../model/pipeline.ts";

/**
 * Words of a command that may name a workspace file: what the shell would see as words, the part after `=` in
 * `--config=conf.json`, and the words within a word, as in `bash -c "python x.py"` and `"$(python x.py)"`. Parameters are
 * already filled in; words with other templates name no file of the workspace.
 * This is not a shell: a word that a shell would build at run time (`$DIR/x.py`) is not found, and counts through `code:`.
 */
export function candidateFiles(command: Command, render: (template: string) => string): string[] {
  const words = command.kind === "argv" ? command.words.map(render) : shellWords(render(command.text));
  const candidates = words.flatMap(partsOf);
  return [
    ...new Set(candidates.filter((word) => word !== "" && !word.startsWith("-") && !word.includes("\0"))),
  ];
}

/** A word, what it sets, and the words of the command that it may be itself. Ends, because those are shorter. */
function partsOf(word: string): string[] {
  const inner = shellWords(word).filter((part) => part.length < word.length);
  const equals = word.indexOf("=");
  return [word, ...(equals > 0 ? [word.slice(equals + 1)] : []), ...inner.flatMap(partsOf)];
}

/**
 * Splits at white space and the shell's operators; quotes join, a backslash makes the next character literal. What a
 * redirection writes to is left out: the command does not read it.
 */
function shellWords(text: string): string[] {
  const words: string[] = [];
  let word = "";
  let open = false;
  let quote = "";
  let written = false;
  const close = () => {
    if (open && !written) words.push(word);
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
    } else {
      word += character;
      open = true;
    }
  }
  close();
  return words;
}

/** What a character is after a backslash: itself, but for a line's end, which vanishes so that the line goes on. */
const unescaped = (character: string): string => (character === "\n" ? "" : character);
