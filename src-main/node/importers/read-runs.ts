import { statSync } from "node:fs";
import { unreachable } from "../../core/base/unreachable.ts";
import type { FoundRuns } from "./detect.ts";
import { readDvclive } from "./dvclive/read-dvclive.ts";
import { readMlflowDatabase } from "./mlflow/read-database.ts";
import { readMlflowFiles } from "./mlflow/read-files.ts";
import { readJsonl } from "./read-jsonl.ts";
import type { RunSource } from "./run-source.ts";
import { readTensorboard } from "./tensorboard/read-tensorboard.ts";

/** The runs of what was found, one after the other; `onBytes` is told how far a file of lines was read. */
export function readRuns({ format, path }: FoundRuns, onBytes: (read: number) => void = () => {}): RunSource {
  switch (format) {
    case "signet":
      return readJsonl(path, onBytes);
    case "mlflow":
      return statSync(path).isFile() ? readMlflowDatabase(path) : readMlflowFiles(path);
    case "tensorboard":
      return readTensorboard(path);
    case "dvclive":
      return readDvclive(path);
    default:
      return unreachable(format);
  }
}
