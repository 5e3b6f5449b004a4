import { describe, expect, it } from "vitest";
import { listingDigest } from "../../../src-main/core/plan/listing-digest.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";

describe("the digest of a folder's names", () => {
  const digest = (names: readonly string[], except: readonly string[] = []) =>
    listingDigest(names, except, sha256);

  it("does not depend on the order, nor on what tools leave, nor on what steps make there", () => {
    expect(digest(["b", "a", "__pycache__", ".DS_Store", "out.txt"], ["out.txt"])).toBe(digest(["a", "b"]));
  });

  it("depends on every other name", () => {
    expect(digest(["a", "b"])).not.toBe(digest(["a"]));
    expect(digest(["a,b"])).not.toBe(digest(["a", "b"]));
  });
});
