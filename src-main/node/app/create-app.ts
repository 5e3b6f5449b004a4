import { err, ok, type Result } from "../../core/base/result.ts";
import type { Answer, MethodName, MethodParams, MethodResult, Methods } from "../../core/contract/methods.ts";
import { paramSchemas } from "../../core/contract/schemas.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { saysDamaged, saysUnwritable } from "../store/check-database.ts";
import type { App } from "./app.ts";
import { compareMethods } from "./compare-methods.ts";
import { exportComparison } from "./compare-report.ts";
import { emptyDeleted } from "./delete-runs.ts";
import { editMethods } from "./edit-methods.ts";
import { windowExports } from "./interchange/export-chosen.ts";
import { interchangeMethods } from "./interchange-methods.ts";
import { libraryMethods } from "./library-methods.ts";
import { settingsMethods } from "./library-settings.ts";
import { listMethods } from "./list-methods.ts";
import { pipelineMethods } from "./pipeline-methods.ts";
import { readers } from "./readers.ts";
import { runMethods } from "./run-methods.ts";
import { searchMethods } from "./search-methods.ts";
import { openServices, type ServiceOptions } from "./services.ts";
import { unwritableText } from "./unwritable-text.ts";

type Handlers = {
  readonly [Name in MethodName]: (params: MethodParams<Name>) => Promise<Result<MethodResult<Name>, Failure>>;
};

/** Opens a library and answers every method of the contract over it. */
export async function createApp(options: ServiceOptions): Promise<Result<App, Failure>> {
  const opened = await openServices({ ...options, stays: true });
  if (!opened.ok) return opened;
  const services = opened.value;
  const search = readers(services.library.database.name);
  const handlers: Handlers = {
    ...libraryMethods(services),
    ...settingsMethods(services.library, services.stepEnvironment),
    ...pipelineMethods(services),
    ...runMethods(services),
    ...interchangeMethods(services),
    ...listMethods(services),
    ...searchMethods(services, search),
    ...editMethods(services),
    ...compareMethods(services),
    "runs.exportComparison": async ({ runs, format }) => exportComparison(services, runs, format),
  };
  const exports = windowExports(services.library);
  const stopWatching = services.watchOtherProcesses();
  const stopEmptying = emptyDeleted(services);

  return ok({
    call: async <Name extends MethodName>(name: Name, params: MethodParams<Name>): Promise<Answer<Name>> => {
      if (!Object.hasOwn(paramSchemas, name)) return err(inputFailure(`There is no method ${String(name)}`));
      const parsed = paramSchemas[name].safeParse(params);
      if (!parsed.success) return err(inputFailure(`${name}: ${parsed.error.message}`));
      const handler = handlers[name] as (params: Methods[Name]["params"]) => Promise<Answer<Name>>;
      try {
        return await handler(parsed.data);
      } catch (error) {
        const { folder, unwritable } = services.library;
        // What was asked for would have changed it.
        if (unwritable !== null && saysUnwritable(error))
          return err({ kind: "library", message: unwritableText(folder, unwritable), diagnostics: [] });
        // A bug or a broken library: said, not swallowed, and the next call is answered all the same.
        console.error(error);
        if (saysDamaged(error)) services.foundDamage((error as Error).message);
        return err({
          kind: "internal",
          message: `${name} failed: ${(error as Error).message}`,
          diagnostics: [],
        });
      }
    },
    exports,
    onEvent: services.events.listen,
    damage: services.damage,
    activeRuns: () => [...services.pipelines.active().keys()],
    close: async () => {
      stopWatching();
      stopEmptying();
      search.close();
      await exports.close();
      await services.close();
    },
  });
}
