import { withHiddenSigns } from "../base/hidden-signs.ts";

/** Text that is HTML already: everything in it that came from outside has been escaped. */
export type Html = { readonly html: string };

type Piece = string | number | Html | readonly Piece[] | null;

const signs: { readonly [sign: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that reorder text or are invisible are shown by their code, so that a name cannot pretend to be another. */
const escaped = (text: string): string =>
  withHiddenSigns(text.replace(/[&<>"']/g, (sign) => signs[sign] ?? ""));

/** HTML from a template: every value in it is escaped, unless it is HTML itself; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return {
    html: parts
      .map((part, index) => part + (index < values.length ? textOf(values[index] ?? null) : ""))
      .join(""),
  };
}

function textOf(piece: Piece): string {
  if (piece === null) return "";
  if (typeof piece === "string") return escaped(piece);
  if (typeof piece === "number") return String(piece);
  return "html" in piece ? piece.html : piece.map(textOf).join("");
}
