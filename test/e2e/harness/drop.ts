import type { Locator, Page } from "@playwright/test";

/** Where to drop, in CSS pixels of the page. */
type Point = { x: number; y: number };

/**
 * Drops files from outside on the page, the way the system's file manager does: the page gets `File`s that belong to
 * these paths. On the middle of `target`, or of the window. They are let go once `hovering` is done.
 */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  target?: Locator,
  hovering: () => Promise<void> = async () => {},
): Promise<void> {
  await dragFiles(page, paths, target, hovering, "drop");
}

/** Drags files over the page and gives up, without a word to the page, as when the program that they come from has ended. */
export async function dragFilesInVain(
  page: Page,
  paths: readonly string[],
  hovering: () => Promise<void>,
): Promise<void> {
  await dragFiles(page, paths, undefined, hovering, "dragCancel");
}

async function dragFiles(
  page: Page,
  paths: readonly string[],
  target: Locator | undefined,
  hovering: () => Promise<void>,
  end: "drop" | "dragCancel",
): Promise<void> {
  const point = await middleOf(page, target);
  const session = await page.context().newCDPSession(page);
  try {
    const copy = 1;
    const data = { items: [], files: [...paths], dragOperationsMask: copy };
    for (const type of ["dragEnter", "dragOver", end] as const) {
      if (type === end) await hovering();
      await session.send("Input.dispatchDragEvent", { type, ...point, data });
    }
  } finally {
    await session.detach();
  }
}

async function middleOf(page: Page, target: Locator | undefined): Promise<Point> {
  if (target) {
    const box = await target.boundingBox();
    if (!box) throw new Error("What the files are to be dropped on is not visible");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  return await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }));
}
