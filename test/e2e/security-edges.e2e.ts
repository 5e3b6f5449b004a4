import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from "@electron/fuses";
import { expect } from "@playwright/test";
import { methodNames } from "../../src-main/core/contract/methods.ts";
import { type GuardedApp, type Kept, openGuarded } from "./harness/guarded-app.ts";
import { setup } from "./harness/setup.ts";
import { test } from "./harness/test.ts";

/** In the main process: see `openGuarded`. */
declare const kept: Kept;

// The twenty items of https://www.electronjs.org/docs/latest/tutorial/security, each tried from inside of one window.
// The first ten are in security.e2e.ts.

let guarded: GuardedApp;
test.beforeAll(async () => {
  guarded = await openGuarded();
});
test.afterAll(() => guarded.close());

test("11. Do not use allowpopups for WebViews: a webview is an element without meaning", async () => {
  const before = await guarded.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  const kind = await guarded.page.evaluate(async (address) => {
    const view = document.createElement("webview");
    view.setAttribute("allowpopups", "");
    view.setAttribute("src", address);
    document.body.append(view);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const kind = [view.shadowRoot === null, "getWebContentsId" in view, view.childNodes.length];
    view.remove();
    return kind;
  }, guarded.outside.address);
  expect(kind).toEqual([true, false, 0]);
  const after = await guarded.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  expect(after).toBe(before);
  expect(await guarded.preferences()).toMatchObject({ webviewTag: false });
});

test("12. Verify WebView options before creation: even a window that could have one gets none", async () => {
  const verdict = await guarded.app.evaluate(async ({ BrowserWindow }, address) => {
    const window = new BrowserWindow({ show: false, webPreferences: { webviewTag: true, sandbox: true } });
    try {
      await window.loadURL("app://signet/index.html");
      const prevented = new Promise<boolean>((resolve) =>
        window.webContents.on("will-attach-webview", (event) => resolve(event.defaultPrevented)),
      );
      await window.webContents.executeJavaScript(`{
        const view = document.createElement("webview");
        view.src = ${JSON.stringify(address)};
        view.setAttribute("nodeintegration", "");
        document.body.append(view);
      }`);
      return await prevented;
    } finally {
      window.destroy();
    }
  }, guarded.outside.address);
  expect(verdict).toBe(true);
  expect(guarded.outside.asked).toEqual([]);
});

test("13. Disable or limit navigation: the window stays where it is, whatever the page tries", async () => {
  const { page, app } = guarded;
  await page.evaluate(() => Object.assign(globalThis, { stays: true }));
  const url = page.url();
  const addresses = [
    `${guarded.outside.address}/`,
    "file:///etc/passwd",
    "app://other/index.html",
    "app://signet/other.html",
    "data:text/html,<h1>x</h1>",
    "https://example.org/",
  ];
  for (const address of addresses)
    for (const how of ["assign", "link", "form", "frame"] as const) {
      await page.evaluate(
        ({ address: to, how: way }) => {
          if (way === "assign") location.assign(to);
          else if (way === "link") Object.assign(document.createElement("a"), { href: to }).click();
          else if (way === "form") {
            const form = Object.assign(document.createElement("form"), { action: to });
            document.body.append(form);
            form.submit();
            form.remove();
          } else {
            const frame = Object.assign(document.createElement("iframe"), { src: to });
            document.body.append(frame);
            frame.remove();
          }
        },
        { address, how },
      );
    }
  // A call is answered after whatever the page has asked for before.
  await page.evaluate(() => window.signet?.["library.info"]({}));
  expect(await page.evaluate(() => [location.href, "stays" in globalThis])).toEqual([url, true]);
  expect(
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL()),
  ).toBe(url);
  expect(guarded.outside.asked).toEqual([]);
});

test("14. Disable or limit creation of new windows: there is one, and it stays alone", async () => {
  const { page, app } = guarded;
  const opened = await page.evaluate((address) => {
    const tries = [
      address,
      "about:blank",
      "file:///etc/passwd",
      "app://signet/index.html",
      "data:text/html,x",
    ];
    const given = tries.map((to) => window.open(to, "_blank", "nodeIntegration=yes,contextIsolation=no"));
    const link = Object.assign(document.createElement("a"), { href: address, target: "_blank" });
    document.body.append(link);
    link.click();
    link.dispatchEvent(new MouseEvent("click", { ctrlKey: true }));
    link.dispatchEvent(new MouseEvent("auxclick", { button: 1 }));
    link.remove();
    return given.filter((made) => made !== null).length;
  }, guarded.outside.address);
  expect(opened).toBe(0);
  await page.evaluate(() => window.signet?.["library.info"]({}));
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(guarded.outside.asked).toEqual([]);
});

test("15. Do not use shell.openExternal with untrusted content: only https, and only after asking", async () => {
  const { page, app } = guarded;
  const open = (address: string) =>
    page.evaluate((to) => {
      window.open(to);
    }, address);
  await app.evaluate(() => {
    kept.asked.length = 0;
  });
  for (const address of [
    "http://example.org/",
    "file:///bin/sh",
    "smb://host/share",
    "ms-msdt:/id",
    "javascript:alert(1)",
    "https://person:secret@example.org/",
    "mailto:a@b.c",
  ])
    await open(address);
  await open("https://example.org/refused");
  await expect.poll(() => app.evaluate(() => kept.asked)).toEqual(["https://example.org/refused"]);
  expect(await app.evaluate(() => kept.opened)).toEqual([]);
  await app.evaluate(() => {
    kept.agree = true;
  });
  await open("https://example.org/agreed");
  await expect.poll(() => app.evaluate(() => kept.opened)).toEqual(["https://example.org/agreed"]);
  await app.evaluate(() => {
    kept.agree = false;
  });
});

