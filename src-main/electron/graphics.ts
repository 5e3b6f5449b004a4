import { existsSync } from "node:fs";

/** Where Linux shows what can draw: any graphics driver, NVIDIA's own, and that of a Linux inside of Windows. */
const devices = ["/dev/dri", "/dev/nvidiactl", "/dev/dxg"];

/**
 * Whether this computer may have something that draws faster than the processor. Chromium finds out by starting a process
 * for it that ends at once, and then another one; a window that asks in between can wait for ever.
 */
export const mayHaveGraphics = (
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): boolean => platform !== "linux" || devices.some((path) => exists(path));
