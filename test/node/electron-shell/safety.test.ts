import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { methodNames } from "../../../src-main/core/contract/methods.ts";
import { paramSchemas } from "../../../src-main/core/contract/schemas.ts";
import { externalAddress, isOfOrigin } from "../../../src-main/electron/addresses.ts";
import { securityHeaders } from "../../../src-main/electron/content-policy.ts";
import { readEnvelope } from "../../../src-main/electron/envelope.ts";
import { openLog } from "../../../src-main/electron/log-file.ts";
import { profilePath } from "../../../src-main/electron/profile-path.ts";

const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "signet-shell-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

describe("addresses", () => {
  it("offers the browser only https without credentials", () => {
    expect(externalAddress("https://example.com/a?b")).toBe("https://example.com/a?b");
    for (const address of [
      "http://example.com/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "app://signet/index.html",
      "https://user:secret@example.com/",
      "mailto:a@b.c",
      "smb://x/y",
      "",
      "//x",
    ]) {
      expect(externalAddress(address), address).toBeNull();
    }
  });

  it("tells the app's own origin from others that look like it", () => {
    const own = { protocol: "app:", host: "signet" };
    expect(isOfOrigin("app://signet/index.html#x", own)).toBe(true);
    for (const address of [
      "app://signet.evil/index.html",
      "app://evil/signet",
      "https://signet/index.html",
      "app:signet",
      "about:blank",
      "about:srcdoc",
      "data:text/html,app://signet",
      "",
    ]) {
      expect(isOfOrigin(address, own), address).toBe(false);
    }
  });
});

describe("the content policy", () => {
  it("lets scripts come only from the app, never inline, and denies what is not named", () => {
    const policy = new Map(
      securityHeaders["Content-Security-Policy"].split("; ").map((part) => {
        const [name = "", ...sources] = part.split(" ");
        return [name, sources.join(" ")];
      }),
    );
    expect(policy.get("default-src")).toBe("'none'");
    expect(policy.get("script-src")).toBe("'self'");
    for (const [name, sources] of policy) {
      expect(sources, name).not.toMatch(/https?:|\*|unsafe-eval|blob:(?!$)/);
      if (name !== "style-src") expect(sources, name).not.toContain("unsafe-inline");
    }
  });
});

describe("the envelope of a call", () => {
  it("is accepted with a method that exists and an object", () => {
    expect(readEnvelope({ name: "runs.get", params: { id: "a" } }, methodNames)).toEqual({
      ok: true,
      value: { name: "runs.get", params: { id: "a" } },
    });
  });

  it.each([
    ["nothing", null],
    ["a text", "runs.get"],
    ["no parameters", { name: "runs.get" }],
    ["parameters that are no object", { name: "runs.get", params: 3 }],
    ["null for parameters", { name: "runs.get", params: null }],
    ["an unknown method", { name: "runs.destroy", params: {} }],
    ["a property of every object", { name: "constructor", params: {} }],
    ["a name that is no text", { name: ["runs.get"], params: {} }],
  ])("is refused with %s", (_what, message) => {
    expect(readEnvelope(message, methodNames)).toMatchObject({ ok: false, error: { kind: "input" } });
  });

  it("knows every method of the contract", () => {
    expect([...methodNames].sort()).toEqual(Object.keys(paramSchemas).sort());
  });
});

describe("a library's profile folder", () => {
  it("is one for each library, by whatever path it is named", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "link"));
    const profile = (name: string): string => profilePath("/config", join(folder, name));
    expect(profile("real")).toBe(profile("link"));
    expect(profile("real/new/library")).toBe(profile("link/new/library"));
    expect(profile("real")).not.toBe(profile("real/new"));
    expect(profile("real")).toMatch(/^\/config\/Signet\/windows\/[0-9a-f]{16}$/);
  });
});

describe("the shell's log", () => {
  it("adds lines with their time, and begins anew when it has grown large", () => {
    const silent = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    onTestFinished(() => silent.mockRestore());
    const file = join(temporaryFolder(), "logs", "signet.log");
    openLog(file)("first");
    openLog(file)("second");
    expect(readFileSync(file, "utf8")).toMatch(/^\d{4}-\S+Z first\n\d{4}-\S+Z second\n$/);
    writeFileSync(file, "x".repeat(1_000_001));
    openLog(file)("third");
    expect(readFileSync(file, "utf8")).toMatch(/^\S+ third\n$/);
    expect(readFileSync(`${file}.old`, "utf8")).toHaveLength(1_000_001);
  });
});
