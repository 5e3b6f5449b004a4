/**
 * Drawings of more elements are not drawn. A file of some kilobytes can say "ten times that" twenty times over, and whoever
 * draws it stands still for ever: the window, as a picture is drawn by the page that shows it.
 */
const mostElements = 200_000;
/** Deeper than any drawing program nests, and than references lead on. */
const deepest = 2_000;

/**
 * Ways to have elements, or references to them, that are not written as such: by definitions, style sheets, drawings inside
 * and other alphabets. No program that draws for people needs them.
 */
const hidden = [
  /<!ENTITY[^>"']*["'][^"']*[<&%#]/,
  /<!ENTITY\s+%/,
  /<!ATTLIST/,
  /<\?xml-stylesheet/,
  /data:(?:image\/svg|text|application)/i,
  /^\s*<\?xml[^>]*\sencoding\s*=\s*["'](?!utf-8|us-ascii|iso-8859-1|windows-1252)/i,
  /\0/,
] as const;

/** Why an SVG is not drawn, as people read it; null when it may be. */
export function tooMuchToDraw(bytes: Uint8Array): string | null {
  const svg = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (hidden.some((way) => way.test(svg))) return "It could draw more than it says";
  const root = treeOf(svg);
  if (root === null) return `Its elements are nested more than ${deepest} deep`;
  if (root.styled) return "It could draw more than it says";
  return drawn(root) > mostElements ? `It draws more than ${mostElements} elements` : null;
}

type Element = { readonly refs: readonly string[]; readonly inside: Element[] };
type Tree = { readonly top: Element; readonly byId: ReadonlyMap<string, Element>; readonly styled: boolean };

/** How many elements are drawn: each once for every time that it is referred to. */
function drawn({ top, byId }: Tree): number {
  const known = new Map<Element, number>();
  const count = (element: Element, depth: number): number => {
    const before = known.get(element);
    if (before !== undefined) return before;
    if (depth > deepest) return Number.POSITIVE_INFINITY;
    // What refers to itself is drawn by nobody.
    known.set(element, 0);
    let sum = 1;
    for (const one of element.inside) sum += count(one, depth + 1);
    for (const id of element.refs) {
      const one = byId.get(id);
      if (one !== undefined) sum += count(one, depth + 1);
    }
    known.set(element, sum);
    return sum;
  };
  return count(top, 0);
}

/** The elements with what their attributes refer to, in one pass, however broken the text is; null when nested too deep. */
function treeOf(svg: string): Tree | null {
  const top: Element = { refs: [], inside: [] };
  const byId = new Map<string, Element>();
  const open = [top];
  let styled = false;
  for (let at = svg.indexOf("<"); at >= 0; at = svg.indexOf("<", at)) {
    const skipped = endOfOther(svg, at);
    if (skipped !== null) {
      at = skipped;
      continue;
    }
    const end = endOfTag(svg, at);
    const tag = svg.slice(at + 1, end);
    at = end;
    if (tag.startsWith("/")) {
      if (open.length > 1) open.pop();
      continue;
    }
    const text = plain(tag);
    // An escape in a style can stand for any of its signs.
    styled ||= /\\[^"']*\(|\([^"')]*\\/.test(text);
    const id = /\sid\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(text);
    const element: Element = {
      refs: [...text.matchAll(/#([^"'()\s]+)/g)].map(([, name = ""]) => name),
      inside: [],
    };
    open.at(-1)?.inside.push(element);
    const name = id?.[1] ?? id?.[2];
    if (name !== undefined && !byId.has(name)) byId.set(name, element);
    if (/^(?:\w+:)?style\b/.test(tag))
      styled ||= /url\s*\(|@import|\\/i.test(plain(svg.slice(end, endOfStyle(svg, end))));
    if (!tag.endsWith("/")) open.push(element);
    if (open.length > deepest) return null;
  }
  return { top, byId, styled };
}

/** Behind a comment, a section of characters, an instruction or a declaration that begins here; null for an element. */
function endOfOther(svg: string, at: number): number | null {
  for (const [begin, end] of [
    ["<!--", "-->"],
    ["<![CDATA[", "]]>"],
    ["<?", "?>"],
    ["<!", ">"],
  ] as const) {
    if (!svg.startsWith(begin, at)) continue;
    const found = svg.indexOf(end, at + begin.length);
    return found < 0 ? svg.length : found + end.length;
  }
  return null;
}

/** Where a tag's `>` is, which may stand in quotes before. */
function endOfTag(svg: string, from: number): number {
  let quote: string | null = null;
  for (let at = from + 1; at < svg.length; at += 1) {
    const sign = svg[at];
    if (quote !== null) quote = sign === quote ? null : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === ">") return at;
  }
  return svg.length;
}

const endOfStyle = (svg: string, from: number): number => {
  const end = svg.indexOf("</", from);
  return end < 0 ? svg.length : end;
};

/** With characters that are written by their numbers, in XML's way or an address's, as themselves. */
const plain = (text: string): string =>
  text
    .replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (_, hex, decimal) =>
      character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/%([\da-f]{2})/gi, (_, hex) => character(Number.parseInt(hex, 16)));

const character = (code: number): string => (code <= 0x10_ff_ff ? String.fromCodePoint(code) : "");
