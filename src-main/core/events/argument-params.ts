import type { Value, ValueObject } from "../base/value.ts";
import { isSecretParam } from "../model/secret-names.ts";
import { hiddenText } from "./read-event.ts";

/**
 * Parameters in the words of a command: `--lr 0.1`, `--lr=0.1`, `-n 3`, `lr=0.1`, and `--flag` alone, which is true.
 * Names are without their dashes, those within are `_`; dots nest. What is no option is passed over.
 */
export function paramsFromWords(words: readonly string[]): ValueObject {
  const found = new Map<string, Value>();
  const put = (name: string, text: string | null) => {
    const key = name.replaceAll("-", "_");
    found.set(key, text === null ? true : isSecretParam(key) ? hiddenText : valueFrom(text));
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const option = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word);
    if (option !== null) {
      const [, name = "", text] = option;
      const next = words[at + 1];
      if (text !== undefined) put(name, text);
      else if (next !== undefined && (!next.startsWith("-") || isNumber(next))) {
        put(name, next);
        at += 1;
      } else put(name, null);
      continue;
    }
    const [, name, text] = /^([A-Za-z_][\w.]*)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && text !== undefined) put(name, text);
  }
  return Object.fromEntries(found);
}

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

function valueFrom(text: string): Value {
  if (/^[+-]?\d{1,300}$/.test(text)) return BigInt(text.replace(/^\+/, ""));
  if (isNumber(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return text;
}
