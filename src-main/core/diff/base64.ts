const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as base64 (RFC 4648). Core has neither Node's Buffer nor the DOM's btoa. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const count = Math.min(3, bytes.length - at);
    let four = "";
    for (let place = 0; place < 4; place += 1)
      four += place <= count ? letters[(three >> (18 - 6 * place)) & 63] : "=";
    parts.push(four);
  }
  return parts.join("");
}
