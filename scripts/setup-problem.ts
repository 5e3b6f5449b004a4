/** A problem of the machine (a missing package, no network) that the person at the keyboard can solve: its message says how. */
export class SetupProblem extends Error {
  override readonly name = "SetupProblem";
}

/**
 * Runs a script's main function and ends the process with the exit code it returns. A `SetupProblem` is
 * printed without a stack, for it is no defect of the script.
 */
export async function runScript(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
