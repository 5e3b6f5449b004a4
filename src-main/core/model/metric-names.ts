/** Series that Signet itself keeps of a run's use of the machine; they are no result of it. */
export const isSystemMetric = (name: string): boolean => name.startsWith("system.");

/** Words in names of metrics of which less is better. */
const lessIsBetter =
  /(^|[^a-z])(loss|error|err|rmse|mse|mae|mape|rmsle|logloss|nll|perplexity|ppl|wer|cer|fid|eer|latency|time|duration|seconds|memory|cost|regret|misses)([^a-z]|$)/;

/**
 * The best value of a metric: the lowest where its name says that less is better (`loss`, `val_rmse`, `train.error`), else
 * the highest.
 */
export function bestOf(name: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const words = name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
  return lessIsBetter.test(words) ? min : max;
}
