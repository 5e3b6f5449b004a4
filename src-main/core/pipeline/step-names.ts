import { type Pipeline, stepSetsOf, tagSet } from "../model/pipeline.ts";

/** Every name that a step can be asked for by, with the steps it means. */
export function namesOf(pipeline: Pipeline): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  for (const { name, base } of pipeline.steps)
    for (const key of name === base ? [name] : [name, base]) {
      const meant = named.get(key);
      if (meant === undefined) named.set(key, [name]);
      else meant.push(name);
    }
  // A step that is called as a set is goes before.
  for (const { name, steps } of stepSetsOf(pipeline)) if (!named.has(name)) named.set(name, [...steps]);
  return named;
}

/** The tags that steps can be chosen by. */
export const tagsOf = (pipeline: Pipeline): readonly string[] =>
  stepSetsOf(pipeline).flatMap(({ name }) =>
    name.startsWith(tagSet("")) ? [name.slice(tagSet("").length)] : [],
  );
