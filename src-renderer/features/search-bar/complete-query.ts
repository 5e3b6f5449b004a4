import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { fieldKinds, fixedFields } from "../../../src-main/core/query/fields.ts";
import { cursorPlace } from "./cursor-place.ts";

/** What can be written where the cursor is. */
export async function completeQuery(context: CompletionContext): Promise<CompletionResult | null> {
  const place = cursorPlace(context.state.doc.toString(), context.pos);
  if (place === null) return null;
  if (place.kind !== "clause" || (place.typed === "" && !context.explicit)) return null;
  const options = fixedFields.map(
    (name): Completion => ({ label: name, apply: `${name}:`, detail: (fieldKinds(name) ?? []).join(", ") }),
  );
  return { from: place.from, to: place.to, options };
}
