import { newBudget } from "../base/nearest.ts";
import { isValueObject } from "../base/value.ts";
import { mayRead, newAllowance } from "./allowance.ts";
import { buildPipeline } from "./build.ts";
import { newChecker } from "./checker.ts";
import { draftOf } from "./draft.ts";
import type { PipelineSource } from "./include.ts";
import type { PipelineReading } from "./read-pipeline.ts";
import { isSoundShape } from "./sound-shape.ts";
import { readPlainYaml } from "./yaml-plain.ts";

/**
 * What `readPipeline` answers for a file that is written plainly, includes nothing and has nothing wrong with it: read in
 * a fraction of the time, without the YAML library and the schema. Null for any other, which that one reads.
 */
export function readSoundPipeline({ file, text }: PipelineSource): PipelineReading | null {
  const allowance = newAllowance();
  const read = mayRead(text, allowance) ? readPlainYaml(text) : null;
  if (read === null || read.values > allowance.values || !isSoundShape(read.value)) return null;
  const root = read.value;
  if (!isValueObject(root) || root.include !== undefined || root.steps === undefined) return null;
  const checker = newChecker(draftOf({ value: root, keysOf: Object.keys }), [], newBudget());
  const pipeline = buildPipeline(checker, file);
  return checker.problems.length === 0 ? { pipeline, diagnostics: [] } : null;
}
