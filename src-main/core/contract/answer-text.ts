/** Names what JSON has no word for: `{"$wire": "integer", "text": "12"}`, and an object that itself has such a name. */
const tag = "$wire";

type Tagged =
  | { readonly $wire: "integer" | "float"; readonly text: string }
  | { readonly $wire: "object"; readonly entries: readonly (readonly [string, unknown])[] };

/** An answer as text, from which `readAnswer` makes the same: whole numbers of any size, NaN and infinities included. */
export const answerText = (answer: unknown): string => JSON.stringify(answer, (_, value) => tagged(value));

function tagged(value: unknown): unknown {
  if (typeof value === "bigint") return { $wire: "integer", text: String(value) } satisfies Tagged;
  if (typeof value === "number" && !Number.isFinite(value))
    return { $wire: "float", text: String(value) } satisfies Tagged;
  if (typeof value === "object" && value !== null && Object.hasOwn(value, tag))
    return { $wire: "object", entries: Object.entries(value) } satisfies Tagged;
  return value;
}

export function readAnswer(text: string): unknown {
  // Few answers have any of that, and looking at each value takes far longer than reading it.
  if (!text.includes(`"${tag}"`)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, tag)) return value;
    const special = value as Tagged;
    if (special.$wire === "object") return Object.fromEntries(special.entries);
    return special.$wire === "integer" ? BigInt(special.text) : Number(special.text);
  });
}
