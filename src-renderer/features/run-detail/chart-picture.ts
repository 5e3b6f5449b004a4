/** Pixels of the picture for each of the screen's. */
const scale = 2;

/** Room above the drawing for its name, in the screen's pixels. */
const head = 28;

/** Height of a line of the legend, in the same. */
const legendLine = 18;

/** A line of a chart; its colour may be a variable of the page. */
export type LegendEntry = { readonly name: string; readonly color: string };

/**
 * A drawing with its name above it, and what its colours stand for, as the bytes of a PNG file, in the colours that it has on
 * the screen.
 */
export async function pictureOf(
  drawing: SVGSVGElement,
  name: string,
  legend: readonly LegendEntry[],
): Promise<Uint8Array> {
  const { width, height } = drawing.getBoundingClientRect();
  const styles = getComputedStyle(document.documentElement);
  const colorOf = (variable: string): string => styles.getPropertyValue(variable).trim();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const font = getComputedStyle(document.body).fontFamily;
  copy.style.fontFamily = font;
  // An image by itself knows no variables of the page, and not its font.
  const colored = (text: string): string =>
    text.replace(/var\((--[\w-]+)\)/g, (_, variable: string) => colorOf(variable));
  const text = colored(new XMLSerializer().serializeToString(copy));
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser draws on no canvas.");
    const legendFont = `12px ${font}`;
    context.font = legendFont;
    const placed = placeLegend(legend, width, (entry) => context.measureText(entry).width);
    const top = head + placed.height;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round((height + top) * scale);
    context.scale(scale, scale);
    context.fillStyle = colorOf("--signet-panel");
    context.fillRect(0, 0, width, height + top);
    context.fillStyle = colorOf("--signet-text");
    context.font = `600 13px ${font}`;
    context.fillText(name, 8, 19, width - 16);
    context.font = legendFont;
    for (const { entry, x, y } of placed.entries) {
      context.fillStyle = colored(entry.color);
      context.fillRect(x, head + y + 5, 8, 8);
      context.fillStyle = colorOf("--signet-text-muted");
      context.fillText(entry.name, x + 12, head + y + 13, width - x - 20);
    }
    context.drawImage(image, 0, top, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("The chart could not be made a picture.");
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Where entries stand side by side, in as many lines as it takes; `height` of all lines. `widthOf` a name, in pixels. */
export function placeLegend(
  legend: readonly LegendEntry[],
  width: number,
  widthOf: (name: string) => number,
): {
  readonly entries: readonly { readonly entry: LegendEntry; readonly x: number; readonly y: number }[];
  readonly height: number;
} {
  let [x, y] = [8, 0];
  const entries = legend.map((entry) => {
    const own = 12 + widthOf(entry.name) + 14;
    if (x > 8 && x + own > width) [x, y] = [8, y + legendLine];
    const place = { entry, x, y };
    x += own;
    return place;
  });
  return { entries, height: legend.length === 0 ? 0 : y + legendLine };
}
