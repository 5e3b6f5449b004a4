import type { Command } from "../model/pipeline.ts";

/**
 * Words of a command that may name a workspace file: what the shell would see as words, and the part after `=` in
 * `--config=conf.json`. Parameters are already filled in; words with other templates name no file of the workspace.
 * This is not a shell: a word that a shell would build at run time (`$DIR/x.py`) is not found, and counts through `code:`.
 */
export function candidateFiles(command: Command, render: (template: string) => string): string[] {
  const words = command.kind === "argv" ? command.words.map(render) : shellWords(render(command.text));
  const candidates = words.flatMap((word) => {
    const equals = word.indexOf("=");
    return equals > 0 ? [word, word.slice(equals + 1)] : [word];
  });
  return [
    ...new Set(candidates.filter((word) => word !== "" && !word.startsWith("-") && !word.includes("\0"))),
  ];
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
      else if (character === "\\" && quote === '"') word += text.charAt(++index);
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      open = true;
    } else if (character === "\\") {
      word += text.charAt(++index);
      open = true;
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
