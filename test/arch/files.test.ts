import { basename, extname } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, importsOf, isSource, textOf } from "./sources.ts";

const files = filesBelow("");
const written = files.filter((file) => isSource(file) || [".js", ".css", ".py"].includes(extname(file)));
const scripts = files.filter((file) => isSource(file) || extname(file) === ".js");

/** Texts that are read by people or programs; pictures and the like are not. */
const texts = files.filter((file) => ![".png", ".ico", ".icns", ".db"].includes(extname(file)));

describe("the project's files", () => {
  it("are found", () => {
    expect(written.length).toBeGreaterThan(300);
    expect(files).toContain(".ci/run");
  });

  it("have kebab-case names", () => {
    const odd = scripts.filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.(ts|tsx|js)$/.test(basename(file)),
    );
    expect(odd).toEqual([]);
  });

  it("have at most 500 lines", () => {
    const long = written.map((file) => ({ file, lines: textOf(file).split("\n").length - 1 }));
    expect(long.filter(({ lines }) => lines > 500)).toEqual([]);
  });

  it("export by name, but for configurations, of which tools demand a default", () => {
    const defaults = scripts.filter((file) =>
      /^export\s+default\b|^export\s*\{[^}]*\bas default\b/m.test(textOf(file)),
    );
    expect(defaults.filter((file) => !/(^|\/)[a-z.]+\.config\.ts$/.test(file))).toEqual([]);
  });

  it("import no test when they are shipped", () => {
    const shipped = scripts.filter(
      (file) => /^(src-|resources\/)/.test(file) && !file.startsWith("src-renderer/gallery/"),
    );
    const importing = shipped.filter((file) => importsOf(file).some((one) => one.file?.startsWith("test/")));
    expect(importing).toEqual([]);
  });
});

describe("what the project's files say", () => {
  /** Patterns in pieces, so that this file does not say itself what it forbids; each with a text it must find. */
  const forbidden: readonly (readonly [what: string, pattern: RegExp, found: readonly string[]])[] = [
    ["a folder beside the project's", /\.\.\/[s]hared\b/, ["../", "shared/x"]],
    ["a path of one machine", /(?<![\w.])\/work\/[ms]\w+|\/tmp\/[b]rief/, ["cd /work", "/main"]],
    [
      "a registry's host",
      /registry\.[ny][\w.]+|[n]pmmirror|[f]iles\.pythonhosted|[p]ypi\.org/,
      ["https://registry.", "npmjs.org"],
    ],
    ["a number of an issue", /\bissues?[ ]#?\d/i, ["as in issue", " 2"]],
  ];

  it.each(forbidden)("never names %s", (_what, pattern, found) => {
    expect(texts.filter((file) => pattern.test(textOf(file)))).toEqual([]);
    expect(found.join("")).toMatch(pattern);
  });

  it("names no registry in the lock file, so that it serves wherever packages come from", () => {
    expect(textOf("package-lock.json")).not.toMatch(/"resolved": "http/);
    expect(textOf(".npmrc")).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });
});
