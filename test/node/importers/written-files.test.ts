import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { lasting, readAll } from "../../helpers/imported.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const written = resolve("test/fixtures/importers/written");

/** A copy that may be changed, away from where it was written. */
function copyOf(name: string): string {
  const folder = join(temporaryFolder(), "copy");
  cpSync(join(written, name), folder, { recursive: true });
  return folder;
}

const child = {
  name: "lr 0.1",
  parent: "sweep",
  kind: "script",
  status: "failed",
  archived: false,
  params: { "train.lr": 0.1, "model/depth": 18n, optimizer: "adam", text: "two\nlines, ü" },
  properties: { baseline: "yes", size: 7n },
  metrics: {
    accuracy: [[0, 0.91]],
    loss: [
      [0, 0.9],
      [1, 0.5],
      [2, 0.25],
    ],
    "odd/nan": [
      [1, Number.POSITIVE_INFINITY],
      [2, Number.NEGATIVE_INFINITY],
      [3, Number.NaN],
    ],
  },
  inputs: [
    {
      name: "digits",
      path: "data/digits.csv",
      digest: "5ab3c1f0",
      more: { source: "local", context: "training" },
    },
  ],
  artifacts: ["config.json", "notes/hello.txt"],
};

const mlflow = {
  format: "mlflow",
  problems: [],
  runs: [
    child,
    { name: "still going", status: "running", parent: null },
    {
      name: "sweep",
      status: "succeeded",
      notes: "A **note** in two\nlines",
      command: "train.py",
      user: "kim",
      git: { commit: "0123456789abcdef0123456789abcdef01234567", branch: "main" },
      properties: { "mlflow.source.type": "LOCAL" },
    },
    { name: "thrown away", status: "cancelled", archived: true },
  ],
};

describe("MLflow", () => {
  it("as files: experiments, parents, deleted runs, datasets, artifacts", async () => {
    const found = await readAll(join(written, "mlflow-3.17.2/mlruns"));
    expect(lasting(found)).toMatchObject(mlflow);
    expect(found.records[0]).toMatchObject({
      project: "vision/mnist",
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      started: 1_767_607_201_000,
      ended: 1_767_607_260_000,
    });
    expect(found.records[0]?.metrics.get("loss")).toEqual([
      [0, 1_767_607_202_000, 0.9],
      [1, 1_767_607_203_000, 0.5],
      [2, 1_767_607_204_000, 0.25],
    ]);
  });

  it("as a database: the same, and nothing is written to it or beside it", async () => {
    const folder = copyOf("mlflow-3.17.2/artifacts");
    const place = join(folder, "..");
    cpSync(folder, join(place, "artifacts"), { recursive: true });
    const database = join(place, "mlflow.db");
    const bytes = gunzipSync(readFileSync(join(written, "mlflow-3.17.2/mlflow.db.gz")));
    writeFileSync(database, bytes);
    expect(lasting(await readAll(database))).toMatchObject(mlflow);
    expect(readFileSync(database).equals(bytes)).toBe(true);
  });

  it("with a wrong point, and a run whose file is damaged, gives the others", async () => {
    const folder = copyOf("mlflow-3.17.2/mlruns");
    const { records } = await readAll(folder);
    const run = records.find(({ name }) => name === "still going");
    writeFileSync(join(folder, "0", run?.id ?? "", "metrics/loss"), "1767607208000 1.5 0\nnonsense\n");
    const again = await readAll(folder);
    expect(again.records).toHaveLength(4);
    expect(again.problems).toMatchObject([{ code: "bad-point", line: 2, severity: "error" }]);
  });
});

