import { formatOf } from "../model/format.ts";
import type { Dataset, Format } from "../model/pipeline.ts";
import { checkPathTemplates } from "./check-templates.ts";
import { type Checker, complain, warn } from "./checker.ts";
import type { DraftDataset, DraftStep, Written } from "./draft.ts";
import type { Item } from "./foreach.ts";
import { shown } from "./names.ts";
import { reservedSegment, sourcePathComplaint, tidyPath, workspacePathComplaint } from "./paths.ts";
import { contentAt, keyAt } from "./problem.ts";
import { itemValues, type ScopeOfItems } from "./scope.ts";
import { itemPlacer, parseTemplate } from "./templates.ts";

/** A dataset as the file names it, and what it is in the pipeline: for an output of a `foreach` one for each item. */
export type Resolved = {
  readonly dataset: Dataset;
  /** Leaves that its path names. */
  readonly params: ReadonlySet<string>;
  readonly made: readonly Dataset[];
  /** By the key of the item that makes it; null without items. */
  readonly byItem: ReadonlyMap<string, Dataset> | null;
};

/** All datasets of a file by name: those it declares, in file order, then those that only steps exchange. */
export function resolveDatasets(
  checker: Checker,
  scopes: ReadonlyMap<string, readonly ScopeOfItems[]>,
): ReadonlyMap<string, Resolved> {
  const resolve = (draft: DraftDataset): Resolved => {
    const maker = checker.makers.get(draft.name)?.step ?? null;
    return resolveDataset(checker, draft, maker, maker === null ? [] : (scopes.get(maker.name) ?? []));
  };
  const resolved = new Map(checker.draft.datasets.map((draft) => [draft.name, resolve(draft)]));
  for (const name of checker.makers.keys()) {
    if (!resolved.has(name))
      resolved.set(name, resolve({ name, path: null, type: null, ignore: [], as: null, format: null }));
  }
  return resolved;
}

function resolveDataset(
  checker: Checker,
  draft: DraftDataset,
  maker: DraftStep | null,
  scopes: readonly ScopeOfItems[],
): Resolved {
  const tidy = draft.path === null ? null : tidyPath(draft.path.text);
  const type = draft.type ?? (tidy?.directory ? "directory" : "file");
  checkKind(checker, draft, { type, slash: tidy?.directory ?? false, made: maker !== null });
  const dataset: Dataset = {
    name: draft.name,
    type,
    path: tidy?.path ?? null,
    ignore: draft.ignore,
    as: draft.as,
    format: formatFor(draft),
    maker: maker?.name ?? null,
  };
  const params =
    draft.path === null ? new Set<string>() : checkPath(checker, draft.path, maker !== null, scopes);
  const items = maker === null ? null : (checker.items.get(maker.name)?.list ?? null);
  if (maker === null || items === null) return { dataset, params, made: [dataset], byItem: null };
  const byItem = datasetsOfItems(checker, draft.path, dataset, maker, items);
  return { dataset, params, made: [...byItem.values()], byItem };
}

/** Metrics are JSON, whatever their path. */
function formatFor({ format, as, path }: DraftDataset): Format | null {
  if (format !== null || as !== "metrics") return format;
  return formatOf({ format, path: path?.text ?? null }) === "json" ? null : "json";
}

function checkKind(
  checker: Checker,
  draft: DraftDataset,
  { type, slash, made }: { readonly type: Dataset["type"]; readonly slash: boolean; readonly made: boolean },
): void {
  if (draft.path !== null && slash && draft.type === "file") {
    const message = `${shown(draft.path.text)} ends in a slash, so it is no file`;
    complain(checker, contentAt(...draft.path.at), {
      code: "bad-path",
      message,
      remedy: "Write type: directory, or no slash.",
    });
  }
  const at = (key: string) => contentAt("datasets", draft.name, key);
  if (draft.as !== null && type === "directory") {
    const message = `A directory cannot be read as ${draft.as}`;
    complain(checker, at("as"), { code: "bad-value", message, remedy: "Make it a file." });
  }
  if (draft.format !== null && type === "directory") {
    const message = "A directory has no format: functions get its path";
    complain(checker, at("format"), { code: "bad-value", message, remedy: "Remove `format`." });
  }
  if (draft.as === "metrics" && draft.format !== null && draft.format !== "json") {
    const message = `Metrics are JSON, not ${draft.format}`;
    complain(checker, at("format"), { code: "bad-value", message, remedy: "Remove `format`." });
  }
  if (draft.path === null && !made && !checker.doubt.datasets) {
    const message = `No step makes ${shown(draft.name)}, and it has no path`;
    const remedy = "Write where it is, or name it in the outputs of a step.";
    complain(checker, keyAt("datasets", draft.name), { code: "source-without-path", message, remedy });
  }
}

function checkPath(
  checker: Checker,
  path: Written,
  made: boolean,
  scopes: readonly ScopeOfItems[],
): ReadonlySet<string> {
  const complaint = made ? workspacePathComplaint(path.text) : sourcePathComplaint(path.text);
  if (complaint !== null) complain(checker, contentAt(...path.at), complaint);
  const reserved = reservedSegment(path.text);
  if (reserved !== null) {
    const message = `Windows cannot have a file named ${shown(reserved)}`;
    warn(checker, contentAt(...path.at), {
      code: "reserved-name",
      message,
      remedy: "Choose another name if this is to work there.",
    });
  }
  return checkPathTemplates(
    checker,
    path,
    made,
    scopes.map(({ scope }) => scope),
  );
}

/** What the items of a step make of one dataset, by their keys, their values put into its path. */
function datasetsOfItems(
  checker: Checker,
  written: Written | null,
  dataset: Dataset,
  maker: DraftStep,
  items: readonly Item[],
): ReadonlyMap<string, Dataset> {
  const place = dataset.path === null ? null : itemPlacer(dataset.path);
  const made = new Map(
    items.map(({ key, values }): [string, Dataset] => [
      key,
      {
        ...dataset,
        name: `${dataset.name}@${key}`,
        maker: `${maker.name}@${key}`,
        path: place?.(itemValues(values)) ?? null,
      },
    ]),
  );
  if (written !== null) checkItemPaths(checker, written, dataset, [...made.values()]);
  return made;
}

/** Items whose signatures are in their paths are apart by these; others have to be by their values. */
function checkItemPaths(
  checker: Checker,
  written: Written,
  dataset: Dataset,
  made: readonly Dataset[],
): void {
  const signed = parseTemplate(written.text).parts.some(({ kind }) => kind === "signature");
  const seen = new Map<string, string>();
  for (const { path, name } of made) {
    if (path === null) continue;
    const other = seen.get(path);
    const complaint =
      other !== undefined && !signed
        ? {
            code: "same-path",
            message: `Outputs ${shown(other)} and ${shown(name)} are at the same path`,
            remedy: `Tell the items apart: write their values, or {signature}, into the path of ${dataset.name}.`,
          }
        : path === dataset.path
          ? null
          : workspacePathComplaint(path);
    if (complaint !== null) {
      complain(checker, contentAt(...written.at), complaint);
      return;
    }
    seen.set(path, name);
  }
}
