import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Markdown } from "../../../src-renderer/ui/markdown.tsx";

const html = (text: string): string => renderToStaticMarkup(<Markdown text={text} />);

describe("notes in Markdown", () => {
  it("have headings, emphasis, lists, code, tables and check boxes", () => {
    const text = html(
      "# Title\n\n*a* **b** `c` ~~d~~\n\n- [x] done\n\n| h |\n|---|\n| v |\n\n```\ncode\n```",
    );
    for (const part of [
      "<h1>Title</h1>",
      "<em>a</em>",
      "<strong>b</strong>",
      "<code>c</code>",
      "<del>d</del>",
      "<td>v</td>",
      "<pre>",
    ])
      expect(text).toContain(part);
    expect(text).toContain('type="checkbox"');
  });

  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src='https://example.org'></iframe>",
    "<style>*{display:none}</style>",
    "![](https://example.org/pixel.png)",
    "<svg onload=alert(1)>",
    "<a href='https://example.org' onclick=alert(1)>x</a>",
  ])("load and run nothing of %s", (text) => {
    const shown = html(text);
    expect(shown).not.toMatch(/<(script|img|iframe|style|svg|form|object)|onerror|onclick|onload/i);
  });

  it.each([
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,x",
    "app://signet/",
    "//example.org",
    "/x",
  ])("lead nowhere for %s", (url) => {
    expect(html(`[there](${url})`)).not.toContain("<a");
    expect(html(`<${url}>`)).not.toContain("<a");
  });

  it("lead to the web in another window", () => {
    expect(html("[there](https://example.org/a?b=1)")).toContain(
      '<a href="https://example.org/a?b=1" target="_blank" rel="noreferrer"',
    );
  });
});
