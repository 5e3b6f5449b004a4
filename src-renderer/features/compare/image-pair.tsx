import { SegmentedControl, Slider } from "@mantine/core";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import type { FileDiff } from "../../../src-main/core/model/content-diff.ts";
import { countText } from "../../ui/format.ts";
import classes from "./image-pair.module.css";
import type { PixelDiff, PixelRequest } from "./pixels.ts";
import { SideHeading } from "./side-heading.tsx";
import type { PairOfSides } from "./sides.ts";

type Mode = "beside" | "slider" | "difference";
type Image = Extract<FileDiff, { kind: "image" }>;

/** Two pictures: side by side with what differs ringed, one drawn over the other, or only what differs. */
export function ImagePair(props: {
  readonly name: string;
  readonly file: Image;
  readonly pair: PairOfSides;
}) {
  const { name, file, pair } = props;
  const [mode, setMode] = useState<Mode>("beside");
  const [part, setPart] = useState(50);
  const from = useUrl(file.from, file.type);
  const to = useUrl(file.to, file.type);
  const pixels = usePixels(file);
  const known = pixels !== null && !("error" in pixels) ? pixels : null;
  const ring = known?.box == null ? null : <Ring box={known.box} size={known.size} />;
  const width = known === null ? undefined : { width: scaleOf(known.size) * known.size[0] };
  return (
    <div className={classes.pair}>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={`Look at ${name}`}
          value={mode}
          onChange={(next) => setMode(next as Mode)}
          data={[
            { value: "beside", label: "Side by side" },
            { value: "slider", label: "Slider" },
            { value: "difference", label: "Difference", disabled: known === null },
          ]}
        />
        <p className={classes.says} role="status">
          {pixels === null ? "Comparing pixels…" : "error" in pixels ? pixels.error : sentence(pixels)}
        </p>
      </div>
      {mode === "beside" && (
        <div className={classes.beside}>
          {(
            [
              [pair.from, from],
              [pair.to, to],
            ] as const
          ).map(([side, url], index) => (
            <figure key={index === 0 ? "from" : "to"}>
              <figcaption>
                <SideHeading side={side} />
              </figcaption>
              <div className={classes.frame} style={width}>
                {url !== null && <img src={url} alt={`${name} of ${side.label}`} />}
                {ring}
              </div>
            </figure>
          ))}
        </div>
      )}
      {mode === "slider" && (
        <figure>
          <figcaption>
            <SideHeading side={pair.from} /> to the left of the line, <SideHeading side={pair.to} /> to the
            right
          </figcaption>
          <div className={classes.frame} style={width}>
            {to !== null && <img src={to} alt={`${name} of ${pair.to.label}`} />}
            {from !== null && (
              <img
                className={classes.over}
                src={from}
                alt={`${name} of ${pair.from.label}`}
                style={{ clipPath: `inset(0 ${100 - part}% 0 0)` }}
              />
            )}
            <span className={classes.line} style={{ left: `${part}%` }} />
          </div>
          <Slider
            className={classes.slider}
            style={width}
            value={part}
            onChange={setPart}
            thumbLabel="Where the one picture ends and the other begins"
            label={(value) => `${value}%`}
            size="sm"
          />
        </figure>
      )}
      {mode === "difference" && known !== null && (
        <figure>
          <figcaption>What differs is red</figcaption>
          <div className={classes.frame} style={width}>
            <Marks pixels={known} name={name} />
            {ring}
          </div>
        </figure>
      )}
    </div>
  );
}

function sentence({ changed, total, first, from, to }: PixelDiff): string {
  const sizes =
    from[0] === to[0] && from[1] === to[1]
      ? ""
      : `${from[0]} × ${from[1]} became ${to[0]} × ${to[1]} pixels. `;
  if (changed === 0 || first === null) return `${sizes}All pixels are the same`;
  const place = `${changed === 1 ? "at" : "the first at"} (${first.x}, ${first.y}): ${first.from} → ${first.to}`;
  return `${sizes}${countText(changed)} of ${countText(total)} pixels ${changed === 1 ? "differs" : "differ"}, ${place}`;
}

/** Small pictures are enlarged, so that a pixel can be seen; large ones are held to the room by the style sheet. */
const scaleOf = ([width]: readonly [number, number]): number =>
  width >= 320 ? 1 : Math.max(1, Math.floor(320 / Math.max(1, width)));

/** A ring around all that differs, never too small to be seen. */
function Ring(props: {
  readonly box: readonly [number, number, number, number];
  readonly size: readonly [number, number];
}) {
  const [left, top, right, bottom] = props.box;
  const [width, height] = props.size;
  const style = {
    "--x": `${(100 * (left + right)) / 2 / width}%`,
    "--y": `${(100 * (top + bottom)) / 2 / height}%`,
    "--w": `${(100 * (right - left)) / width}%`,
    "--h": `${(100 * (bottom - top)) / height}%`,
  } as CSSProperties;
  return <span className={classes.ring} style={style} aria-hidden="true" />;
}

function Marks({ pixels, name }: { readonly pixels: PixelDiff; readonly name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = pixels.size;
  useEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(new ImageData(pixels.marks, width, height), 0, 0);
  }, [pixels, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={`What differs between both ${name}`}
    />
  );
}

function useUrl(bytes: Uint8Array, type: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url;
}

/** The comparison of the pixels, made in a worker of its own; null until it is there. */
function usePixels(file: Image): PixelDiff | { readonly error: string } | null {
  const [pixels, setPixels] = useState<PixelDiff | { readonly error: string } | null>(null);
  useEffect(() => {
    setPixels(null);
    if (file.type === "image/svg+xml") {
      setPixels({ error: "Drawings are not compared pixel by pixel" });
      return;
    }
    const worker = new Worker(new URL("./pixels-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<PixelDiff | { readonly error: string }>) => setPixels(data);
    worker.onerror = ({ message }) => setPixels({ error: `The pictures could not be compared: ${message}` });
    worker.postMessage({ type: file.type, from: file.from, to: file.to } as PixelRequest);
    return () => worker.terminate();
  }, [file]);
  return pixels;
}
