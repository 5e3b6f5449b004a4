import type { Completions } from "../../../src-main/core/contract/completions.ts";
import { quote } from "../../../src-main/core/query/escapes.ts";
import { fieldKinds } from "../../../src-main/core/query/fields.ts";
import type { CursorPlace } from "./cursor-place.ts";

/** Something that may be written at the cursor. */
export type Proposal = {
  readonly label: string;
  /** What is written for it. */
  readonly insert: string;
  readonly detail: string;
  /** Whether more is to be written right behind it, as a value behind a field. */
  readonly goesOn: boolean;
};

type Answered = { readonly fields: Completions["fields"]; readonly values: Completions["values"] };

const runsText = (runs: number): string =>
  runs === 0 ? "" : runs === 1 ? "1 run" : `${runs.toLocaleString("en")} runs`;

/** A field as it is written before its colon: only what would end the word is escaped. */
export const fieldText = (name: string): string =>
  name.replace(/[()[\]{}:^"~!\\*?\s]/g, "\\$&").replace(/^[+\-/]/, "\\$&");

/** A value as it is written behind a colon: in quotes unless it is plainly one word. */
export const valueText = (value: string): string =>
  /^[\p{L}\p{N}_.@#%][\p{L}\p{N}_.@#%/+-]*$/u.test(value) && !/^(?:AND|OR|NOT|TO)$/.test(value)
    ? value
    : quote(value);

/** Fields, operators and values of the commonest fields, at the beginning of a clause. `next` is the character behind it. */
export function clauseProposals(
  place: CursorPlace & { readonly kind: "clause" },
  fields: Completions["fields"],
  common: readonly { readonly field: string; readonly values: Completions["values"] }[],
  next: string,
): readonly Proposal[] {
  const wanted = place.typed.toLowerCase();
  const operators = place.follows
    ? operatorProposals.filter(({ label }) => label.toLowerCase().startsWith(wanted))
    : [];
  const colon = next === ":" ? "" : ":";
  return [
    ...operators,
    ...fields.map(({ name, kinds, runs }) => ({
      label: name,
      insert: fieldText(name) + colon,
      detail: [kinds.join(" or "), runsText(runs)].filter((part) => part !== "").join(" · "),
      goesOn: true,
    })),
    ...(next === ":" || wanted === ""
      ? []
      : common.flatMap(({ field, values }) =>
          values.map(({ value, runs }) => ({
            label: `${field}:${value}`,
            insert: `${field}:${valueText(value)}`,
            detail: runsText(runs),
            goesOn: false,
          })),
        )),
  ];
}

const operatorProposals: readonly Proposal[] = [
  { label: "AND", insert: "AND ", detail: "both must match", goesOn: false },
  { label: "OR", insert: "OR ", detail: "one of them must match", goesOn: false },
  { label: "NOT", insert: "NOT ", detail: "what follows must not match", goesOn: false },
];

/** Values of a field, or how one compares with it where they cannot be listed. */
export function valueProposals(
  place: {
    readonly field: string;
    readonly typed: string;
    readonly quoted: boolean;
    readonly bound: boolean;
  },
  { values }: Pick<Answered, "values">,
): readonly Proposal[] {
  const kinds = fieldKinds(place.field) ?? [];
  const listed = values.map(({ value, runs }) => ({
    label: value,
    insert: place.quoted ? quote(value) : valueText(value),
    detail: runsText(runs),
    goesOn: false,
  }));
  if (place.quoted) return listed;
  const begins = ({ insert }: Proposal): boolean => insert.startsWith(place.typed);
  const dates = kinds.includes("date") ? dateProposals.filter(begins) : [];
  const comparisons =
    place.bound || place.typed !== "" || !(kinds.includes("number") || kinds.includes("date"))
      ? []
      : comparisonProposals;
  const any = place.bound || place.typed !== "" || kinds.length === 0 ? [] : [anyValue];
  return [...dates, ...listed, ...comparisons, ...any];
}

const dateProposals: readonly Proposal[] = [
  { label: "now/d", insert: "now/d", detail: "today", goesOn: false },
  { label: "now-1d", insert: "now-1d", detail: "24 hours ago", goesOn: false },
  { label: "now-7d", insert: "now-7d", detail: "7 days ago", goesOn: false },
  { label: "now-1M", insert: "now-1M", detail: "a month ago", goesOn: false },
];

const comparisonProposals: readonly Proposal[] = [
  { label: ">", insert: ">", detail: "greater than", goesOn: true },
  { label: "<", insert: "<", detail: "less than", goesOn: true },
  { label: "[… TO …]", insert: "[", detail: "from one to another", goesOn: true },
];

const anyValue: Proposal = { label: "*", insert: "*", detail: "any value", goesOn: false };
