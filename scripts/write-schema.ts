// Writes resources/pipeline.schema.json from the schema that validates pipeline files, so that editors complete them,
// and resources/cli/*.schema.json from those of what the commands print with --json.
import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { jsonSchemas } from "../src-main/cli/json-schemas.ts";
import { pipelineJsonSchema } from "../src-main/core/pipeline/schema.ts";

const resources = new URL("../resources/", import.meta.url);
const write = (name: string, schema: object) =>
  writeFileSync(new URL(name, resources), `${JSON.stringify(schema, null, 2)}\n`);

mkdirSync(new URL("cli/", resources), { recursive: true });
write("pipeline.schema.json", pipelineJsonSchema());
for (const [command, schema] of Object.entries(jsonSchemas))
  write(`cli/${command}.schema.json`, z.toJSONSchema(schema));
