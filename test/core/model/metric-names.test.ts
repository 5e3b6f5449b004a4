import { describe, expect, it } from "vitest";
import { bestOf } from "../../../src-main/core/model/metric-names.ts";

describe("the best value of a metric", () => {
  it.each([
    "loss",
    "val_loss",
    "train/loss",
    "valLoss",
    "RMSE",
    "test.error",
    "logloss",
    "epoch time",
    "system.memory",
  ])("is the lowest of %s", (name) => {
    expect(bestOf(name, { min: 1, max: 2 })).toBe(1);
  });

  it.each(["accuracy", "f1", "auc", "glossary", "timely", "reward", "bleu"])(
    "is the highest of %s",
    (name) => {
      expect(bestOf(name, { min: 1, max: 2 })).toBe(2);
    },
  );
});
