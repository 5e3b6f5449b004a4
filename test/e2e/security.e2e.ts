import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { type GuardedApp, openGuarded } from "./harness/guarded-app.ts";
import { setup } from "./harness/setup.ts";
import { test } from "./harness/test.ts";

// The twenty items of https://www.electronjs.org/docs/latest/tutorial/security, each tried from inside of one window.
// The others are in security-edges.e2e.ts.

let guarded: GuardedApp;
test.beforeAll(async () => {
  guarded = await openGuarded();
});
test.afterAll(() => guarded.close());

test("1. Only load secure content: all comes from the app itself, and nothing reaches an address outside", async () => {
  const { page, app } = guarded;
  const loaded = await page.evaluate(() => [
    location.href,
    ...[...document.scripts].map(({ src }) => src),
    ...[...document.styleSheets].flatMap(({ href }) => href ?? []),
  ]);
  expect(loaded.filter((address) => !address.startsWith("app://signet/"))).toEqual([]);
  expect(loaded.length).toBeGreaterThan(1);
  const answers = await page.evaluate(async (address) => {
    const fails = (promise: Promise<unknown>) =>
      promise.then(
        () => "reached",
        () => "refused",
      );
    const element = (tag: "img" | "script" | "link" | "iframe" | "video", given: Record<string, string>) => {
      const made = Object.assign(document.createElement(tag), given);
      document.body.append(made);
      return new Promise((resolve, reject) => {
        made.addEventListener("load", resolve);
        made.addEventListener("error", reject);
        if (tag === "iframe") reject(new Error("tells nothing"));
      }).finally(() => made.remove());
    };
    const socket = (made: EventTarget) =>
      new Promise((resolve, reject) => {
        made.addEventListener("open", resolve);
        made.addEventListener("error", reject);
      });
    const tried = {
      fetch: fails(fetch(`${address}/fetch`)),
      beacon: fails(Promise.resolve(navigator.sendBeacon(`${address}/beacon`, "x") || Promise.reject())),
      image: fails(element("img", { src: `${address}/image.png` })),
      script: fails(element("script", { src: `${address}/script.js` })),
      style: fails(element("link", { rel: "stylesheet", href: `${address}/style.css` })),
      frame: fails(element("iframe", { src: `${address}/frame` })),
      video: fails(element("video", { src: `${address}/video` })),
      socket: fails(socket(new WebSocket(address.replace("http", "ws")))),
      events: fails(socket(new EventSource(`${address}/events`))),
      worker: fails(
        new Promise((resolve, reject) => {
          const worker = new Worker(`data:text/javascript,postMessage(1)`);
          worker.addEventListener("message", resolve);
          worker.addEventListener("error", reject);
        }),
      ),
    };
    return Object.fromEntries(
      await Promise.all(Object.entries(tried).map(async ([name, answer]) => [name, await answer])),
    ) as Record<string, string>;
  }, guarded.outside.address);
  expect(
    Object.entries(answers).filter(([, answer]) => answer !== "refused" && answer !== "reached"),
  ).toEqual([]);
  expect(Object.values(answers).filter((answer) => answer === "reached").length).toBeLessThanOrEqual(1);
  // Not even a window without a content policy gets out.
  const direct = await app.evaluate(async ({ BrowserWindow }, address) => {
    const window = new BrowserWindow({ show: false });
    try {
      await window.loadURL(address);
      return "reached";
    } catch {
      return "refused";
    } finally {
      window.destroy();
    }
  }, `${guarded.outside.address}/direct`);
  expect(direct).toBe("refused");
  expect(guarded.outside.asked).toEqual([]);
});

test("2. Do not enable Node.js integration: page, frames and workers have nothing of Node", async () => {
  const { page } = guarded;
  const found = await page.evaluate(async () => {
    const names = [
      "require",
      "process",
      "module",
      "Buffer",
      "global",
      "__dirname",
      "ipcRenderer",
      "electron",
    ];
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const inside = frame.contentWindow as unknown as Record<string, unknown>;
    const found = [
      ...names.filter((name) => name in globalThis),
      ...names.filter((name) => name in inside).map((name) => `${name} in a frame`),
    ];
    frame.remove();
    return found;
  });
  expect(found).toEqual([]);
  expect(await guarded.preferences()).toMatchObject({ nodeIntegration: false });
  const { nodeIntegrationInWorker = false, nodeIntegrationInSubFrames = false } = await guarded.preferences();
  expect([nodeIntegrationInWorker, nodeIntegrationInSubFrames]).toEqual([false, false]);
});

