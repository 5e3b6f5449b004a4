import { canonicalJson, displayValue } from "../base/json.ts";
import { isValueObject, type Value } from "../base/value.ts";

/** Characters of one value that a key shows, and of the key as a whole. */
const MOST_OF_VALUE = 40;
const MOST_OF_KEY = 120;

/** `name=value`, one part of an item's key: `lr=0.1`. Lists, objects and long texts are told apart by a digest. */
export function keyPart(name: string, value: Value): string {
  return `${writable(name)}=${valuePart(value)}`;
}

/** An item's key of its parts. The same values always have the same key, wherever they stand in a list. */
export function itemKey(parts: readonly string[]): string {
  const key = parts.join(",");
  return key.length <= MOST_OF_KEY ? key : `${cut(key, MOST_OF_KEY - 20)}#${shortDigest(key)}`;
}

function valuePart(value: Value): string {
  if (Array.isArray(value) || isValueObject(value)) return `#${shortDigest(canonicalJson(value))}`;
  const text = writable(value === null ? "" : displayValue(value));
  return text.length <= MOST_OF_VALUE ? text : `${cut(text, MOST_OF_VALUE - 16)}#${shortDigest(text)}`;
}

/** What separates the parts of names, paths and templates, what is invisible, and spaces at the ends: as `%` and hex. */
const writable = (text: string): string =>
  text.replace(/[/\\{}@,=%#\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|^\p{Zs}+|\p{Zs}+$/gu, (found) =>
    [...found].map((character) => encoded(character)).join(""),
  );

const encoded = (character: string): string =>
  `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;

/** The beginning of a text that `writable` has made, without half a character or escape at its end. */
const cut = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$|%[0-9A-F]*$|\p{Zs}+$/u, "");

/**
 * Ten hex digits that tell texts apart by chance alone: two sums of FNV-1a (Fowler, Noll and Vo) over UTF-16 units from
 * different beginnings. Two items that meet by accident are reported as equal, so nothing rests on it.
 */
function shortDigest(text: string): string {
  return [0x811c9dc5, 0x9747b28c]
    .map((seed) => fnv(text, seed).toString(16).padStart(8, "0").slice(0, 5))
    .join("");
}

function fnv(text: string, seed: number): number {
  let sum = seed;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
