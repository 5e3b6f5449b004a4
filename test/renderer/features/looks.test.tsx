import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { HtmlFrame } from "../../../src-renderer/features/run-detail/html-frame.tsx";
import { JsonTree, parsedJson } from "../../../src-renderer/features/run-detail/json-tree.tsx";

describe("a page that a run made", () => {
  it("stands in a frame that may do nothing, under a policy that loads nothing", () => {
    const markup = renderToStaticMarkup(
      <HtmlFrame name="report" text={"<script>steal()</script><p>Hi</p>"} />,
    );
    expect(markup).toContain('sandbox=""');
    expect(markup).toContain("default-src &#x27;none&#x27;");
    // The page is an attribute's text, not a part of ours.
    expect(markup).not.toContain("<script>");
    expect(markup).toContain('title="report"');
  });
});

describe("a JSON value to be unfolded", () => {
  const markup = (text: string) => {
    const value = parsedJson(text);
    if (value === undefined) throw new Error("no JSON");
    return renderToStaticMarkup(<JsonTree name="out" value={value} />);
  };

  it("keeps the digits of its numbers and the quotes of its texts", () => {
    const html = markup('{"big": 12345678901234567890, "one": 1.0, "text": "1"}');
    expect(html).toContain("12345678901234567890");
    expect(html).toContain("1.0");
    expect(html).toContain("&quot;1&quot;");
  });

  it("draws little of a large one until it is asked for more", () => {
    const html = markup(JSON.stringify(Array.from({ length: 100_000 }, (_, index) => ({ index }))));
    expect(html).toContain("[100,000 items]");
    expect(html).toContain("Show more of 100,000");
    expect(html.length).toBeLessThan(100_000);
  });

  it("is none where the text is not JSON", () => {
    expect(parsedJson("{")).toBeUndefined();
  });
});
