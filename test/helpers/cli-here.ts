import process from "node:process";
import { vi } from "vitest";
import { main } from "../../src-main/cli/main.ts";

/** What a command line ended with and wrote. */
export type CliAnswer = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a command line in this process, where what it writes is kept. */
export async function runCliHere(words: readonly string[]): Promise<CliAnswer> {
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  // Commander's own words.
  vi.spyOn(console, "error").mockImplementation((text) => {
    written.stderr += `${text}\n`;
  });
  try {
    return { code: await main(words), ...written };
  } finally {
    vi.restoreAllMocks();
  }
}
