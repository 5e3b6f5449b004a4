import type { Value } from "../../../core/base/value.ts";
import { bytesOf, doubleOf, type Field, fieldsOf, floatOf, signedOf, textOf } from "./protobuf.ts";

/** What one event says (TensorFlow, `core/util/event.proto`). */
export type TensorEvent = {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly step: number;
  readonly values: readonly TensorValue[];
};

export type TensorValue =
  | { readonly kind: "scalar"; readonly tag: string; readonly value: number }
  | { readonly kind: "text"; readonly tag: string; readonly texts: readonly string[] }
  | { readonly kind: "image"; readonly tag: string; readonly images: readonly Buffer[] }
  | {
      readonly kind: "hparams";
      readonly params: { readonly [name: string]: Value };
      readonly start: number | null;
    }
  | { readonly kind: "end"; readonly status: "success" | "failure" | "unknown"; readonly end: number | null }
  /** Of hyperparameters there could be. */
  | { readonly kind: "definition" }
  /** Histograms, audio and the like, which are counted. */
  | { readonly kind: "other"; readonly tag: string };

/** Throws `RangeError` on bytes that are no event. */
export function readEvent(data: Buffer): TensorEvent {
  let time = 0;
  let step = 0;
  const values: TensorValue[] = [];
  for (const field of fieldsOf(data)) {
    if (field.number === 1) time = doubleOf(field) * 1000;
    if (field.number === 2) step = signedOf(field);
    if (field.number === 5)
      for (const part of fieldsOf(bytesOf(field)))
        if (part.number === 1) values.push(valueOfSummary(bytesOf(part)));
  }
  return { time, step, values };
}

function valueOfSummary(data: Buffer): TensorValue {
  let tag = "";
  let simple: number | null = null;
  let image: Buffer | null = null;
  let tensor: Tensor | null = null;
  let plugin = "";
  let content = Buffer.alloc(0);
  for (const field of fieldsOf(data)) {
    if (field.number === 1) tag = textOf(field);
    if (field.number === 2) simple = floatOf(field);
    if (field.number === 4)
      for (const part of fieldsOf(bytesOf(field))) if (part.number === 4) image = bytesOf(part);
    if (field.number === 8) tensor = tensorOf(bytesOf(field));
    if (field.number === 9)
      for (const part of fieldsOf(bytesOf(field)))
        if (part.number === 1)
          for (const inner of fieldsOf(bytesOf(part))) {
            if (inner.number === 1) plugin = textOf(inner);
            if (inner.number === 2) content = Buffer.from(bytesOf(inner));
          }
  }
  if (plugin === "hparams") return hparamsOf(content);
  if (simple !== null) return { kind: "scalar", tag, value: simple };
  if (image !== null) return { kind: "image", tag, images: [image] };
  if (tensor === null) return { kind: "other", tag };
  if (plugin === "text")
    return { kind: "text", tag, texts: tensor.strings.map((text) => text.toString("utf8")) };
  // Width and height come first.
  if (plugin === "images") return { kind: "image", tag, images: tensor.strings.slice(2) };
  const [only] = tensor.numbers;
  return only !== undefined && tensor.numbers.length === 1
    ? { kind: "scalar", tag, value: only }
    : { kind: "other", tag };
}

type Tensor = { readonly numbers: readonly number[]; readonly strings: readonly Buffer[] };

/** `DT_…` of TensorFlow's `types.proto`, and how one element of `tensor_content` is read. */
const elements: {
  readonly [type: number]: readonly [size: number, read: (bytes: Buffer, at: number) => number] | undefined;
} = {
  1: [4, (bytes, at) => bytes.readFloatLE(at)],
  2: [8, (bytes, at) => bytes.readDoubleLE(at)],
  3: [4, (bytes, at) => bytes.readInt32LE(at)],
  9: [8, (bytes, at) => Number(bytes.readBigInt64LE(at))],
};

