import type { Plan } from "../../core/model/plan.ts";
import type { Grounds } from "../../core/plan/grounds.ts";
import { planOfStored, type StoredPlan, storedPlan } from "../../core/plan/stored-plan.ts";
import { presentState } from "../host/file-state.ts";
import { digestOf, keptFiles } from "./kept-files.ts";

/** Digest of the sources that make plans, put in when the app is built: another build plans anew. */
declare const __PLANNER__: string | undefined;

/** What makes plans here; null from sources, which change without a build. */
export const builtPlanner: string | null =
  typeof __PLANNER__ === "undefined" ? null : `${__PLANNER__} ${process.version}`;

/** What a plan was asked for. */
export type PlanQuestion = {
  /** Absolute path of the pipeline file. */
  readonly file: string;
  /** All that the pipeline follows from, and how it was asked for. */
  readonly of: string;
  /** The traces of the library: see `tracesState`. */
  readonly traces: string;
};

/** Plans that were made before, each with the grounds that it rests on. */
export type PlanCache = {
  /** The plan that a full computation would come to now; null when it has to be made. `hold` asks what else it rests on. */
  readonly recall: (
    question: PlanQuestion,
    hold: (grounds: Omit<Grounds, "files">) => Promise<boolean>,
    absolute: (path: string) => string,
  ) => Promise<Plan | null>;
  /** `state` is how the files of the grounds stand, as `rememberedState` tells. */
  readonly remember: (question: PlanQuestion, grounds: Grounds, state: string, plan: Plan) => void;
};

/** Plans beyond these are forgotten: one of ten thousand steps takes four megabytes. */
const mostKept = 50;

type Head = { readonly key: string };

type Body = Omit<Grounds, "files"> & {
  readonly files: readonly string[];
  readonly state: string;
  readonly plan: StoredPlan;
};

/** The cache in a folder. Without a `build`, the digest of what makes plans, nothing is kept or recalled. */
export function planCache(folder: string, scratch: string, build: string | null): PlanCache {
  const kept = keptFiles<Head>(folder, scratch, mostKept);
  // The window and the terminal may be of two Nodes: neither takes the other's place.
  const nameOf = ({ file }: PlanQuestion) => `plan-${digestOf(JSON.stringify([build, file]))}.json`;
  const keyOf = ({ file, of, traces }: PlanQuestion) => digestOf(JSON.stringify([build, file, of, traces]));
  return {
    recall: async (question, hold, absolute) => {
      const found = build === null ? null : kept.read(nameOf(question));
      if (found === null || found.head.key !== keyOf(question)) return null;
      const text = found.body();
      if (text === null) return null;
      const { files, state, plan, ...grounds } = JSON.parse(text) as Body;
      const isSame = presentState(files.map(absolute)) === state && (await hold(grounds));
      return isSame ? planOfStored(plan) : null;
    },
    remember: (question, grounds, state, plan) => {
      if (build === null) return;
      const files = grounds.files.map(([path]) => path);
      const body: Body = { ...grounds, files, state, plan: storedPlan(plan) };
      kept.write(nameOf(question), { key: keyOf(question) }, JSON.stringify(body));
    },
  };
}

/** Where nothing is kept: the library cannot be written. */
export const withoutRemembering = (cache: PlanCache): PlanCache => ({ ...cache, remember: () => {} });
