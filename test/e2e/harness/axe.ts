import type { Page } from "@playwright/test";
import axe from "axe-core";

type Axe = Pick<typeof axe, "run">;
type Finding = { readonly rule: string; readonly help: string; readonly at: readonly string[] };

/**
 * Projects, tags and tabs with a count: their names say in words what is seen beside them as a number ("churn, 13 runs" for
 * "churn" and "13", "Code" for "Code" and "3"), which axe takes for their label.
 */
const counted = "[role=treeitem], [data-tag], [role=tab]";

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
      async ({ rules, beside }): Promise<Finding[]> => {
        const { axe: tool } = globalThis as unknown as { readonly axe: Axe };
        const { violations } = await tool.run(document, {
          resultTypes: ["violations"],
          rules: { "label-content-name-mismatch": { enabled: true } },
          ...(rules === null ? {} : { runOnly: { type: "rule", values: rules } }),
        });
        return violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, help, nodes }) => ({
            rule: id,
            help,
            at: nodes
              .filter(
                ({ target }) =>
                  id !== "label-content-name-mismatch" ||
                  document.querySelector(String(target[0]))?.matches(beside) !== true,
              )
              .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ""}`),
          }));
      },
      { rules: theme === "light" ? null : ["color-contrast"], beside: counted },
    );
    for (const { rule, help, at } of found)
      lines.push(...at.map((place) => `${theme}: ${rule} (${help}): ${place.replace(/\s+/g, " ")}`));
  }
  return lines;
}
