import type { Dataset, Format } from "./pipeline.ts";

const byEnding: { readonly [ending: string]: Format | undefined } = {
  pkl: "pickle",
  pickle: "pickle",
  json: "json",
  csv: "csv",
  tsv: "csv",
  txt: "text",
  text: "text",
  md: "text",
  log: "text",
  rst: "text",
  html: "text",
  htm: "text",
  xml: "text",
  svg: "text",
  toml: "text",
  tex: "text",
  sql: "text",
  yaml: "text",
  yml: "text",
  parquet: "parquet",
  npy: "npy",
  joblib: "joblib",
};

/** How a Python function gets a dataset and gives it back; null when its path's ending does not tell. */
export function formatOf({ format, path }: Pick<Dataset, "format" | "path">): Format | null {
  if (format !== null) return format;
  if (path === null) return "pickle";
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return byEnding[ending] ?? null;
}
