import { crc32, deflateSync, gzipSync } from "node:zlib";

/** What a script would call if it ran, and an address that it would fetch: both must never be heard of. */
const attempts = (address: string): string =>
  `try { parent.broken = 1; top.broken = 1; globalThis.broken = 1 } catch {}
fetch("${address}/fetched"); new Image().src = "${address}/image"; top.signet?.["library.info"]({});
open("${address}/opened"); location = "${address}/went";`;

/** A picture of some kilobytes that says it has 60,000 × 60,000 pixels. */
function pictureBomb(): Buffer {
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(60_000, 0);
  head.writeUInt32BE(60_000, 4);
  head.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc(1_000_000));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Names that try to be something else, each as a run's name, a parameter's and a tag. */
export const hostileNames = {
  markup: `<img src=x onerror="globalThis.broken = 1">`,
  long: "long".repeat(2_500),
  rightToLeft: "\u202Egnp.exe \u2067שלום",
  invisible: "a\u200B\u200D\uFEFFb",
  prototype: "__proto__",
  statement: `x'; DROP TABLE runs; --"`,
  path: "../../../etc/passwd",
  null: "nul\0byte",
} as const;

/** What a program could have printed to take over a terminal. */
const sequences =
  "\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x1b]8;;https://example.org/\x07a link\x1b]8;;\x07\x1b[2J\x1b[31mred\x1b[0m <b>markup</b>\x1b[999999999C\x1b[?1049h\n";

