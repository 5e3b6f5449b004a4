import type { Value } from "../../base/value.ts";
import { segmentsBelow } from "../../pipeline/paths.ts";
import { contentAt, errorAt, hintAt, type Path } from "../../pipeline/problem.ts";
import { type ForeignPlace, type ForeignProblem, mapping, withoutTemplates } from "../translation.ts";
import { textOf } from "./interpolate.ts";
import type { PlacedStage } from "./read-dvc.ts";
import type { Stage } from "./stages.ts";
import { joined } from "./variables.ts";

type Ports = readonly (readonly [port: string, dataset: string])[];

/** What the stages read and make, as datasets. */
export type Catalog = {
  /** As in a pipeline file. Those that are alike in their last names are called by more of their path. */
  readonly datasets: readonly (readonly [name: string, settings: Value])[];
  readonly portsOf: (stage: Stage) => {
    readonly inputs: Ports;
    readonly outputs: Ports;
    readonly code: readonly string[];
  };
  readonly placeOf: (dataset: string) => ForeignPlace | null;
  readonly problems: readonly ForeignProblem[];
};

type Entry = {
  readonly path: string;
  readonly place: ForeignPlace;
  settings: { readonly [key: string]: Value };
};

const isRemote = (path: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(path);

/** Formats that our own views read; others are plain outputs. */
const readable = { metrics: /\.(?:json|ya?ml|toml)$/i, plots: /\.(?:csv|tsv|json|ya?ml)$/i } as const;

/**
 * Everything that stages name, by its path in the workspace. A `dep` in what another stage makes is that output; one that
 * holds outputs of others is those outputs. Python files count as code: by their meaning where the command runs them, else by
 * their bytes. `kinds` are paths that the file lists as metrics or plots apart from its stages.
 */
export function catalogOf(
  root: string,
  stages: readonly PlacedStage[],
  kinds: ReadonlyMap<string, "metrics" | "plots">,
): Catalog {
  const entries = new Map<string, Entry>();
  const problems: ForeignProblem[] = [];
  const made = new Map<string, PlacedStage>();
  const complain = (
    { file, stage }: PlacedStage,
    key: string,
    severity: "error" | "hint",
    message: string,
  ): void => {
    const at: Path = [...stage.at, key];
    const complaint = { code: "dvc-difference", message, remedy: null };
    const problem =
      severity === "error" ? errorAt(contentAt(...at), complaint) : hintAt(contentAt(...at), complaint);
    problems.push({ file: file.file, problem });
  };
  /** A path in the workspace, or an absolute one outside of it. */
  const pathOf = (stage: Stage, written: string): string => {
    const path = joined(stage.folder, written);
    return path.startsWith("/") ? (segmentsBelow(root, path)?.join("/") ?? path) : path;
  };

  for (const one of stages)
    for (const out of one.stage.outs) {
      if (isRemote(out.path)) {
        complain(
          one,
          out.kind,
          "error",
          `${out.path} is not a file on this machine: Signet keeps local outputs only`,
        );
        continue;
      }
      const path = pathOf(one.stage, out.path);
      const kind = out.kind === "outs" ? kinds.get(path) : out.kind;
      if (kind === "metrics" && !readable.metrics.test(path))
        complain(
          one,
          out.kind,
          "hint",
          `${path} is kept as an output: JSON, YAML and TOML files become metrics`,
        );
      const as =
        kind !== undefined && readable[kind].test(path) ? (kind === "metrics" ? "metrics" : "plot") : null;
      if (!one.stage.frozen) made.set(path, one);
      entries.set(path, {
        path,
        place: { file: one.file.file, path: [...one.stage.at, out.kind] },
        settings: { type: as === null ? "either" : "file", ...(as === null ? {} : { as }) },
      });
    }

  const inputsOf = new Map<Stage, readonly string[]>();
  const codeOf = new Map<Stage, readonly string[]>();
  for (const one of stages) {
    const { stage } = one;
    const inputs = new Set<string>();
    const code: string[] = [];
    const command = stage.commands.map(textOf).join("\n");
    for (const dep of stage.deps) {
      if (isRemote(dep)) {
        complain(one, "deps", "hint", `${dep} is not a file on this machine, so it does not count`);
        continue;
      }
      const path = pathOf(stage, dep);
      const holder = holderOf(made, path);
      const inside = [...made.keys()].filter((output) => output.startsWith(`${path}/`));
      if (holder !== null) inputs.add(holder);
      else if (inside.length > 0) {
        for (const output of inside) if (made.get(output)?.stage !== stage) inputs.add(output);
        complain(
          one,
          "deps",
          "hint",
          `${dep} holds outputs of other stages: these count, other files in it do not`,
        );
      } else if (path.endsWith(".py") && !path.startsWith("/") && !path.startsWith("..")) {
        if (!mentions(command, dep)) code.push(path);
      } else {
        inputs.add(path);
        if (!entries.has(path))
          entries.set(path, {
            path,
            place: { file: one.file.file, path: [...stage.at, "deps"] },
            settings: { type: "either" },
          });
      }
    }
    inputsOf.set(stage, [...inputs]);
    codeOf.set(stage, code);
  }

  const names = shortNames([...entries.keys()]);
  const nameOf = (path: string): string => names.get(path) ?? path;
  const placeByName = new Map([...entries].map(([path, { place }]) => [nameOf(path), place]));
  const ports = (paths: Iterable<string>): Ports =>
    [...new Set(paths)].map((path) => [nameOf(path), nameOf(path)]);
  return {
    datasets: [...entries.values()].map(({ path, settings }) => [
      nameOf(path),
      mapping([["path", withoutTemplates(path)], ...Object.entries(settings)]),
    ]),
    portsOf: (stage) => ({
      inputs: ports(inputsOf.get(stage) ?? []),
      outputs: ports(stage.outs.map(({ path }) => pathOf(stage, path)).filter((path) => entries.has(path))),
      code: codeOf.get(stage) ?? [],
    }),
    placeOf: (dataset) => placeByName.get(dataset) ?? null,
    problems,
  };
}

function holderOf(made: ReadonlyMap<string, PlacedStage>, path: string): string | null {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1))
    if (made.has(path.slice(0, end))) return path.slice(0, end);
  return null;
}

/** Whether a command names a file, so that its code is found from there. */
const mentions = (command: string, path: string): boolean =>
  command.split(/[\s;&|<>()`'"=]+/).some((word) => word.replace(/^\.\//, "") === path.replace(/^\.\//, ""));

/** Each path's last names, as many as it takes to tell it from the others, with `∕` between them. */
function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const tail = (path: string, count: number): string => path.split("/").slice(-count).join("∕");
  let open = [...paths];
  for (let count = 1; open.length > 0; count += 1) {
    const byName = new Map<string, string[]>();
    for (const path of open) byName.set(tail(path, count), [...(byName.get(tail(path, count)) ?? []), path]);
    open = [];
    for (const [name, same] of byName) {
      const longest = same.every((path) => path.split("/").length <= count);
      for (const path of same)
        if (same.length === 1 || longest) names.set(path, name);
        else open.push(path);
    }
  }
  return names;
}
