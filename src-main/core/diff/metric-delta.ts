/** Which way a metric is better, told by its name; null where the name does not tell. */
export type Preference = "lower" | "higher" | null;

const lower = new Set(
  "loss error err mae mse rmse mape logloss perplexity ppl nll entropy fpr fnr seconds second ms time duration latency memory cost regret distance wer cer fid".split(
    " ",
  ),
);
const higher = new Set(
  "accuracy acc f1 auc auroc auprc precision recall sensitivity specificity score r2 iou dice map ndcg mrr bleu rouge reward return throughput psnr ssim likelihood correct".split(
    " ",
  ),
);

/** Looks at the words of the name from its end: `val_loss`, `softmax.accuracy`, `fitSeconds`. */
export function preferenceOf(metric: string): Preference {
  const words = metric
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  for (const word of words.reverse()) {
    if (lower.has(word)) return "lower";
    if (higher.has(word)) return "higher";
  }
  return null;
}

/** What Signet measured of the machine while a step ran: other in every run, and no result of it. */
export const isOfMachine = (metric: string): boolean => /(?:^|\.)system\./.test(metric);

export type MetricDelta = {
  /** `to - from`; NaN where that is not a number. */
  readonly value: number;
  readonly direction: "higher" | "lower" | "none";
  readonly verdict: "better" | "worse" | "neutral";
};

/** From one value of a metric to another, in words. */
export function deltaOf(metric: string, from: number, to: number): MetricDelta {
  const value = to - from;
  const direction = value > 0 ? "higher" : value < 0 ? "lower" : "none";
  const preference = isOfMachine(metric) ? null : preferenceOf(metric);
  const verdict =
    direction === "none" || preference === null ? "neutral" : direction === preference ? "better" : "worse";
  return { value, direction, verdict };
}

/** The size of a difference with three significant digits and no sign: subtraction leaves noise in the rest. */
export function sizeText(delta: number): string {
  return String(Number(Math.abs(delta).toPrecision(3)));
}

/** With a sign: `+0.005`, `−11.4` (a true minus), `0`; `—` where there is no number. */
export function signedText(delta: number): string {
  if (Number.isNaN(delta)) return "—";
  return delta === 0 ? "0" : `${delta > 0 ? "+" : "−"}${sizeText(delta)}`;
}
