import { describe, expect, it } from "vitest";
import type { CachedDigest } from "../../../src-main/node/host/stat-cache.ts";
import { place } from "../../helpers/services.ts";

const pipeline = `
signet: 1
steps:
  a: {run: "echo 1 > {outputs.x}", outputs: [x]}
`;

const entry = (size: number, hashedAt = 1n): CachedDigest => ({
  dev: 1n,
  inode: 2n,
  size: BigInt(size),
  mtime: 3n,
  ctime: 4n,
  digest: "sha256:0" as CachedDigest["digest"],
  hashedAt,
});

describe("what was learnt of files", () => {
  const opened = async () => {
    const { services } = await place({ "pipeline.yaml": pipeline });
    const { library } = services;
    const count = (table: "stat_cache" | "text_cache") =>
      library.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    return { library, rows: () => [count("stat_cache"), count("text_cache")] };
  };

  it("is not written while it is little, and all of it when it is more", async () => {
    const { library, rows } = await opened();
    for (let index = 0; index < 8; index += 1) library.summaries.put(`k${index}`, "text", "light");
    library.digests.put("/a", entry(1_000));
    library.keepLearnt();
    expect(rows()).toEqual([0, 0]);
    library.summaries.put("k8", "text", "light");
    library.keepLearnt();
    expect(rows()).toEqual([1, 9]);
    // The count begins anew.
    library.summaries.put("k9", "text", "light");
    library.keepLearnt();
    expect(rows()).toEqual([1, 9]);
  });

  it("is written at once where learning it again takes long", async () => {
    const heavy: ((library: Awaited<ReturnType<typeof opened>>["library"]) => void)[] = [
      ({ digests }) => digests.put("/big", entry(5_000_000)),
      ({ digests }) => digests.put("/folder", entry(10, 0n)),
      ({ digests }) => {
        for (let index = 0; index < 65; index += 1) digests.put(`/f${index}`, entry(1));
      },
      ({ summaries }) => summaries.put("packages", "[]"),
      ({ summaries }) => summaries.put("long", "x".repeat(300_000), "light"),
    ];
    for (const learn of heavy) {
      const { library, rows } = await opened();
      learn(library);
      library.keepLearnt();
      expect(rows(), learn.toString()).not.toEqual([0, 0]);
    }
  });
});
