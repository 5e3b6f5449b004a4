import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import type { LaunchedApp } from "./harness/launch.ts";
import { setup } from "./harness/setup.ts";
import { test } from "./harness/test.ts";

test("the window opens and shows the app", async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page).toHaveTitle(/Signet/);
  expect(
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    ),
  ).toEqual([true]);
});

test("the page runs in the operating system's sandbox, as an unprivileged user", async ({ launch }) => {
  test.skip(!setup.sandbox, "this machine lets no process have a sandbox");
  test.skip(process.platform !== "linux", "reads /proc");
  const status = processStatus(await rendererPid(await launch()));
  expect(status.Seccomp).toBe("2"); // Filtered: 2 in seccomp(2).
  expect(status.NoNewPrivs).toBe("1");
  expect(Number(status.Uid?.split(/\s+/)[0])).toBeGreaterThan(0);
  expect(BigInt(`0x${status.CapEff}`)).toBe(0n);
});

test("the page has no access to Node", async ({ launch }) => {
  const { page } = await launch();
  const found = await page.evaluate(() =>
    ["require", "process", "module", "Buffer", "global"].filter((name) => name in globalThis),
  );
  expect(found).toEqual([]);
});

/** The process id of the first window's renderer. */
async function rendererPid({ app }: LaunchedApp): Promise<number> {
  return await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return window ? window.webContents.getOSProcessId() : -1;
  });
}

/** /proc/PID/status as a map of its lines; see proc(5). */
function processStatus(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, "utf8").trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
}
