import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testApp } from "../../helpers/test-app.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

/** A folder with many below it, and nothing in them. */
function manyFolders(): string {
  const top = temporaryFolder();
  for (let at = 0; at < 400; at += 1)
    mkdirSync(join(top, `folder-${at % 20}`, `below-${at}`), { recursive: true });
  return top;
}

describe("a folder of many that holds nothing known", () => {
  it("is looked through while others are answered, and is told to hold nothing", async () => {
    const { call } = await testApp();
    const order: string[] = [];
    const looked = call("pipelines.inspect", { paths: [manyFolders()] }).then((found) => {
      order.push("looked through");
      return found;
    });
    await call("library.info", {});
    order.push("answered");
    expect(await looked).toMatchObject([{ kind: "pipeline", format: null, trust: null }]);
    expect(order).toEqual(["answered", "looked through"]);
  });

  it("is looked through no further when it is told to stop, and only then", async () => {
    const { ask, call } = await testApp();
    const paths = [manyFolders()];
    const looked = ask("pipelines.inspect", { paths });
    await call("pipelines.stopInspecting", { paths: ["/elsewhere"] });
    await call("pipelines.stopInspecting", { paths });
    expect(await looked).toMatchObject({
      ok: false,
      error: { kind: "input", message: "Looking for pipelines and runs was stopped" },
    });
    expect(await ask("pipelines.inspect", { paths })).toMatchObject({ ok: true });
  });
});
