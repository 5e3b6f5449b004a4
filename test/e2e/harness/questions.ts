import type { ElectronApplication } from "@playwright/test";

/** The desktop's dialog for questions answers with the button of this name, and keeps what was asked. */
export async function answerQuestions(
  app: ElectronApplication,
  button: string,
): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, name) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (async (...args: { message: string; buttons?: string[] }[]) => {
      const options = args.at(-1);
      asked.push(options?.message ?? "");
      return { response: options?.buttons?.indexOf(name) ?? -1, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  }, button);
  return () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}