describe("TensorBoard", () => {
  it("event files: scalars in both forms, text, images, hyperparameters; a run each folder", async () => {
    const found = await readAll(join(written, "tensorboard"));
    expect(lasting(found)).toMatchObject({
      format: "tensorboard",
      problems: ["not-imported"],
      runs: [
        {
          name: "adam",
          metrics: {
            epoch_loss: [
              [0, 1.5],
              [1, 0.75],
            ],
            rate: [[7, 2.5]],
          },
        },
        {
          name: "sgd/lr0.1",
          metrics: {
            "loss/train": [
              [0, 0.5],
              [1, 0.25],
              [2, 0.125],
            ],
            odd: [[3, Number.NaN]],
          },
          artifacts: ["remark/text_summary", "digit"],
        },
        {
          name: "sgd/lr0.1/hp",
          params: { lr: 0.1, optimizer: "sgd", depth: 18n, flag: true },
          metrics: { "hparam/accuracy": [[3, 0.75]] },
        },
      ],
    });
    const [text, image] = found.records[1]?.artifacts ?? [];
    expect(Buffer.from(text?.data ?? "", "base64").toString()).toBe("It *learns*.");
    expect(image?.path).toBe("digit/1.png");
    expect(
      Buffer.from(image?.data ?? "", "base64")
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    expect(found.records[0]?.metrics.get("rate")).toEqual([[7, 1_767_607_212_000, 2.5]]);
  });

  it("that was cut off at any byte gives what is before, and never throws", async () => {
    const folder = copyOf("tensorboard/adam");
    const [name] = (await import("node:fs")).readdirSync(folder);
    const file = join(folder, name ?? "");
    const bytes = readFileSync(file);
    let most = 0;
    for (let length = bytes.length; length >= 16; length -= 7) {
      writeFileSync(file, bytes.subarray(0, length));
      const { records, problems } = await readAll(file);
      const points = records[0]?.metrics.get("epoch_loss");
      most = Math.max(most, Array.isArray(points) ? points.length : 0);
      if (length < bytes.length) expect(problems.every(({ code }) => code === "unfinished")).toBe(true);
    }
    expect(most).toBe(2);
  });

  it("with a byte changed says so, and gives the other records where their places are known", async () => {
    const folder = copyOf("tensorboard/adam");
    const [name] = (await import("node:fs")).readdirSync(folder);
    const file = join(folder, name ?? "");
    const bytes = readFileSync(file);
    for (let at = 12; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 0x40;
      writeFileSync(file, changed);
      const { problems } = await readAll(file);
      expect(problems.map(({ code }) => code)).toContain("damaged");
    }
  });
});

describe("DVCLive", () => {
  it("its folder: parameters, series, what is only in the summary, plots", async () => {
    const found = await readAll(join(written, "dvclive-3.49.1/dvclive"));
    expect(lasting(found)).toMatchObject({
      format: "dvclive",
      problems: [],
      runs: [
        {
          name: "dvclive",
          params: {
            lr: 0.1,
            train: { epochs: 3n, optimizer: "adam" },
            flag: true,
            none: null,
            list: [1n, 2.5, "x"],
            big: 2n ** 70n,
            small: 1e-5,
          },
          properties: { phase: "phase 2", "best/fold": "second" },
          metrics: {
            loss: [
              [0, 1],
              [1, 0.5],
              [2, 1 / 3],
            ],
            "train/accuracy": [
              [0, 0.5],
              [1, 0.6],
              [2, 0.7],
            ],
            "a b/über.50%": [
              [0, 0],
              [1, 1],
              [2, 2],
            ],
            odd: [[3, Number.NaN]],
            most: [[3, Number.POSITIVE_INFINITY]],
            least: [[3, Number.NEGATIVE_INFINITY]],
            whole: 7,
            final: 1.5,
            "best/loss": 0.25,
          },
          artifacts: ["plots/custom/curve.json", "plots/images/below/digit.png", "plots/images/digit.png"],
        },
      ],
    });
  });

  it("keeps its report, and says which lines of a series are no points", async () => {
    const folder = join(temporaryFolder(), "dvclive");
    cpSync(join(written, "dvclive-3.49.1/dvclive"), folder, { recursive: true });
    writeFileSync(join(folder, "report.md"), "# Report");
    writeFileSync(join(folder, "plots/metrics/loss.tsv"), "step\tloss\n0\t1.0\n1\tlow\n");
    const { problems, records } = await readAll(folder);
    expect(problems).toMatchObject([{ code: "bad-point", line: 3, message: expect.stringContaining("low") }]);
    expect(records[0]?.artifacts.map(({ name }) => name)).toContain("report.md");
    expect(records[0]?.metrics.get("loss")).toMatchObject([[0, expect.any(Number), 1]]);
  });

  it("is found from the folder above it", async () => {
    expect((await readAll(join(written, "dvclive-3.49.1"))).format).toBe("dvclive");
  });
});
