import type { Page } from "@playwright/test";
import axe from "axe-core";

type Axe = Pick<typeof axe, "run">;
type Finding = { readonly rule: string; readonly help: string; readonly at: readonly string[] };

/**
 * What axe-core finds serious or critical in the window as it is, light and dark: one line for each place. Its script is
 * evaluated by the debugger, which the page's content policy leaves alone.
 */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${axe.source}; globalThis.axe = axe; undefined`);
  const lines: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    await page.evaluate(async (chosen) => {
      await window.signet?.changeSettings({ theme: chosen });
      while (document.documentElement.dataset.mantineColorScheme !== chosen)
        await new Promise((resolve) => requestAnimationFrame(resolve));
      // What fades is measured when it has faded.
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
    }, theme);
    const found = await page.evaluate(
      async (rules): Promise<Finding[]> => {
        const { axe: tool } = globalThis as unknown as { readonly axe: Axe };
        const { violations } = await tool.run(document, {
          resultTypes: ["violations"],
          // Names say counts in words: "churn, 13 runs" for what is seen as "churn" and "13", which this takes for the label.
          rules: { "label-content-name-mismatch": { enabled: false } },
          ...(rules === null ? {} : { runOnly: { type: "rule", values: rules } }),
        });
        return violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, help, nodes }) => ({
            rule: id,
            help,
            at: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ""}`),
          }));
      },
      theme === "light" ? null : ["color-contrast"],
    );
    for (const { rule, help, at } of found)
      lines.push(...at.map((place) => `${theme}: ${rule} (${help}): ${place.replace(/\s+/g, " ")}`));
  }
  return lines;
}
