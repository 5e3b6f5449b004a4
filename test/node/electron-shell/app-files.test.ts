import { sep } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appFile, appPage } from "../../../src-main/electron/app-files.ts";

const root = "/app/out/renderer";
const get = (path: string) => appFile(root, "GET", `app://signet${path}`);

describe("files of the app: scheme", () => {
  it("finds the page and what the bundler puts beside it, each with its type", () => {
    expect(appFile(root, "GET", appPage)).toEqual({
      ok: true,
      path: `${root}/index.html`,
      type: "text/html; charset=utf-8",
    });
    expect(get("/assets/index-CAIE_jUr.js?v=1#x")).toEqual({
      ok: true,
      path: `${root}/assets/index-CAIE_jUr.js`,
      type: "text/javascript; charset=utf-8",
    });
  });

  it.each([
    ["/..%2f..%2fpackage.json", 400],
    ["/..%5c..%5cpackage.json", 400],
    ["/assets/%00.js", 400],
    ["/C:/index.html", 400],
    ["//etc/passwd.html", 400],
    ["/.env.json", 400],
    ["/%", 400],
    ["/", 400],
    ["/main.ts", 404],
    ["/passwd", 404],
  ])("finds nothing for %s", (path, status) => {
    expect(get(path)).toEqual({ ok: false, status });
  });

  it("answers no other host, scheme or method", () => {
    expect(appFile(root, "GET", "app://other/index.html")).toEqual({ ok: false, status: 400 });
    expect(appFile(root, "GET", "app://user@signet/index.html")).toEqual({ ok: false, status: 400 });
    expect(appFile(root, "GET", "file:///index.html")).toEqual({ ok: false, status: 400 });
    expect(appFile(root, "POST", appPage)).toEqual({ ok: false, status: 405 });
  });

  it("never leaves its folder, whatever the path", () => {
    const piece = fc.constantFrom(
      "..",
      ".",
      "%2e",
      "%2E%2e",
      "/",
      "\\",
      "%2f",
      "%5c",
      "%00",
      "a",
      "b.js",
      "C:",
      "%252e",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = get(`/${pieces.join("")}.html`);
        if (!file.ok) return;
        expect(file.path.startsWith(root + sep)).toBe(true);
        expect(file.path.slice(root.length + 1)).toMatch(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
