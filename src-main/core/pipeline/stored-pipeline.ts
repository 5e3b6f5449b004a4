import { parseStored, storedJson } from "../base/json.ts";
import type { Value, ValueObject } from "../base/value.ts";
import type { AdapterCommand, Command, Dataset, Pipeline, Step } from "../model/pipeline.ts";

// What most steps and datasets say of themselves is left out of the text: it is what takes the time when it is read.
const plainStep: Omit<Step, "name"> = {
  base: "",
  item: null,
  command: { kind: "shell", text: "" },
  inputs: [],
  outputs: [],
  params: [],
  arguments: {},
  code: [],
  env: [],
  needs: [],
  tags: [],
  version: null,
  inPlace: [],
  inherit: true,
  cache: { kind: "always" },
  hooks: { before: null, after: null, failed: null },
  retries: { count: 0, delay: 0, backoff: 1 },
  timeout: null,
  keepGoing: false,
  resources: {},
};

const plainDataset: Omit<Dataset, "name"> = {
  type: "file",
  path: null,
  ignore: [],
  as: null,
  format: null,
  maker: null,
};

/** Of another tool's command its values, which keep their types. */
type StoredCommand =
  | Exclude<Command, AdapterCommand>
  | (Omit<AdapterCommand, "task" | "counts"> & { readonly task: string; readonly counts: string });

type StoredStep = Partial<Omit<Step, "item" | "command">> & {
  readonly name: string;
  readonly command?: StoredCommand;
  readonly item?: { readonly key: string; readonly values: string };
};
/** The first line of the text. */
type StoredHead = Omit<Pipeline, "params" | "datasets" | "steps"> & { readonly params: string };
/** The rest, by far the most. */
type StoredLists = {
  readonly datasets: readonly (Partial<Dataset> & { readonly name: string })[];
  readonly steps: readonly StoredStep[];
};

/**
 * A pipeline as two lines of text that are read back much sooner than the file it came from. Parameters keep their types.
 */
export function storedPipeline({ params, datasets, steps, ...rest }: Pipeline): string {
  const head: StoredHead = { ...rest, params: storedJson(params) };
  const lists: StoredLists = {
    datasets: datasets.map(withoutPlainDataset),
    steps: steps.map((step): StoredStep => {
      const { item, base, command, ...own } = withoutPlainStep(step);
      const rest = base === undefined || base === step.name ? own : { ...own, base };
      const kept = command === undefined ? rest : { ...rest, command: storedCommand(command) };
      return item == null ? kept : { ...kept, item: { key: item.key, values: storedJson(item.values) } };
    }),
  };
  return `${JSON.stringify(head)}\n${JSON.stringify(lists)}`;
}

/**
 * Reads the text of `storedPipeline` back, datasets and steps when they are first asked for: whoever has the plan already
 * needs none. Throws on any other, then too.
 */
export function parseStoredPipeline(text: string): Pipeline {
  const end = text.indexOf("\n");
  const { params, ...rest } = JSON.parse(text.slice(0, end)) as StoredHead;
  let lists: Pick<Pipeline, "datasets" | "steps"> | undefined;
  const read = () => {
    lists ??= listsOf(JSON.parse(text.slice(end + 1)) as StoredLists);
    return lists;
  };
  return {
    ...rest,
    params: parseStored(params) as ValueObject,
    get datasets() {
      return read().datasets;
    },
    get steps() {
      return read().steps;
    },
  };
}

function listsOf({ datasets, steps }: StoredLists): Pick<Pipeline, "datasets" | "steps"> {
  return {
    datasets: datasets.map((dataset) => ({ ...plainDataset, ...dataset })),
    steps: steps.map(({ item, command, ...step }) => ({
      ...plainStep,
      base: step.name,
      ...step,
      command: command === undefined ? plainStep.command : commandOf(command),
      item: item === undefined ? null : { key: item.key, values: parseStored(item.values) as ValuesOf },
    })),
  };
}

const storedCommand = (command: Command): StoredCommand =>
  command.kind === "adapter"
    ? { ...command, task: storedJson(command.task), counts: storedJson(command.counts) }
    : command;

const commandOf = (command: StoredCommand): Command =>
  command.kind === "adapter"
    ? {
        ...command,
        task: parseStored(command.task) as ValueObject,
        counts: parseStored(command.counts) as ValueObject,
      }
    : command;

const withoutPlainDataset = without<Dataset>(plainDataset);
const withoutPlainStep = without<Step>(plainStep);

type ValuesOf = { readonly [name: string]: Value };

/** Answers the members that are not as in `plain`. */
function without<Own extends { readonly name: string }>(plain: Omit<Own, "name">) {
  const keys = Object.keys(plain) as (keyof typeof plain)[];
  return (own: Own): Partial<Own> & { readonly name: string } => {
    const kept = { name: own.name } as { -readonly [Key in keyof Own]?: Own[Key] } & { name: string };
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as (typeof keys)[number];
      if (!isAlike(own[key], plain[key])) kept[key] = own[key];
    }
    return kept;
  };
}

/** Whether a value is a plain one, which are lists without items, and mappings that hold no other. */
function isAlike(value: unknown, plain: unknown): boolean {
  if (value === plain) return true;
  if (typeof value !== "object" || typeof plain !== "object" || value === null || plain === null)
    return false;
  if (Array.isArray(value)) return value.length === 0;
  const [own, known] = [value as { [key: string]: unknown }, plain as { [key: string]: unknown }];
  for (const key in own) if (!Object.hasOwn(known, key) || own[key] !== known[key]) return false;
  for (const key in known) if (!Object.hasOwn(own, key)) return false;
  return true;
}
