import type { GroupValue, RunGroup } from "../../../src-main/core/contract/run-lists.ts";
import { metricText } from "../../ui/format.ts";

/** A value that runs are grouped by, as it is shown. */
export const groupValueText = (field: string, value: GroupValue): string =>
  value === null
    ? "none"
    : typeof value === "string"
      ? value
      : field.startsWith("metrics.")
        ? metricText(value)
        : String(value);

/** `lr 0.1 · model cnn` */
export const groupLabel = (by: readonly string[], key: RunGroup["key"]): string =>
  by
    .map((field, index) => `${field.split(".").at(-1)} ${groupValueText(field, key[index] ?? null)}`)
    .join(" · ");
