import { formatOf } from "../model/format.ts";
import { type Dataset, formats } from "../model/pipeline.ts";
import { type Checker, complain } from "./checker.ts";
import type { DraftStep } from "./draft.ts";
import { shown } from "./names.ts";
import { contentAt, keyAt, type Place } from "./problem.ts";
import type { Scope } from "./scope.ts";

/** The words that Python keeps for itself (The Python Language Reference, "Keywords"). */
const keywords = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** Whether a name can be that of an argument (The Python Language Reference, "Identifiers"). */
const isIdentifier = (name: string): boolean =>
  /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name) && name.normalize("NFKC") === name && !keywords.has(name);

/** Checks `call` and what it passes: each argument has a name that Python knows, and is passed once. */
export function checkCall(checker: Checker, step: DraftStep, scopes: readonly Scope[]): void {
  if (step.call === null) return;
  checkFunction(checker, step.call.text, contentAt(...step.call.at));
  const taken = new Map<string, string>();
  const take = (name: string, what: string, place: Place, remedy: string): void => {
    const other = taken.get(name);
    if (!isIdentifier(name)) {
      const message = `${shown(name)} cannot be the name of an argument`;
      complain(checker, place, { code: "bad-argument", message, remedy });
    } else if (other !== undefined && what !== other) {
      const message = `The argument ${shown(name)} is passed twice: as ${other} and as ${what}`;
      complain(checker, place, {
        code: "duplicate-argument",
        message,
        remedy: "Call one of the two otherwise.",
      });
    } else if (other !== undefined && what === "a parameter") {
      const message = `The argument ${shown(name)} is passed twice`;
      complain(checker, place, { code: "duplicate-argument", message, remedy: "Remove one of the two." });
    }
    taken.set(name, what);
  };
  // Two inputs of one name are reported as ports.
  for (const { port, dataset, portAt } of step.inputs)
    take(
      port,
      "an input",
      keyAt(...portAt),
      `Name it: write inputs: {${argumentLike(port)}: ${flow(dataset)}}.`,
    );
  for (const { alias, text, at } of step.params)
    take(
      alias?.text ?? text,
      "a parameter",
      alias === null ? contentAt(...at) : keyAt(...alias.at),
      `Name it: write params: {${argumentLike(text)}: ${text}}.`,
    );
  const mapped = step.params.map(({ text }) => text);
  const seen = new Set<string>();
  for (const name of scopes.flatMap(({ itemNames }) => itemNames)) {
    if (seen.has(name) || mapped.some((holder) => name === holder || name.startsWith(`${holder}.`))) continue;
    seen.add(name);
    const at = step.foreach?.at ?? ["steps", step.name];
    take(
      name,
      "a value of `foreach`",
      keyAt(...at, name),
      `Name it: write params: {${argumentLike(name)}: ${name}}.`,
    );
  }
}

/** An argument's name for what is called `name`: its last part, as far as that can be one. */
function argumentLike(name: string): string {
  const last = name.split("@")[0]?.split(".").at(-1) ?? "";
  const tidy = last.replace(/\P{XID_Continue}+/gu, "_");
  return isIdentifier(tidy) ? tidy : isIdentifier(`${tidy}_`) ? `${tidy}_` : `x_${tidy}`;
}

const flow = (name: string): string => (/^[\w.-]+$/.test(name) ? name : JSON.stringify(name));

function checkFunction(checker: Checker, text: string, place: Place): void {
  const [module = "", name = "", ...rest] = text.split(":");
  const wrong =
    rest.length > 0 || name === "" || module === ""
      ? "is no function"
      : [...module.split("."), ...name.split(".")].every(isIdentifier)
        ? null
        : "does not have a name that Python knows on both sides of the colon";
  if (wrong === null) return;
  complain(checker, place, {
    code: "bad-call",
    message: `${shown(text)} ${wrong}`,
    remedy: "Write the module and the function with a colon between: churn.steps:reduce.",
  });
}

/** Checks that it is known how the datasets of each `call` are handed over. */
export function checkFormats(
  checker: Checker,
  resolved: ReadonlyMap<string, { readonly dataset: Dataset }>,
): void {
  const reported = new Set<string>();
  for (const step of checker.draft.steps) {
    if (step.call === null) continue;
    for (const { dataset: name, at } of [...step.inputs, ...step.outputs]) {
      // An item of a `foreach` is handed over as all of them are.
      const base = resolved.has(name) ? name : (name.split("@", 1)[0] ?? name);
      const dataset = resolved.get(base)?.dataset;
      if (dataset === undefined || dataset.type === "directory" || formatOf(dataset) !== null) continue;
      if (reported.has(base)) continue;
      reported.add(base);
      complain(checker, contentAt(...(checker.datasets.get(base)?.path?.at ?? at)), {
        code: "unknown-format",
        message: `Step ${shown(step.name)} calls a function, and the ending of ${shown(dataset.path ?? base)} does not say how that gets it`,
        remedy: `Write {path: …, format: …}, with one of ${formats.join(", ")}.`,
      });
    }
  }
}
