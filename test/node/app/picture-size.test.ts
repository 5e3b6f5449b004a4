import { describe, expect, it } from "vitest";
import { pictureSize, tooManyPixels } from "../../../src-main/node/app/picture-size.ts";

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
const png = (width: number, height: number): Uint8Array => {
  const head = bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", Array(13).fill(0));
  new DataView(head.buffer).setUint32(16, width);
  new DataView(head.buffer).setUint32(20, height);
  return head;
};

describe("the size of a picture, by its first bytes", () => {
  it.each([
    ["PNG", png(640, 480)],
    ["GIF", bytes("GIF89a", [0x80, 0x02, 0xe0, 0x01])],
    ["BMP", bytes("BM", Array(16).fill(0), [0x80, 0x02, 0, 0], [0x20, 0xfe, 0xff, 0xff])],
    [
      "JPEG with a comment before its frame",
      bytes([0xff, 0xd8, 0xff, 0xfe, 0, 5], "abc", [0xff, 0xc2, 0, 17, 8, 0x01, 0xe0, 0x02, 0x80, 3]),
    ],
    [
      "lossy WebP",
      bytes("RIFF....WEBPVP8 ", [0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01]),
    ],
    [
      "lossless WebP",
      bytes("RIFF....WEBPVP8L", [0, 0, 0, 0, 0x2f, 0x7f, 0xc2, 0x77, 0x00], Array(5).fill(0)),
    ],
    ["extended WebP", bytes("RIFF....WEBPVP8X", Array(8).fill(0), [0x7f, 0x02, 0, 0xdf, 0x01, 0])],
  ])("is told for %s", (_, picture) => expect(pictureSize(picture)).toEqual([640, 480]));

  it.each([
    ["nothing", bytes()],
    ["a text", bytes("hello")],
    ["a PNG that is cut off", png(1, 1).subarray(0, 20)],
    ["a JPEG that never comes to its frame", bytes([0xff, 0xd8, 0xff], Array(1_000).fill(0xff))],
    ["a JPEG whose segments have no length", bytes([0xff, 0xd8, 0xff, 0xe0, 0, 0], Array(1_000).fill(0))],
  ])("is null for %s", (_, picture) => expect(pictureSize(picture)).toBeNull());

  it("says why a picture that would need gigabytes is not drawn", () => {
    expect(tooManyPixels(png(10_000, 10_000))).toBeNull();
    expect(tooManyPixels(png(60_000, 60_000))).toBe("It has 60000 × 60000 pixels; up to 100000000 are drawn");
    expect(tooManyPixels(png(0xffff_ffff, 0xffff_ffff))).not.toBeNull();
  });
});
