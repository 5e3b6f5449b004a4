import type { PixelDiff, PixelRequest } from "./pixels.ts";
import { comparePixels } from "./pixels.ts";

/** Decodes and compares pictures off the window's thread. */
addEventListener("message", async ({ data }: MessageEvent<PixelRequest>) => {
  let answer: PixelDiff | { readonly error: string };
  try {
    const [from, to] = await Promise.all([pixelsOf(data.from, data.type), pixelsOf(data.to, data.type)]);
    answer = comparePixels(from, to);
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  postMessage(answer, { transfer: "error" in answer ? [] : [answer.marks.buffer] });
});

/** More pixels than this do not fit into a window's memory beside each other. */
const mostPixels = 50_000_000;

async function pixelsOf(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<ImageData> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  });
  const { width, height } = bitmap;
  if (width * height > mostPixels)
    throw new Error(`It has ${width} × ${height} pixels, too many to be compared`);
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("There is no canvas to draw it on");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
