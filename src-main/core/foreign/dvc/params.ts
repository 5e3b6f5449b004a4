import { err, ok, type Result } from "../../base/result.ts";
import { type Value, type ValueObject, withValueAt } from "../../base/value.ts";
import { valueText } from "../../pipeline/templates.ts";
import type { Repository } from "./repository.ts";
import { joined, paramName, valueIn } from "./variables.ts";

/** The pipeline's parameters as its stages are gone through: those that they name, from the files that hold them. */
export type ParamCollection = {
  readonly values: () => ValueObject;
  /**
   * Adds what is at `keys` of a file (null: all of it); answers the names here. The error is a sentence for each that is
   * missing.
   */
  readonly take: (
    folder: string,
    file: string,
    keys: readonly string[] | null,
  ) => Result<readonly string[], readonly string[]>;
  /** Adds a parameter that stands in a command as `text`; false where a command of ours would have another text for it. */
  readonly takeAs: (name: string, text: string) => boolean;
};

export function collectParams(repository: Repository): ParamCollection {
  let values: ValueObject = {};
  const valueNamed = (name: string): Value | undefined => {
    for (const path of repository.valueFiles()) {
      const file = repository.values(path);
      if (!file.ok || file.value === null) continue;
      const keys = name.split(".");
      const { prefix } = file.value;
      if (!prefix.every((part, index) => keys[index] === part)) continue;
      const value = valueIn(file.value.values, keys.slice(prefix.length));
      if (value !== undefined) return value;
    }
    return undefined;
  };
  return {
    values: () => values,
    take: (folder, written, keys) => {
      const file = repository.values(joined(folder, written));
      if (!file.ok) return err([file.error]);
      const { value: found } = file;
      if (found === null) return err([`The parameters' file ${written} is not there`]);
      const names: string[] = [];
      const wrong: string[] = [];
      for (const key of keys ?? Object.keys(found.values)) {
        const path = key.split(".");
        const value = valueIn(found.values, path);
        const name = paramName(found, path);
        if (value === undefined) wrong.push(`${written} has no ${key}`);
        else if (name === null) wrong.push(`${key} of ${written} cannot be the name of a parameter here`);
        else {
          values = withValueAt(values, name, value);
          names.push(name);
        }
      }
      return wrong.length > 0 ? err(wrong) : ok(names);
    },
    takeAs: (name, text) => {
      const value = valueNamed(name);
      if (value === undefined || valueText(value) !== text) return false;
      values = withValueAt(values, name, value);
      return true;
    },
  };
}
