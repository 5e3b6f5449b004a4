import type { Reason } from "../model/reason.ts";

/** The tab of a comparison that shows what a reason is about; none for reasons without two sides. */
export const partOfReason: { readonly [kind in Reason["kind"]]?: string } = {
  "parameter-changed": "parameters",
  "code-changed": "code",
  "command-changed": "summary",
  "input-changed": "inputs",
  "input-set-changed": "inputs",
  "undeclared-input-changed": "inputs",
  "environment-changed": "environment",
  "outputs-changed": "outputs",
  "output-modified": "outputs",
};