function tensorOf(data: Buffer): Tensor {
  let type = 0;
  let content: Buffer | null = null;
  const numbers: number[] = [];
  const strings: Buffer[] = [];
  for (const field of fieldsOf(data)) {
    if (field.number === 1) type = signedOf(field);
    if (field.number === 4) content = bytesOf(field);
    if (field.number === 5) numbers.push(...repeated(field, 4, (bytes, at) => bytes.readFloatLE(at)));
    if (field.number === 6) numbers.push(...repeated(field, 8, (bytes, at) => bytes.readDoubleLE(at)));
    if (field.number === 8) strings.push(bytesOf(field));
    if (field.number === 7 || field.number === 10)
      numbers.push(...(field.wire === "varint" ? [signedOf(field)] : packedVarints(bytesOf(field))));
  }
  const element = elements[type];
  if (content !== null && content.length > 0 && element !== undefined && numbers.length === 0)
    numbers.push(...repeated({ number: 4, wire: "bytes", bytes: content }, ...element));
  return { numbers, strings };
}

/** Numbers of a fixed size, packed or one by one. The first two are enough to tell a scalar. */
function repeated(field: Field, size: number, read: (bytes: Buffer, at: number) => number): number[] {
  const bytes = bytesOf(field);
  const numbers: number[] = [];
  for (let at = 0; at + size <= bytes.length && numbers.length < 2; at += size) numbers.push(read(bytes, at));
  return numbers;
}

function packedVarints(bytes: Buffer): number[] {
  const numbers: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    numbers.push(Number(BigInt.asIntN(64, value)));
    if (numbers.length === 2) return numbers;
    value = 0n;
    shift = 0n;
  }
  return numbers;
}

const statuses = ["unknown", "success", "failure", "unknown"] as const;

/** `HParamsPluginData` of TensorBoard's `plugins/hparams/plugin_data.proto`. */
function hparamsOf(content: Buffer): TensorValue {
  for (const field of fieldsOf(content)) {
    if (field.number === 3) {
      const params: [string, Value][] = [];
      let start: number | null = null;
      for (const part of fieldsOf(bytesOf(field))) {
        if (part.number === 1) params.push(entryOf(bytesOf(part)));
        if (part.number === 5) start = doubleOf(part) * 1000;
      }
      return { kind: "hparams", params: Object.fromEntries(params), start };
    }
    if (field.number === 4) {
      let status = 0;
      let end: number | null = null;
      for (const part of fieldsOf(bytesOf(field))) {
        if (part.number === 1) status = signedOf(part);
        if (part.number === 2) end = doubleOf(part) * 1000;
      }
      return { kind: "end", status: statuses[status] ?? "unknown", end };
    }
  }
  return { kind: "definition" };
}

function entryOf(data: Buffer): [string, Value] {
  let key = "";
  let value: Value = null;
  for (const field of fieldsOf(data)) {
    if (field.number === 1) key = textOf(field);
    if (field.number === 2) value = jsonOf(bytesOf(field));
  }
  return [key, value];
}

/** A `google.protobuf.Value`. Its numbers are floats; whole ones were whole, as far as anybody can tell. */
function jsonOf(data: Buffer): Value {
  for (const field of fieldsOf(data)) {
    if (field.number === 2) {
      const number = doubleOf(field);
      return Number.isSafeInteger(number) ? BigInt(number) : number;
    }
    if (field.number === 3) return textOf(field);
    if (field.number === 4) return signedOf(field) !== 0;
    if (field.number === 6)
      return [...fieldsOf(bytesOf(field))]
        .filter(({ number }) => number === 1)
        .map((item) => jsonOf(bytesOf(item)));
    if (field.number === 5)
      return Object.fromEntries(
        [...fieldsOf(bytesOf(field))]
          .filter(({ number }) => number === 1)
          .map((item) => entryOf(bytesOf(item))),
      );
  }
  return null;
}
