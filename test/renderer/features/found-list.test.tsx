import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { FoundList } from "../../../src-renderer/features/run-detail/found-list.tsx";

const drawn = (count: number): string =>
  renderToStaticMarkup(
    <MantineProvider>
      <FoundList
        items={Array.from({ length: count }, (_, index) => `file ${index}`)}
        label="Find outputs"
        placeholder={`Find among ${count} outputs`}
        textOf={(name) => name}
        nothing="No output has this in its name."
        card={(name) => <article key={name}>{name}</article>}
      />
    </MantineProvider>,
  );
const cards = (markup: string): number => markup.split("<article>").length - 1;

describe("a list of cards", () => {
  it("is all of a few, without a field to find some", () => {
    expect(cards(drawn(8))).toBe(8);
    expect(drawn(8)).not.toContain("Find outputs");
  });

  it("begins with what is seen at once, and says how many have to be found by name", () => {
    const markup = drawn(1_000);
    expect(cards(markup)).toBe(20);
    expect(markup).toContain("Find among 1000 outputs");
    expect(markup).toContain("800 more: write a part of a name to find others.");
  });
});
