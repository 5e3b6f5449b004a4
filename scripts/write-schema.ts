// Writes resources/pipeline.schema.json from the schema that validates pipeline files, so that editors complete them.
import { writeFileSync } from "node:fs";
import { pipelineJsonSchema } from "../src-main/core/pipeline/schema.ts";

const target = new URL("../resources/pipeline.schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`);