/** Runs as JSON Lines, each of them hostile; `address` is what their contents would reach. */
export function hostileRuns(address: string): string {
  const artifacts = [
    {
      name: "page",
      path: "page.html",
      data: `<html><body onload="broken=1"><script>${attempts(address)}</script>`,
    },
    {
      name: "drawing",
      path: "drawing.svg",
      data: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40" onload="broken=1"><script>${attempts(address).replaceAll("&", "&amp;")}</script><image href="${address}/in-svg" width="9" height="9"/><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${address}/frame"/></foreignObject><rect width="40" height="40" fill="teal"/></svg>`,
    },
    { name: "bomb", path: "bomb.png", data: pictureBomb() },
    { name: "packed", path: "packed.gz", data: gzipSync(Buffer.alloc(20_000_000)) },
    {
      name: "formulas",
      path: "formulas.csv",
      data: `name,${"c,".repeat(200)}z\n${`=HYPERLINK("${address}/cell"),<img src=x onerror=broken=1>${",1".repeat(200)}\n`.repeat(5_000)}`,
    },
    { name: "../../outside", path: "../../../etc/passwd", data: "not that file" },
  ].map(({ data, ...artifact }) => ({ ...artifact, data: Buffer.from(data).toString("base64") }));
  const notes = `<script>broken = 1</script><img src="x" onerror="broken=1">
![picture](${address}/notes.png) [link](javascript:broken=1) [file](file:///etc/passwd) <iframe src="${address}/notes"></iframe>`;
  const lines: object[] = Object.entries(hostileNames).map(([kind, name]) => ({
    id: `name-${kind}`,
    name,
    project: "hostile",
    tags: [name.slice(0, 100)],
    params: JSON.parse(`{${JSON.stringify(name)}: {"constructor": {"prototype": {"broken": 1}}}}`) as object,
    properties: JSON.parse(`{${JSON.stringify(name.slice(0, 200))}: ${JSON.stringify(name)}}`) as object,
    notes,
  }));
  lines.push({ id: "contents", name: "contents", project: "hostile", notes, log: sequences, artifacts });
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** Names that every object in JavaScript has already. */
export const inheritedNames = ["__proto__", "constructor", "toString", "hasOwnProperty"] as const;

/** Two runs with these as everything that has a name, and with values that a spreadsheet would take for formulas. */
export function inheritedRuns(): string {
  const each = (value: (name: string, at: number) => unknown): object =>
    JSON.parse(
      `{${inheritedNames.map((name, at) => `${JSON.stringify(name)}: ${JSON.stringify(value(name, at))}`).join(", ")}}`,
    ) as object;
  const lines = [1, 2].map((run) => ({
    id: `inherited-${run}`,
    name: `inherited ${run}`,
    project: "inherited",
    tags: inheritedNames,
    params: {
      ...each((_, at) => ({ broken: run + at })),
      nested: each((_, at) => run * at),
      formula: `=HYPERLINK("https://example.org/?"&A1,"${run}")`,
      sum: `@SUM(1+${run})*cmd|' /C calc'!A0`,
    },
    metrics: each((_, at) => run + at / 10),
    properties: each((name) => `+${name}`),
  }));
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

const svg = (attributes: string, inner: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inner}</svg>`;

/** Files that a run may leave behind to fill the memory, to wait for ever, or to reach `address`. */
export function hostileOutputs(address: string): Readonly<Record<string, string | Uint8Array>> {
  const laughs = Array.from(
    { length: 12 },
    (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
  ).join("");
  return {
    "laughs.svg": `<!DOCTYPE svg [<!ENTITY l0 "lol"><!ENTITY file SYSTEM "file:///etc/passwd">${laughs}]>${svg('width="40" height="40"', "<text>&l12;&file;</text>")}`,
    "vast.svg": svg(
      'width="1e9" height="1e9"',
      '<rect width="1e9" height="1e9" filter="url(#f)"/><filter id="f"><feTurbulence/></filter>',
    ),
    "uses.svg": svg(
      'width="40" height="40"',
      `<g id="u0"><rect width="1" height="1"/></g>${Array.from({ length: 20 }, (_, at) => `<g id="u${at + 1}">${`<use xlink:href="#u${at}"/>`.repeat(10)}</g>`).join("")}`,
    ),
    "reaching.svg": svg(
      'width="40" height="40" onload="broken=1"',
      `<style>@import "${address}/svg.css"; @font-face {font-family: f; src: url(${address}/font)} text {font-family: f}</style><script href="${address}/svg.js"/><use href="${address}/use.svg#a"/><feImage href="${address}/fe"/><a href="${address}/clicked"><text y="20">text</text></a><animate onbegin="broken=1" attributeName="x" dur="1s"/>`,
    ),
    "reaching.html": `<meta http-equiv="refresh" content="0; url=${address}/refreshed"><base href="${address}/"><link rel="stylesheet" href="css"><link rel="prefetch" href="prefetched"><link rel="preconnect" href="${address}">
<form id="f" method="post" action="posted" target="_top"><input name="a" value="b"></form><a id="a" href="top" target="_top">a</a><a id="b" href="popup" target="_blank">b</a><iframe src="framed"></iframe><object data="object"></object><embed src="embed"><video src="video" autoplay></video>
<script>f.submit(); a.click(); b.click(); new WebSocket("${address.replace("http", "ws")}/socket"); new EventSource("events"); navigator.sendBeacon("beacon", "x"); new Worker("worker.js"); import("./module.js"); ${attempts(address)}</script>`,
    "line.csv": `a,b\n${"x,".repeat(1_000)}`,
    "aliases.yaml": hostilePipelines["aliases.yaml"] ?? "",
    "deep.json": "[".repeat(200_000),
    "keys.json": '{"__proto__": {"broken": 1}, "constructor": {"prototype": {"broken": 1}}}',
  };
}

const step = "steps: {s: {run: touch broken}}\n";

/** Pipeline files that must be refused by name and place, with nothing of them run. */
export const hostilePipelines: Readonly<Record<string, string>> = {
  "aliases.yaml": `signet: 1\nparams:\n  a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, at) => `  a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(", ")}]\n`).join("")}${step}`,
  "depth.yaml": `signet: 1\nparams: {a: ${"[".repeat(50_000)}${"]".repeat(50_000)}}\n${step}`,
  "keys.yaml": `signet: 1\nparams:\n${Array.from({ length: 1_000_000 }, (_, at) => `  k${at}: ${at}\n`).join("")}${step}`,
  "cycle.yaml": `signet: 1\nsteps: {a: {run: touch broken, needs: [b]}, b: {run: touch broken, needs: [a]}}\n`,
  "twice.yaml": `signet: 1\ndatasets: {a: {path: out/a}, b: {path: out/a}}\nsteps:\n  s: {run: "x > {outputs.a}", outputs: [a]}\n  t: {run: "x > {outputs.b}", outputs: [b]}\n`,
  "up.yaml": `signet: 1\ndatasets: {a: {path: ../../a}}\nsteps: {s: {run: "x > {outputs.a}", outputs: [a]}}\n`,
  "absolute.yaml": `signet: 1\ndatasets: {a: {path: /etc/a}}\nsteps: {s: {run: "x > {outputs.a}", outputs: [a]}}\n`,
  "nul.yaml": `signet: 1\ndatasets: {a: {path: "a\\0b"}}\nsteps: {s: {run: "x > {outputs.a}", outputs: [a]}}\n`,
};

/** Texts for the search bar that would explode or reach past it: how many of the runs each finds, or that it is refused. */
export const hostileQueries: ReadonlyMap<string, number | "refused"> = new Map<string, number | "refused">([
  ["/(a*)*(a|a)*b/", 1],
  ["/((a{1,1000}){1,1000}){1,1000}/", 1],
  [`params.x'; DROP TABLE runs; --:1`, "refused"],
  ["params.__proto__:1", 0],
  [`"${"a ".repeat(3_000)}"`, "refused"],
  ["(".repeat(2_000), "refused"],
  ["name:\u202E\u200B\0", 0],
  ["*a*b*c*d*e*f*g*h*", 0],
]);
