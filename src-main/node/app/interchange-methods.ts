import type { MethodParams } from "../../core/contract/methods.ts";
import { exportAsText } from "./interchange/export-text.ts";
import { importRunsAt } from "./interchange/runs-at-path.ts";
import type { Services } from "./services.ts";

/** Runs that come in from files, and go out to them. */
export const interchangeMethods = (services: Services) => ({
  "runs.import": ({ path }: MethodParams<"runs.import">) => importRunsAt(services, path),

  "runs.export": async ({ runs, format }: MethodParams<"runs.export">) =>
    exportAsText(
      services.library,
      "ids" in runs ? { by: "ids", ids: runs.ids } : { by: "query", ...runs },
      format,
    ),
});
