import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunFile } from "../../../src-main/core/model/run.ts";
import { contentToShow } from "../../../src-main/node/app/content-to-show.ts";
import { objectStore } from "../../../src-main/node/objects/object-store.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

/** What is shown of a file of these bytes. */
async function shown(name: string, bytes: string | Uint8Array) {
  const folder = temporaryFolder();
  const objects = objectStore(join(folder, "objects"), join(folder, "tmp"));
  writeFileSync(join(folder, name), bytes);
  const content = await objects.take(join(folder, name), "file", "move");
  const file: Parameters<typeof contentToShow>[1] = { ...content, name, path: name, format: null };
  return { content: await contentToShow({ objects }, file), file: objects.pathOf(content.digest) };
}

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

function png(width: number, height: number, size = 64): Buffer {
  const picture = Buffer.alloc(size);
  bytes("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR").copy(picture);
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  return picture;
}

describe("what of a file is shown", () => {
  it("is a picture as such, whatever it is called", async () => {
    const { content } = await shown("a.txt", png(10, 10));
    expect(content).toMatchObject({ kind: "image", url: expect.stringMatching(/^data:image\/png;base64,/) });
  });

  it.each([
    ["of too many pixels", png(20_000, 20_000), "PNG picture of 20000 × 20000 pixels"],
    ["of too many bytes", png(10, 10, 16_000_001), "PNG picture of 10 × 10 pixels"],
  ])("is of a picture %s what it is, how large, why, and where it stands", async (_what, picture, what) => {
    const { content, file } = await shown("plot.png", picture);
    expect(content).toMatchObject({ kind: "no-preview", what, size: picture.length, file });
    expect(content).toMatchObject({ why: expect.stringContaining("up to 16 MB and 100 million pixels") });
  });

  it.each<[RunFile["name"], string, string, string]>([
    ["t.parquet", "PAR1\x15\0", "Parquet table", "pandas.read_parquet"],
    ["a.npy", "\x93NUMPY\x01\0", "NumPy array", "numpy.load"],
    ["model.pkl", "\x80\x05\x95\0", "Python pickle", "only where you trust its maker"],
    ["x.bin", "\0\x01\x02", "file that is no text", "The program that made it"],
  ])("is of %s what it is and how to open it", async (name, begins, what, how) => {
    const { content } = await shown(name, bytes(begins));
    expect(content).toMatchObject({ kind: "no-preview", what, remedy: expect.stringContaining(how) });
  });

  it("is of a text that is too large its size", async () => {
    const { content } = await shown("long.log", "line\n".repeat(1_000_000));
    expect(content).toMatchObject({
      kind: "no-preview",
      size: 5_000_000,
      why: expect.stringContaining("4 MiB"),
    });
  });

  it("is a text, also one that begins like a format", async () => {
    const { content } = await shown("PAR1.txt", "PAR1 is not enough");
    expect(content).toEqual({ kind: "text", content: { kind: "text", text: "PAR1 is not enough" } });
  });
});
