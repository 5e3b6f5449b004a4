/** A field of a message as it is on the wire (protobuf.dev, "Encoding"). Groups, which nobody writes, end a message. */
export type Field =
  | { readonly number: number; readonly wire: "varint"; readonly value: bigint }
  | { readonly number: number; readonly wire: "fixed64" | "fixed32" | "bytes"; readonly bytes: Buffer };

/** The fields of a message in order. Throws `RangeError` where it ends in the midst of one. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError("A message ends in the midst of a number");
  };
  const bytes = (count: number): Buffer => {
    if (at + count > message.length) throw new RangeError("A message ends in the midst of a field");
    at += count;
    return message.subarray(at - count, at);
  };
  while (at < message.length) {
    const key = Number(varint());
    const number = key >>> 3;
    switch (key & 7) {
      case 0:
        yield { number, wire: "varint", value: varint() };
        break;
      case 1:
        yield { number, wire: "fixed64", bytes: bytes(8) };
        break;
      case 2:
        yield { number, wire: "bytes", bytes: bytes(Number(varint())) };
        break;
      case 5:
        yield { number, wire: "fixed32", bytes: bytes(4) };
        break;
      default:
        throw new RangeError("A field is of no known kind");
    }
  }
}

export const bytesOf = (field: Field): Buffer => (field.wire === "varint" ? Buffer.alloc(0) : field.bytes);
export const textOf = (field: Field): string => bytesOf(field).toString("utf8");
export const signedOf = (field: Field): number =>
  field.wire === "varint" ? Number(BigInt.asIntN(64, field.value)) : 0;
export const floatOf = (field: Field): number => (field.wire === "fixed32" ? field.bytes.readFloatLE(0) : 0);
export const doubleOf = (field: Field): number =>
  field.wire === "fixed64" ? field.bytes.readDoubleLE(0) : 0;
