import type { Value } from "../../core/base/value.ts";

/** A value that a tool kept as text: numbers become numbers, so that they can be compared; all else stays a text. */
export function typedText(text: string): Value {
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return BigInt(text);
  return /^-?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))
    ? Number(text)
    : text;
}
