import type { Html } from "./html.ts";

/** The page's own style: light and dark after the reader's system, and fit to be printed. */
export const reportStyle: Html = {
  html: `
:root{--ground:#f7f7f8;--panel:#fff;--line:#e4e5e9;--text:#17181b;--muted:#5f636d;--accent:#3b5bdb;--from:#fdeaea;--to:#e6f6ea;--better:#277c38;--worse:#c92a2a}
@media screen and (prefers-color-scheme:dark){:root{--ground:#141518;--panel:#1b1c20;--line:#2a2c32;--text:#ececf0;--muted:#a3a6af;--accent:#748ffc;--from:#3a1d20;--to:#18301d;--better:#69db7c;--worse:#ff8787}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1200px;padding:24px;background:var(--ground);color:var(--text);font:13px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{margin:0 0 8px;font-size:20px}
h2{margin:0 0 8px;font-size:15px}
header,section{margin-bottom:14px;padding:14px 16px;border:1px solid var(--line);border-radius:10px;background:var(--panel)}
code,pre,td,.value{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
.runs{margin:0;padding:0;list-style:none}
.runs.many{columns:3 300px}
.runs em{color:var(--accent);font-style:normal;font-weight:600}
small{font-size:11px}
.runs span,.made,.same,small,.legend{color:var(--muted)}
.made,.same{margin:6px 0 0}
.says{margin:0}
.better,small.better{color:var(--better)}
.worse,small.worse{color:var(--worse)}
.wide{overflow-x:auto}
.wide th:first-child{position:sticky;left:0;min-width:180px;max-width:420px;background:var(--panel);overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}
th,td{padding:5px 8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{color:var(--muted);font-size:12px}
tbody th{font-weight:400}
.value{text-align:right}
td span{display:inline-block;max-width:56ch;padding:1px 5px;text-align:left;border-radius:4px;overflow-wrap:break-word;white-space:pre-wrap}
.from,.removed{background:var(--from)}
.to,.added,.changed{background:var(--to)}
.same{background:none}
td .same{margin:0}
.untinted td span{background:none}
details{margin-top:8px}
summary{cursor:pointer}
.patch{margin:6px 0 0;overflow-x:auto}
.patch span{display:block;white-space:pre-wrap;overflow-wrap:anywhere}
.patch .head{font-weight:600}
.patch .place{color:var(--accent)}
.log{table-layout:fixed}
.log td{padding:0 6px;border:none}
.log .value{width:56px;color:var(--muted)}
.log .skipped td{color:var(--muted)}
.pictures,.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:14px}
figure{margin:0}
figcaption{color:var(--muted);font-size:12px}
img{width:100%;max-width:520px;image-rendering:pixelated;outline:1px solid var(--line)}
svg{width:100%;max-width:680px;height:auto}
svg text{fill:var(--muted);font-size:11px}
.axis{fill:none;stroke:var(--line)}
.line{fill:none;stroke-width:1.6}
.legend span{display:inline-block;margin-right:14px}
.dot{display:inline-block;width:9px;height:9px;margin-right:6px;border-radius:50%}
.dot.h0{background:#1c7ed6}.dot.h1{background:#e8590c}.dot.h2{background:#2f9e44}.dot.h3{background:#9c36b5}.dot.h4{background:#c2255c}.dot.h5{background:#0c8599}.dot.h6{background:#e67700}.dot.h7{background:#5c940d}
.line.h0{stroke:#1c7ed6}.line.h1{stroke:#e8590c}.line.h2{stroke:#2f9e44}.line.h3{stroke:#9c36b5}.line.h4{stroke:#c2255c}.line.h5{stroke:#0c8599}.line.h6{stroke:#e67700}.line.h7{stroke:#5c940d}
@media print{body{max-width:none;padding:0;background:#fff}section,header{break-inside:auto;border-color:#ccc;box-decoration-break:clone}h2,summary,thead,.head{break-after:avoid}tr,figure{break-inside:avoid}.dot,td span,.patch span{-webkit-print-color-adjust:exact;print-color-adjust:exact}.columns table{table-layout:fixed}.columns th,.columns td,.columns small{padding:4px 3px;font-size:9px}.columns td span{padding:1px 2px}.wide.columns th:first-child{min-width:0;max-width:none}.wide{overflow:visible}.wide th:first-child{position:static}td span{overflow-wrap:anywhere}details::details-content{block-size:auto;content-visibility:visible}}
`,
};
