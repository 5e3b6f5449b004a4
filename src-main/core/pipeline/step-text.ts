import { stringify } from "yaml";
import { displayValue } from "../base/json.ts";
import type { Value } from "../base/value.ts";

/** A command that was tracked, as far as a step needs it. */
export type TrackedCommand = {
  readonly name: string;
  readonly project: string;
  /** As a shell reads it. */
  readonly command: string;
  /** By dotted name. */
  readonly params: { readonly [name: string]: Value };
  /** Paths by name, relative to the workspace where they lie in it. */
  readonly inputs: { readonly [name: string]: string };
  readonly outputs: { readonly [name: string]: string };
};

/**
 * A pipeline file with one step that runs the command. A parameter stands in the command's place of its value where an
 * option has its name, so that it can be changed.
 */
export function stepText({ name, project, command, params, inputs, outputs }: TrackedCommand): string {
  const used = new Map<string, Value>();
  let text = command.replaceAll("{", "{{");
  for (const [param, value] of Object.entries(params)) {
    const option = [...param]
      .map((letter) => (letter === "_" || letter === "-" ? "[_-]" : escaped(letter)))
      .join("");
    const place = new RegExp(
      `((?:^|\\s)(?:--?${option}[= ]|${option}=))(['"]?)${escaped(displayValue(value))}\\2(?=\\s|$)`,
    );
    const found = place.exec(text);
    if (found === null || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(param)) continue;
    // Quotes are set where the value needs them.
    text = `${text.slice(0, found.index)}${found[1]}{params.${param}}${text.slice(found.index + found[0].length)}`;
    used.set(param, value);
  }
  const step = stepName(name);
  const files = { ...inputs, ...outputs };
  return stringify({
    signet: 1,
    name,
    project,
    ...(used.size === 0 ? {} : { params: Object.fromEntries(used) }),
    ...(Object.keys(files).length === 0 ? {} : { datasets: files }),
    steps: {
      [step]: {
        run: text,
        ...(Object.keys(inputs).length === 0 ? {} : { inputs: Object.keys(inputs) }),
        ...(Object.keys(outputs).length === 0 ? {} : { outputs: Object.keys(outputs) }),
      },
    },
  });
}

/** A name for the step: `train` of `train.py`. */
function stepName(name: string): string {
  const cleaned = name
    .replace(/\.\w{1,5}$/, "")
    .replace(/[^\p{L}\p{N}_-]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return cleaned === "" ? "step" : cleaned.slice(0, 100);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
