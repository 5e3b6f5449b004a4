import { publicJson } from "../core/base/json.ts";
import { type Diagnostic, diagnosticText } from "../core/model/diagnostic.ts";
import type { Failure } from "../core/model/failure.ts";

export const exitCodes = { done: 0, failed: 1, input: 2, library: 3, cancelled: 130 } as const;

/**
 * Goes on without a reader: `signet run … | head -1` must not end the run, nor print a stack. Anything else that keeps
 * standard output from being written (a full disk) is said once and answered by `stdoutFailed`.
 */
export function watchOutput(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || failed) return;
    failed = true;
    // It may be told after the command has ended.
    process.exitCode = exitCodes.failed;
    process.stderr.write(`signet: standard output cannot be written: ${error.message}\n`);
  });
}

let failed = false;
export const stdoutFailed = (): boolean => failed;

let answered = false;

/** Each command line answers anew. */
export function expectAnswer(): void {
  answered = false;
}

/** The one JSON document of a `--json` answer. */
export function printJson(value: unknown): void {
  answering();
  print(publicJson(value, "  "));
}

/** Notes that the document begins, for who prints it piece by piece. */
export function answering(): void {
  answered = true;
}

/** The document in the place of the answer: why there is none. Nothing where one was begun. */
export function printError(error: PublicError): void {
  if (!answered) printJson({ error });
}

export type PublicError = {
  readonly kind: Failure["kind"] | "cancelled";
  readonly message: string;
  readonly problems: readonly Diagnostic[];
};

export function print(text: string): void {
  if (!process.stdout.destroyed) process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Prints, and waits until whoever reads has room for more. */
export async function put(text: string): Promise<void> {
  const { stdout } = process;
  if (stdout.destroyed || stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      stdout.off("drain", done);
      stdout.off("close", done);
      resolve();
    };
    stdout.on("drain", done);
    stdout.on("close", done);
  });
}

/** A failure goes to standard error; with --json it is the document as well: see `printError`. */
export function printFailure({ message, diagnostics, shown = diagnostics }: ShownFailure): void {
  process.stderr.write(`signet: ${visible(message)}\n`);
  printDiagnostics(shown);
}

/** A failure, and its diagnostics as people are shown them where that is in more words. */
export type ShownFailure = Failure & { readonly shown?: readonly Diagnostic[] };

export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) process.stderr.write(`${visible(diagnosticText(diagnostic))}\n`);
}

/**
 * Text from outside with its control characters shown, so that it cannot steer the terminal, nor turn the line around it.
 * Line ends stay.
 */
export function visible(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => {
      const code = character.charCodeAt(0).toString(16);
      return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
    },
  );
}

/** The same for a console: colours, tabs and carriage returns may stay, which programs use to be readable. */
export function withoutControl(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.replace(/(\u001b\[[\d;]*m|[\t\r\n])|[\u0000-\u001f\u007f-\u009f]/g, (found, harmless) =>
    harmless === undefined ? visible(found) : found,
  );
}

const useColor = process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb";

type Paint = (text: string) => string;
const paint = (code: number): Paint =>
  useColor ? (text) => `\u001b[${code}m${text}\u001b[0m` : (text) => text;

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);
export const blue = paint(34);
export const magenta = paint(35);
export const colored = useColor;

/** `0.12s`, `41s`, `1m 12s`, `3h 40m`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)}s`;
  if (seconds < 60) return `${Math.round(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}m ${Math.round(seconds % 60)}s`
    : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
