import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, root, textOf } from "./sources.ts";

const documents = filesBelow("").filter((file) => file.endsWith(".md"));

describe("the project's documents", () => {
  it("are found", () => {
    expect(documents).toContain("README.md");
    expect(documents.length).toBeGreaterThan(20);
  });

  it("link to files that are there", () => {
    const broken = documents.flatMap((file) =>
      [...textOf(file).matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(join(root, dirname(file), target)))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("give each decision a number of its own, which its heading repeats", () => {
    const decisions = documents.filter((file) => dirname(file) === "docs/adr" && /\/\d{4}-/.test(file));
    const numbers = decisions.map((file) => Number(basename(file).slice(0, 4)));
    expect(numbers).toEqual(decisions.map((_, index) => index + 1));
    expect(decisions.filter((file, index) => !textOf(file).startsWith(`# ${numbers[index]}. `))).toEqual([]);
  });
});
