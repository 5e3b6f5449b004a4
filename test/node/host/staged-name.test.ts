import { describe, expect, it } from "vitest";
import { stagedName } from "../../../src-main/node/host/staged-name.ts";

describe("the name of a staged file", () => {
  it("is the port with the suffix of the dataset's path", () => {
    expect(stagedName("model", "out/model.tar.gz")).toBe("model.tar.gz");
    expect(stagedName("oB@lr=0.1", null)).toBe("oB@lr=0.1");
  });

  it("is one name, whatever text the key of an item holds", () => {
    expect(stagedName("m@path=a/b", null)).toBe("m@path=a%2fb");
    expect(stagedName("m@word=ä b", ".csv")).toBe("m@word=%c3%a4%20b");
    expect(stagedName("..", null)).toBe("%2e.");
  });

  it("is never too long for a file system, and still one of its own", () => {
    const [a, b] = [
      stagedName(`m@${"x".repeat(500)}a`, "m.pkl"),
      stagedName(`m@${"x".repeat(500)}b`, "m.pkl"),
    ];
    expect(Buffer.byteLength(a)).toBeLessThan(256);
    expect(a).not.toBe(b);
    expect(a.endsWith(".pkl")).toBe(true);
  });
});
