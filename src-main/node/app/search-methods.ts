import { ok } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { completeFields, completeValues } from "../store/search/complete.ts";
import type { Services } from "./services.ts";

export const searchMethods = ({ library: { database } }: Services) => ({
  "search.complete": async ({ field, prefix, limit }: MethodParams<"search.complete">) =>
    ok({
      fields: field === null ? completeFields(database, prefix, limit) : [],
      values: field === null ? [] : completeValues(database, field, prefix, limit),
    }),
});
