/** Pixels of the picture for each of the screen's. */
const scale = 2;

/** Room above the drawing for its name, in the screen's pixels. */
const head = 28;

/** A drawing with its name above it as the bytes of a PNG file, in the colours that it has on the screen. */
export async function pictureOf(drawing: SVGSVGElement, name: string): Promise<Uint8Array> {
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
  const text = new XMLSerializer()
    .serializeToString(copy)
    .replace(/var\((--[\w-]+)\)/g, (_, variable: string) => colorOf(variable));
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round((height + head) * scale);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser draws on no canvas.");
    context.scale(scale, scale);
    context.fillStyle = colorOf("--signet-panel");
    context.fillRect(0, 0, width, height + head);
    context.fillStyle = colorOf("--signet-text");
    context.font = `600 13px ${font}`;
    context.fillText(name, 8, 19, width - 16);
    context.drawImage(image, 0, head, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("The chart could not be made a picture.");
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}
