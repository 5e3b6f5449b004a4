// `npm run build`: builds `out/` unless it is newer than the sources.
import { build } from "./project.ts";
import { runScript } from "./setup-problem.ts";

await runScript(build);
