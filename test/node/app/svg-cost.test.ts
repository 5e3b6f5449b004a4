import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tooMuchToDraw } from "../../../src-main/node/app/svg-cost.ts";

const svg = (inner: string, before = ""): Buffer =>
  Buffer.from(
    `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inner}</svg>`,
  );

/** Ten of the level before in each of 20. */
const levels = (refer: (to: string) => string): string =>
  `<g id="u0"><rect/></g>${Array.from({ length: 20 }, (_, at) => `<g id="u${at + 1}">${refer(`u${at}`).repeat(10)}</g>`).join("")}`;

const more = "It draws more than 200000 elements";
const hidden = "It could draw more than it says";

describe("a drawing", () => {
  it("is drawn when it is as large as it looks, glyphs by reference and links to itself included", () => {
    const glyphs = `<defs><path id="a" d="M0 0"/></defs>${'<g id="t"><use xlink:href="#a"/><rect fill="url(#none)" stroke="#fff"/></g>'.repeat(5_000)}`;
    expect(tooMuchToDraw(svg(glyphs))).toBeNull();
    expect(tooMuchToDraw(svg('<g id="top"><a href="#top"><text>up</text></a></g>'))).toBeNull();
    const illustrator =
      '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg [<!ENTITY ns "http://ns.adobe.com/a/">]>';
    expect(tooMuchToDraw(svg("<style>a{fill:red}</style><rect/>", illustrator))).toBeNull();
    expect(tooMuchToDraw(readFileSync("resources/icons/icon.svg"))).toBeNull();
  });

  it.each([
    ["uses", (to: string) => `<use xlink:href="#${to}"/>`],
    ["uses by numbers", (to: string) => `<use href="&#35;&#x75;${to.slice(1)}"/>`],
    ["uses by an address", (to: string) => `<use href='#%75${to.slice(1)}'/>`],
    ["patterns and masks", (to: string) => `<rect style="fill:url(#${to})" mask='url("#${to}")'/>`],
    ["tags behind a quoted sign", (to: string) => `<use title=">" href="#${to}"/>`],
  ])("is not drawn when each of its elements has ten of the others: %s", (_, refer) => {
    expect(tooMuchToDraw(svg(levels(refer)))).toBe(more);
  });

  it.each([
    ["entities", svg("&b;", '<!DOCTYPE svg [<!ENTITY a "<rect/>"><!ENTITY b "&a;&a;">]>')],
    ["an entity for the sign of a reference", svg("", `<!DOCTYPE svg [<!ENTITY a '#u'>]>`)],
    ["attributes by definition", svg("<use/>", '<!DOCTYPE svg [<!ATTLIST use href CDATA #FIXED "#u1">]>')],
    ["a style sheet", svg("<style><![CDATA[*{mask:u\\72l(#m)} rect{fill: url (#p)}]]></style>")],
    ["a style sheet with escapes", svg("<style>*{mask:u\\72l(#m)}</style>")],
    ["a style with escapes", svg("<rect style='mask:url(\\23 m)'/>")],
    ["a style sheet from elsewhere", svg("<style>@import 'data:,a'</style>")],
    ["a drawing inside", svg(`<image href="data:image/svg+xml,x"/>`)],
    ["another alphabet", svg("", '<?xml version="1.0" encoding="utf-16"?>')],
    ["two bytes a sign", Buffer.from("<svg/>", "utf16le")],
  ])("is not drawn when it could draw what it does not show: %s", (_, drawing) => {
    expect(tooMuchToDraw(drawing)).toBe(hidden);
  });

  it("is judged in one pass, however deep, large or broken it is", () => {
    expect(tooMuchToDraw(svg("<g>".repeat(100_000)))).toContain("nested");
    expect(tooMuchToDraw(svg("<rect/>".repeat(200_001)))).toBe(more);
    const chain = Array.from({ length: 50_000 }, (_, at) => `<g id="c${at}"><use href="#c${at + 1}"/></g>`);
    expect(tooMuchToDraw(svg(chain.join("")))).toBe(more);
    expect(tooMuchToDraw(svg('<a "'.repeat(200_000)))).toBeNull();
    expect(tooMuchToDraw(svg("<!--".repeat(200_000)))).toBeNull();
  });
});
