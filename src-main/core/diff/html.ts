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
  text
    .replace(/[&<>"']/g, (sign) => signs[sign] ?? "")
    .replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, (sign) =>
      sign === "\n" || sign === "\t" ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

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
