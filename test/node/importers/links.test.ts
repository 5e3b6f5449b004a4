import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAll } from "../../helpers/imported.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const secret = "a-secret-of-the-person";

/** A folder of somebody else's, which looks like what each link stands for. */
function elsewhere(): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    [secret]: secret,
    "stolen.tsv": `step\tstolen\n0\t1\n1\t${secret}\n`,
    "images/secret.txt": secret,
    "metrics/stolen.tsv": `step\tstolen\n0\t1\n1\t${secret}\n`,
  });
  return folder;
}

const told = async (folder: string): Promise<string> =>
  JSON.stringify(await readAll(folder), (_, value) =>
    value instanceof Map ? [...value] : typeof value === "bigint" ? String(value) : value,
  );

describe("links in a folder of runs are not followed", () => {
  it("of DVCLive: files, folders, and folders above those", async () => {
    for (const link of ["plots", "plots/images", "plots/metrics", "artifacts"]) {
      const folder = temporaryFolder();
      writeFiles(folder, { "metrics.json": '{"acc": 0.5}', "params.yaml": "n: 1\n" });
      if (link.includes("/")) writeFiles(folder, { "plots/none": "" });
      symlinkSync(elsewhere(), join(folder, link));
      const text = await told(folder);
      expect(text, link).toContain('"acc"');
      expect(text, link).not.toMatch(/secret|stolen/);
    }
  });

  it("of MLflow: parameters, tags, metrics, artifacts, what was deleted, and what describes a run", async () => {
    for (const link of ["params", "tags", "metrics", "artifacts", "meta.yaml", ".trash"]) {
      const store = temporaryFolder();
      writeFiles(store, {
        "1/meta.yaml": "experiment_id: '1'\nname: lab\n",
        "1/abc/meta.yaml": "run_id: abc\nrun_name: own\nexperiment_id: '1'\nstatus: 3\n",
      });
      const other = elsewhere();
      if (link === ".trash") {
        cpSync(join(store, "1"), join(other, "2"), { recursive: true });
        writeFileSync(join(other, "2", "abc", "meta.yaml"), "run_id: def\nrun_name: secret\n");
        symlinkSync(other, join(store, link));
      } else if (link === "meta.yaml") {
        writeFileSync(join(other, "meta.yaml"), "run_id: def\nrun_name: secret\n");
        writeFiles(store, { "1/def/params/n": "1" });
        symlinkSync(join(other, "meta.yaml"), join(store, "1", "def", link));
      } else symlinkSync(other, join(store, "1", "abc", link));
      const text = await told(store);
      expect(text, link).toContain('"own"');
      expect(text, link).not.toMatch(/secret|stolen/);
    }
  });

  it("but the folder that was dropped may be one", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      "real/metrics.json": '{"acc": 0.5}',
      "real/params.yaml": "n: 1\n",
      "real/artifacts/a": "a",
    });
    symlinkSync(join(folder, "real"), join(folder, "link"));
    expect(await told(join(folder, "link"))).toContain("artifacts/a");
  });
});
