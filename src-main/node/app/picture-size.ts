/** Width and height in pixels. */
export type PictureSize = readonly [width: number, height: number];

/**
 * Pictures of more pixels are not drawn: a file of some kilobytes can hold gigabytes of them, four bytes each, and whoever
 * draws it needs the memory for all.
 */
export const mostPixels = 100_000_000;

/** Why a picture is not drawn, as people read it; null when it may be, or when its bytes tell no size. */
export function tooManyPixels(bytes: Uint8Array): string | null {
  const size = pictureSize(bytes);
  if (size === null || size[0] * size[1] <= mostPixels) return null;
  return `It has ${size[0]} × ${size[1]} pixels; up to ${mostPixels} are drawn`;
}

/** The size that a PNG, GIF, BMP, WebP or JPEG says that it has, without decoding it; null for anything else. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (text: string, at = 0): boolean =>
    bytes.length >= at + text.length &&
    [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
  if (begins("\x89PNG") && bytes.length >= 24) return [view.getUint32(16), view.getUint32(20)];
  if (begins("GIF8") && bytes.length >= 10) return [view.getUint16(6, true), view.getUint16(8, true)];
  if (begins("BM") && bytes.length >= 26)
    return [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))];
  if (begins("RIFF") && begins("WEBP", 8) && bytes.length >= 30) return sizeOfWebp(view, begins);
  if (begins("\xff\xd8\xff")) return sizeOfJpeg(view);
  return null;
}

/** https://developers.google.com/speed/webp/docs/riff_container: its three kinds of first chunk. */
function sizeOfWebp(view: DataView, begins: (text: string, at: number) => boolean): PictureSize | null {
  const three = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_00_00;
  if (begins("VP8X", 12)) return [three(24) + 1, three(27) + 1];
  if (begins("VP8 ", 12)) return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  if (!begins("VP8L", 12)) return null;
  const bits = view.getUint32(21, true);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

/** Looks for the frame header from segment to segment (ITU-T T.81, B.2.2). */
function sizeOfJpeg(view: DataView): PictureSize | null {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    const stands = (marker >= 0xd0 && marker <= 0xd9) || marker === 0x01;
    at += stands ? 2 : 2 + view.getUint16(at + 2);
  }
  return null;
}
