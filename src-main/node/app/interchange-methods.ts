import type { MethodParams } from "../../core/contract/methods.ts";
import { importRunsAt } from "./interchange/runs-at-path.ts";
import type { Services } from "./services.ts";

/** Runs that come in from files. */
export const interchangeMethods = (services: Services) => ({
  "runs.import": ({ path }: MethodParams<"runs.import">) => importRunsAt(services, path),
});
