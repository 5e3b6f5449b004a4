import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { loadedLater } from "../../../src-renderer/ui/loaded-later.tsx";

describe("a component that is loaded later", () => {
  const Name = ({ name }: { readonly name: string }) => <b>{name}</b>;

  test("is what stands for it until its code is there, and then itself at once", async () => {
    const Later = loadedLater(
      async () => Name,
      ({ name }) => <i>{name} comes</i>,
    );
    expect(renderToStaticMarkup(<Later name="chart" />)).toBe("<i>chart comes</i>");
    await Later.load();
    expect(renderToStaticMarkup(<Later name="chart" />)).toBe("<b>chart</b>");
  });

  test("is fetched once, and again when that failed", async () => {
    let fetched = 0;
    const Later = loadedLater(async () => {
      fetched += 1;
      if (fetched === 1) throw new Error("no such file");
      return Name;
    });
    await expect(Later.load()).rejects.toThrow("no such file");
    await Later.load();
    await Later.load();
    expect(fetched).toBe(2);
  });
});
