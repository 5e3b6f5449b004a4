export type PixelRequest = {
  readonly type: string;
  readonly from: Uint8Array<ArrayBuffer>;
  readonly to: Uint8Array<ArrayBuffer>;
};

type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };

export type PixelDiff = {
  readonly from: readonly [width: number, height: number];
  readonly to: readonly [width: number, height: number];
  /** Pixels that differ, of those that both have and of those that only one has. */
  readonly changed: number;
  readonly total: number;
  /** The smallest rectangle with all of them, null without any: left, top, right, bottom, ends exclusive. */
  readonly box: readonly [number, number, number, number] | null;
  /** The first of them from the top left, and its colours. */
  readonly first: {
    readonly x: number;
    readonly y: number;
    readonly from: string;
    readonly to: string;
  } | null;
  /** RGBA of the second picture as a pale grey ground with every changed pixel in red, over the larger of both sizes. */
  readonly marks: Uint8ClampedArray<ArrayBuffer>;
  readonly size: readonly [width: number, height: number];
};

/** Two pictures pixel by pixel. What lies outside of one of them differs. */
export function comparePixels(from: Pixels, to: Pixels): PixelDiff {
  const [width, height] = [Math.max(from.width, to.width), Math.max(from.height, to.height)];
  const marks = new Uint8ClampedArray(width * height * 4);
  let changed = 0;
  let [left, top, right, bottom] = [width, height, 0, 0];
  let first: PixelDiff["first"] = null;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [a, b] = [indexIn(from, x, y), indexIn(to, x, y)];
      const at = (y * width + x) * 4;
      if (a >= 0 && b >= 0 && samePixel(from.data, a, to.data, b)) {
        const grey = ground(to.data, b);
        marks[at] = grey;
        marks[at + 1] = grey;
        marks[at + 2] = grey;
        marks[at + 3] = 255;
        continue;
      }
      marks[at] = 224;
      marks[at + 1] = 20;
      marks[at + 2] = 60;
      marks[at + 3] = 255;
      changed += 1;
      first ??= { x, y, from: colorText(from.data, a), to: colorText(to.data, b) };
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + 1);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return {
    from: [from.width, from.height],
    to: [to.width, to.height],
    changed,
    total: width * height,
    box: changed === 0 ? null : [left, top, right, bottom],
    first,
    marks,
    size: [width, height],
  };
}

const indexIn = ({ width, height }: Pixels, x: number, y: number): number =>
  x < width && y < height ? (y * width + x) * 4 : -1;

/** Two pixels that are not seen at all are alike, whatever their colour would be. */
function samePixel(a: Uint8ClampedArray, i: number, b: Uint8ClampedArray, j: number): boolean {
  if (a[i + 3] === 0 && b[j + 3] === 0) return true;
  return a[i] === b[j] && a[i + 1] === b[j + 1] && a[i + 2] === b[j + 2] && a[i + 3] === b[j + 3];
}

/** A pale grey, so that what is marked stands out on it. */
function ground(data: Uint8ClampedArray, at: number): number {
  const light = 0.3 * (data[at] ?? 0) + 0.59 * (data[at + 1] ?? 0) + 0.11 * (data[at + 2] ?? 0);
  return 200 + (light * 55) / 255;
}

function colorText(data: Uint8ClampedArray, at: number): string {
  if (at < 0) return "nothing";
  const hex = (value: number | undefined): string => (value ?? 0).toString(16).padStart(2, "0");
  const alpha = data[at + 3] === 255 ? "" : hex(data[at + 3]);
  return `#${hex(data[at])}${hex(data[at + 1])}${hex(data[at + 2])}${alpha}`;
}
