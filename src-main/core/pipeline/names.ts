import { type Failure, inputFailure } from "../model/failure.ts";
import type { Complaint } from "./problem.ts";

type Named =
  | "dataset"
  | "step"
  | "port"
  | "parameter"
  | "pipeline"
  | "project"
  | "reference"
  | "resource"
  | "run"
  | "tag"
  | "property"
  /** Another tool's name for a step or dataset, which nobody writes in templates. */
  | "foreign";

/** A complaint about a name as a failure; null where there is none. */
export const nameFailure = (complaint: Complaint | null): Failure | null =>
  complaint === null
    ? null
    : inputFailure([complaint.message, complaint.remedy].filter((text) => text !== null).join(". "));

const MOST_CHARACTERS = 200;
/** Of a reference to an item of a `foreach`: a name, `@` and the item's key. */
const MOST_OF_REFERENCE = 400;

/** Nearly all names: nothing is wrong with these, whatever they name. */
const plainName = /^[\w-]{1,200}$/;

/** What is wrong with a name, or null. Names stand in templates, in paths, after `-P` and on people's screens. */
export function nameComplaint(kind: Named, name: string): Complaint | null {
  if (plainName.test(name) && name !== "__proto__") return null;
  const complain = (problem: string, remedy: string): Complaint => ({
    code: "bad-name",
    message: `${shown(name)} cannot be the name of a ${kindNames[kind] ?? kind}: ${problem}`,
    remedy,
  });
  if (name === "") return complain("it is empty", "Write a name.");
  const most =
    kind === "reference" || kind === "port" || kind === "foreign" ? MOST_OF_REFERENCE : MOST_CHARACTERS;
  if ([...name].length > most) return complain(`it is longer than ${most} characters`, "Shorten it.");
  if (name === "__proto__") return complain("JavaScript takes it for something else", "Choose another name.");
  if (name !== name.trim())
    return complain("it begins or ends with white space", `Write ${shown(name.trim())}.`);
  // Right-to-left marks and characters without width make two names look alike that are not.
  const joined = kind === "run" || kind === "tag" ? name.replace(joiners, "") : name;
  const invisible = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.exec(joined);
  if (invisible !== null)
    return complain(`it holds the invisible character ${codePoint(invisible[0])}`, "Remove it.");
  const forbidden = forbiddenIn[kind];
  const found = forbidden?.exec(name) ?? null;
  if (found !== null) return complain(`it holds ${found[0]}`, forbiddenRemedy(kind, found[0]));
  if (kind === "project" && name.split("/").some((part) => part.trim() === "")) {
    return complain("a part of it is empty", "Write names with one / between them: vision/mnist.");
  }
  return /^\.\.?$/.test(name) ? complain("it means a folder", "Choose another name.") : null;
}

/** What joins the parts of an emoji, and letters of some scripts: people's words may have it. */
const joiners = /(?<=\p{L}|\p{M}|\p{Emoji}|\ufe0f)(?:\u200c|\u200d)(?=\p{L}|\p{Emoji})/gu;

const kindNames: { readonly [kind in Named]?: string } = { reference: "dataset", foreign: "step or dataset" };

const forbiddenIn: { readonly [kind in Named]: RegExp | null } = {
  foreign: null,
  project: /[{}]/,
  run: /(?!)/,
  tag: /(?!)/,
  property: /(?!)/,
  parameter: /[/{}.=]/,
  pipeline: /[/{}]/,
  port: /[/{}]/,
  reference: /[/{}]/,
  resource: /[/{}]/,
  // What stands between a name and the item of a `foreach`.
  dataset: /[/{}@]/,
  step: /[/{}@]/,
};

function forbiddenRemedy(kind: Named, character: string): string {
  if (kind === "parameter" && character === ".") return "Nest it: `a: {b: 1}` is addressed as a.b.";
  return `Write it without ${character}, with - or _ instead.`;
}

const reserved = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i;

/** Whether Windows refuses a file of this name (Microsoft, "Naming Files, Paths, and Namespaces"). */
export const isReservedOnWindows = (name: string): boolean => reserved.test(name);

/** A name for a message: in quotes, cut when long, invisible characters as escapes. */
export function shown(name: string): string {
  const characters = [...name];
  const cut = characters.length > 80 ? `${characters.slice(0, 77).join("")}…` : name;
  return JSON.stringify(cut).replace(
    /\p{Cc}|\p{Cf}/gu,
    (character) => `\\u{${codePoint(character).slice(2)}}`,
  );
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
