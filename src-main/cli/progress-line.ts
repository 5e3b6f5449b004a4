import process from "node:process";

/** A line that tells people at a terminal how far long work is; nothing elsewhere. */
export function progressLine(): { readonly show: (text: string) => void; readonly clear: () => void } {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (text) => process.stderr.write(`\r\u001b[K${text}`),
    clear: () => process.stderr.write("\r\u001b[K"),
  };
}