test("3. Enable context isolation: what the page changes of the language, the bridge does not see", async () => {
  const { page } = guarded;
  expect(await guarded.preferences()).toMatchObject({ contextIsolation: true });
  const seen = await page.evaluate(async () => {
    const seen: string[] = [];
    const { call } = Function.prototype;
    Function.prototype.call = function (...given: unknown[]) {
      if (String(given[0]).includes("ipcRenderer")) seen.push("Function.call");
      return Reflect.apply(call, this, given);
    };
    Object.defineProperty(Object.prototype, "invoke", {
      configurable: true,
      get: () => {
        seen.push("invoke");
      },
    });
    try {
      await window.signet?.["library.info"]({});
    } finally {
      Function.prototype.call = call;
      Reflect.deleteProperty(Object.prototype, "invoke");
    }
    return seen;
  });
  expect(seen).toEqual([]);
  const changed = await page.evaluate(() => {
    const bridge = window.signet as unknown as Record<string, unknown>;
    const before = bridge["runs.list"];
    const tries = [
      () => Reflect.set(bridge, "runs.list", () => "forged"),
      () => Reflect.set(bridge, "more", 1),
      () => Reflect.deleteProperty(bridge, "runs.list"),
      () => Reflect.set(window, "signet", {}),
    ];
    return [...tries.map((attempt) => attempt()), bridge["runs.list"] === before, window.signet === bridge];
  });
  expect(changed).toEqual([false, false, false, false, true, true]);
});

test("4. Enable process sandboxing: the page's process is in the operating system's sandbox", async () => {
  expect(await guarded.preferences()).toMatchObject({ sandbox: true });
  test.skip(!setup.sandbox, "this machine lets no process have a sandbox");
  test.skip(process.platform !== "linux", "reads /proc");
  const status = Object.fromEntries(
    readFileSync(`/proc/${await guarded.rendererPid()}/status`, "utf8")
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  expect(status.Seccomp).toBe("2"); // Filtered: 2 in seccomp(2).
  expect(status.NoNewPrivs).toBe("1");
  expect(Number(status.Uid?.split(/\s+/)[0])).toBeGreaterThan(0);
  expect(BigInt(`0x${status.CapEff}`)).toBe(0n);
  const command = await guarded.rendererCommand();
  expect(command.filter((word) => word === "--no-sandbox" || word === "--no-zygote")).toEqual([]);
});

test("5. Handle session permission requests: each is denied, and so is asking whether it is granted", async () => {
  const { page } = guarded;
  const answers = await page.evaluate(async () => {
    const refused = (promise: Promise<unknown>) =>
      promise.then(
        () => "granted",
        (error: Error) => error.name,
      );
    const state = async (name: string) =>
      (await navigator.permissions.query({ name: name as PermissionName })).state;
    return {
      geolocation: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve("granted"),
          ({ code }) => resolve(code),
        ),
      ),
      notifications: await Notification.requestPermission(),
      camera: await refused(navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
      screen: await refused(navigator.mediaDevices.getDisplayMedia()),
      midi: await refused(navigator.requestMIDIAccess({ sysex: true })),
      clipboard: await refused(navigator.clipboard.readText()),
      states: [await state("geolocation"), await state("notifications"), await state("clipboard-read")],
    };
  });
  expect(answers).toEqual({
    geolocation: 1, // PERMISSION_DENIED
    notifications: "denied",
    camera: expect.stringMatching(/NotAllowedError|NotFoundError/),
    screen: expect.stringMatching(/NotAllowedError|InvalidStateError|NotSupportedError|AbortError/),
    midi: expect.stringMatching(/NotAllowedError|SecurityError/),
    clipboard: "NotAllowedError",
    states: ["denied", "denied", "denied"],
  });
});

test("6. Do not disable webSecurity: the page cannot look into what is of another origin", async () => {
  const { page } = guarded;
  expect(await guarded.preferences()).toMatchObject({ webSecurity: true });
  const looked = await page.evaluate(async () => {
    const frame = document.createElement("iframe");
    frame.sandbox.value = "";
    frame.srcdoc = "<p>of another origin</p>";
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    try {
      return String(frame.contentWindow?.document);
    } catch (error) {
      return (error as Error).name;
    } finally {
      frame.remove();
    }
  });
  expect(looked).toBe("SecurityError");
  expect(await guarded.switchValues("disable-web-security")).toEqual([]);
});