test("16. Use a current version of Electron: the one that is shipped is pinned, to the digit", async () => {
  const read = (file: string) => JSON.parse(readFileSync(join(import.meta.dirname, "../..", file), "utf8"));
  const { devDependencies } = read("package.json") as { devDependencies: Record<string, string> };
  const pinned = devDependencies.electron ?? "";
  expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
  const { packages } = read("package-lock.json") as { packages: Record<string, { version: string }> };
  expect(packages["node_modules/electron"]?.version).toBe(pinned);
  const running = await guarded.app.evaluate(() => process.versions.electron);
  expect(running).toBe(setup.electronVersion);
  if (running !== pinned)
    console.log(`Left out: Electron ${pinned}. What runs here is a stand-in, Electron ${running}.`);
});

test("17. Validate the sender of all IPC messages: no other window or frame is answered", async () => {
  const { page, app } = guarded;
  const answers = await app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const ask = `window.signet["library.info"]({}).then(() => "answered", (error) => error.message)`;
      const answers: string[] = [];
      // Our own page in another window, and a page of nobody's, with our preload script.
      for (const address of ["app://signet/index.html", "data:text/html,<p>foreign</p>"]) {
        const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await window.loadURL(address);
        answers.push(await window.webContents.executeJavaScript(ask));
        window.destroy();
      }
      return answers;
    },
    join(setup.appFolder, "out/preload/index.cjs"),
  );
  expect(answers).toEqual([
    expect.stringContaining("This page may not call Signet"),
    expect.stringContaining("This page may not call Signet"),
  ]);
  // A frame of the page has no bridge.
  expect(
    await page.evaluate(() => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const found = "signet" in (frame.contentWindow as object);
      frame.remove();
      return found;
    }),
  ).toBe(false);
  // And what the page itself sends is checked, whatever it is.
  const kinds = await page.evaluate(async () => {
    const bridge = window.signet as unknown as Record<
      string,
      (params: unknown) => Promise<{ ok: boolean; error?: { kind: string } }>
    >;
    const wrong = [undefined, null, 7, "x", [], { id: 1 }, { id: "../../etc/passwd" }, { id: "x", more: 1 }];
    return await Promise.all(
      wrong.map(async (params) => {
        const answer = await bridge["runs.get"]?.(params);
        return answer?.ok ? "answered" : answer?.error?.kind;
      }),
    );
  });
  expect(kinds).toEqual(Array(8).fill("input"));
});

test("18. Avoid file://, prefer custom protocols: the page's own scheme gives its files and no other", async () => {
  const { page, app } = guarded;
  expect(await page.evaluate(() => location.origin)).toBe("app://signet");
  const answers = await page.evaluate(async () => {
    const status = (address: string, init?: RequestInit) =>
      fetch(address, init).then(
        (response) => response.status,
        () => "refused",
      );
    return await Promise.all([
      status("app://signet/index.html"),
      status("file:///etc/passwd"),
      status("app://signet/../../../../etc/passwd"),
      status("app://signet/%2e%2e/%2e%2e/package.json"),
      status("app://signet/..%2f..%2fpackage.json"),
      status("app://signet/%00.js"),
      status("app://signet//etc/hostname"),
      status("app://other/index.html"),
      status("app://signet/index.html", { method: "POST" }),
    ]);
  });
  expect(answers.slice(0, 2)).toEqual([200, "refused"]);
  expect(answers.slice(2).filter((answer) => answer === 200)).toEqual([]);
  const direct = await app.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ show: false });
    try {
      await window.loadURL("file:///etc/hostname");
      return "reached";
    } catch {
      return "refused";
    } finally {
      window.destroy();
    }
  });
  expect(direct).toBe("refused");
});

test("19. Check which fuses you can change: those that the app needs are on; the others wait for a package", async () => {
  const wire = await getCurrentFuseWire(await guarded.app.evaluate(() => process.execPath));
  expect(wire.version).toBe(FuseVersion.V1);
  // The command line runs in the same executable; "1" is on.
  expect(wire[FuseV1Options.RunAsNode]).toBe("1".charCodeAt(0));
  const wanted = [
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    FuseV1Options.OnlyLoadAppFromAsar,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ].map((fuse) => FuseV1Options[fuse]);
  console.log(
    `Left out: the fuses ${wanted.join(", ")}. They are flipped in a package, and there is none yet.`,
  );
});

test("20. Do not expose Electron APIs to untrusted content: the bridge is the contract's methods and no more", async () => {
  const { page, app } = guarded;
  const bridge = await page.evaluate(() =>
    Object.entries(window.signet ?? {}).map(([name, value]) => `${name}: ${typeof value}`),
  );
  const shell = [
    "onEvent",
    "onCommand",
    "pathForFile",
    "chooseToImport",
    "savePicture",
    "saveText",
    "exportRuns",
    "stopExport",
    "settings",
    "changeSettings",
    "openWindow",
    "offer",
    "shell",
    "showLibrary",
    "showPipelineFile",
    "ready",
  ];
  expect(bridge.toSorted()).toEqual([...methodNames, ...shell].map((name) => `${name}: function`).toSorted());
  // A listener gets the message and nothing of Electron's event, by which it could reach the sender.
  const watch = await page.evaluateHandle(() => ({
    given: new Promise<number>((resolve) => {
      const stop = window.signet?.onCommand((...given: unknown[]) => {
        stop?.();
        resolve(given.length);
      });
    }),
  }));
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.send("signet:command", {
      type: "show",
      view: { view: "runs", project: null },
    }),
  );
  expect(await watch.evaluate(({ given }) => given)).toBe(1);
});
