// biome-ignore lint/suspicious/noControlCharactersInRegex: such signs begin with the character ESC.
const terminalSigns = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?)/g;

/** What a program printed without colours and other signs to a terminal. */
export const withoutTerminalSigns = (text: string): string =>
  text.includes("\u001b") ? text.replace(terminalSigns, "") : text;

/** The lines of a console as one reads them. A progress bar that was drawn over and over again is the last of its states. */
export function consoleLines(text: string): string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => {
    const plain = withoutTerminalSigns(line);
    const bare = plain.endsWith("\r") ? plain.slice(0, -1) : plain;
    return bare.includes("\r") ? bare.slice(bare.lastIndexOf("\r") + 1) : bare;
  });
}

/**
 * What of a console tells why a program failed: so many of its last lines, as the end of a traceback has its place and its
 * message. They are looked for in so many bytes.
 */
export const logEnd = { lines: 10, bytes: 16 * 1024 } as const;