test("7. Define a Content-Security-Policy: no script but the app's own files ever runs", async () => {
  const { page } = guarded;
  const policy = await page.evaluate(
    async () => (await fetch("app://signet/index.html")).headers.get("content-security-policy") ?? "",
  );
  const directives = new Map(
    policy.split("; ").map((part) => [part.split(" ")[0], part.split(" ").slice(1)]),
  );
  expect(directives.get("default-src")).toEqual(["'none'"]);
  expect(directives.get("script-src")).toEqual(["'self'"]);
  expect(policy).not.toMatch(/https?:|wss?:|unsafe-eval|\*/);
  const { ran, violated } = await page.evaluate(async (address) => {
    const ran: string[] = [];
    Object.assign(globalThis, { ran: (name: string) => ran.push(name) });
    const violated: string[] = [];
    const note = (event: SecurityPolicyViolationEvent) => violated.push(event.effectiveDirective);
    document.addEventListener("securitypolicyviolation", note);
    const script = Object.assign(document.createElement("script"), { textContent: "ran('inline script')" });
    const box = document.createElement("div");
    box.innerHTML = `<img src="data:," onerror="ran('handler')"><a href="javascript:ran('link')">x</a>
      <svg onload="ran('svg')"></svg><object data="${address}/object"></object><embed src="${address}/embed">
      <iframe srcdoc="<script>parent.ran('frame')</script>"></iframe><form action="${address}/form"></form>`;
    document.body.append(script, box);
    // Outside of what the test itself evaluates, which is not held to the policy.
    await new Promise<void>((resolve) =>
      setTimeout(() => {
        for (const [name, attempt] of [
          // biome-ignore lint/security/noGlobalEval: it must be refused.
          ["eval", () => globalThis.eval("ran('eval')")],
          ["Function", () => new Function("ran('Function')")()],
        ] as const) {
          try {
            attempt();
          } catch (error) {
            if (!(error instanceof EvalError)) ran.push(`${name}: ${error}`);
          }
        }
        box.querySelector("a")?.click();
        box.querySelector("form")?.submit();
        resolve();
      }),
    );
    const wanted = ["script-src-elem", "script-src-attr", "script-src", "object-src", "form-action"];
    while (wanted.some((name) => !violated.includes(name)))
      await new Promise((resolve) => requestAnimationFrame(resolve));
    document.removeEventListener("securitypolicyviolation", note);
    script.remove();
    box.remove();
    return { ran, violated };
  }, guarded.outside.address);
  expect(ran).toEqual([]);
  expect(violated.length).toBeGreaterThanOrEqual(6);
  expect(guarded.outside.asked).toEqual([]);
});

test("8. Do not enable allowRunningInsecureContent", async () => {
  const { allowRunningInsecureContent = false } = await guarded.preferences();
  expect(allowRunningInsecureContent).toBe(false);
  expect(await guarded.switchValues("allow-running-insecure-content")).toEqual([]);
  expect(await guarded.page.evaluate(() => isSecureContext)).toBe(true);
  const reached = await guarded.page.evaluate(async (address) => {
    const image = new Image();
    image.src = `${address}/insecure.png`;
    return await image.decode().then(
      () => true,
      () => false,
    );
  }, guarded.outside.address);
  expect(reached).toBe(false);
  expect(guarded.outside.asked).toEqual([]);
});

test("9. Do not enable experimental features", async () => {
  const { experimentalFeatures = false } = await guarded.preferences();
  expect(experimentalFeatures).toBe(false);
  for (const name of ["enable-experimental-web-platform-features", "js-flags"])
    expect(await guarded.switchValues(name), name).toEqual([]);
  const command = await guarded.rendererCommand();
  expect(command).not.toContain("--enable-experimental-web-platform-features");
});

test("10. Do not use enableBlinkFeatures", async () => {
  const { enableBlinkFeatures = "", disableBlinkFeatures = "" } = await guarded.preferences();
  expect([enableBlinkFeatures, disableBlinkFeatures]).toEqual(["", ""]);
  expect(await guarded.switchValues("enable-blink-features")).toEqual([]);
});
