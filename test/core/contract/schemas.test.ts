import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type MethodName, methodNames } from "../../../src-main/core/contract/methods.ts";
import { paramSchemas } from "../../../src-main/core/contract/schemas.ts";

/**
 * The accepted surface between the window and the app. A change here is a decision: whoever makes it looks at both
 * sides, then copies the new line.
 */
const accepted: { readonly [name in MethodName]: string } = {
  "library.info": "25c7d85c859a",
  "settings.get": "25c7d85c859a",
  "settings.set": "a1262cb79050",
  "projects.list": "25c7d85c859a",
  "pipelines.list": "25c7d85c859a",
  "pipelines.inspect": "02516994e2d8",
  "pipelines.stopInspecting": "02516994e2d8",
  "pipelines.inspectedSoFar": "02516994e2d8",
  "pipelines.import": "864d817eab88",
  "pipelines.forget": "ae9158a98860",
  "pipelines.remember": "ae9158a98860",
  "pipelines.openExample": "25c7d85c859a",
  "pipelines.plan": "1d363b0638e1",
  "pipelines.run": "89b19e10a607",
  "pipelines.explain": "8cef87b2eb52",
  "pipelines.accept": "cecba3ff9414",
  "runs.import": "512256212c37",
  "runs.list": "c63ef5541015",
  "runs.count": "2f8335fcda95",
  "runs.get": "ae9158a98860",
  "runs.graph": "ae9158a98860",
  "runs.series": "6a43bd5d3841",
  "runs.metrics": "8d8205622be3",
  "runs.artifact": "bc227ef55dd7",
  "runs.gitDiff": "ae9158a98860",
  "runs.look": "d482151bdaff",
  "runs.code": "ae9158a98860",
  "runs.asStep": "ae9158a98860",
  "runs.log": "d841ccbeb6d5",
  "runs.findInLog": "ccb28e02df54",
  "runs.cancel": "ae9158a98860",
  "runs.kill": "ae9158a98860",
  "runs.clone": "ae9158a98860",
  "runs.table": "99bb0987976e",
  "runs.compare": "638c6dca7319",
  "runs.diffFile": "c1ff3a469204",
  "runs.diffLogs": "9e20b9b24c74",
  "runs.diffGraph": "9e20b9b24c74",
  "runs.exportComparison": "10231371ef07",
  "runs.fileText": "0ab8764bcfb5",
  "search.complete": "29720e9ccfe4",
  "runs.rename": "276969e5375f",
  "runs.tag": "68fc76fd563a",
  "runs.setNotes": "2cc6950c94f1",
  "runs.setProperty": "4238200734b0",
  "runs.move": "cd594041cdf4",
  "runs.archive": "77dd8872638c",
  "runs.restore": "77dd8872638c",
  "runs.delete": "77dd8872638c",
  "runs.undelete": "77dd8872638c",
  "projects.create": "51784d45c002",
  "projects.rename": "1e5f1829a137",
  "projects.archive": "51784d45c002",
  "projects.delete": "a42ef718e12a",
  "tags.list": "25c7d85c859a",
  "runs.ids": "82bf6c791bb0",
  "runs.columns": "cb33d0e78674",
  "runs.groups": "9b41430af132",
  "searches.list": "25c7d85c859a",
  "searches.save": "298a1f4cdaa0",
  "searches.rename": "a0ddc89f95d4",
  "searches.delete": "e54fcfd78b1b",
};

const hashOf = (name: MethodName): string =>
  createHash("sha256")
    .update(JSON.stringify(z.toJSONSchema(paramSchemas[name])))
    .digest("hex")
    .slice(0, 12);

describe("the surface between window and app", () => {
  it("is the one that was decided on", () => {
    expect(Object.fromEntries(methodNames.map((name) => [name, hashOf(name)]))).toEqual(accepted);
  });

  it("has a schema and an exposed name for every method", () => {
    // Fails to compile when a method is missing from the names.
    const complete: Exclude<MethodName, (typeof methodNames)[number]> extends never ? true : false = true;
    expect(complete).toBe(true);
    expect(new Set(methodNames).size).toBe(methodNames.length);
    expect(Object.keys(paramSchemas).sort()).toEqual([...methodNames].sort());
  });
});
