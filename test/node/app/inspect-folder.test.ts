import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { importCandidate } from "../../../src-main/node/app/import-candidate.ts";
import { startLooking } from "../../../src-main/node/importers/looking.ts";
import { openTestServices } from "../../helpers/services.ts";
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

  it("tells how much was seen, while it is looked through and only then", async () => {
    const { call } = await testApp();
    const paths = [manyFolders()];
    const looked = call("pipelines.inspect", { paths });
    const soFar = () => call("pipelines.inspectedSoFar", { paths });
    let isLookedThrough = false;
    void looked.then(() => {
      isLookedThrough = true;
    });
    let files = 0;
    while (files === 0 && !isLookedThrough) {
      ({ files } = await soFar());
      await setImmediate();
    }
    expect(files).toBeGreaterThan(0);
    expect(files).toBeLessThanOrEqual(440);
    expect(await call("pipelines.inspectedSoFar", { paths: ["/elsewhere"] })).toEqual({ files: 0, runs: 0 });
    await looked;
    expect(await soFar()).toEqual({ files: 0, runs: 0 });
  });

  it("is looked through no further than some folders, and that is said", async () => {
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const folder = manyFolders();
    const diagnosticsAt = async (most: number) => {
      const looking = startLooking(new AbortController().signal, most);
      return (await importCandidate(services, folder, looking)).diagnostics;
    };
    expect(await diagnosticsAt(1_000)).toMatchObject([{ code: "no-pipeline-in-folder" }]);
    expect(await diagnosticsAt(100)).toMatchObject([
      { code: "no-pipeline-in-folder" },
      {
        code: "folder-too-large",
        message: "Runs were looked for in the first 100 files and folders only: there are more",
        remedy: "Import the folder in which the runs are",
      },
    ]);
  });
});
