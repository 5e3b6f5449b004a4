import type { Page } from "@playwright/test";

/**
 * Puts a query in the place of what the search bar has, by keys as a person does. The editor knows of what its keys select; a
 * selection that is set in its text from outside, as Playwright's `fill` does, it may take back when it draws in the same moment.
 */
export async function typeQuery(page: Page, query: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search runs" }).press("ControlOrMeta+a");
  if (query === "") await page.keyboard.press("Delete");
  else await page.keyboard.insertText(query);
}
