/**
 * How the values of a field are kept and compared. Parameters and properties are keywords or numbers, each value by
 * itself.
 */
export type FieldKind = "keyword" | "text" | "number" | "date";

const keyword = ["keyword"] as const;
const text = ["text"] as const;
const number = ["number"] as const;
const date = ["date"] as const;
const mixed = ["keyword", "number"] as const;

const fixed: ReadonlyMap<string, readonly FieldKind[]> = new Map<string, readonly FieldKind[]>([
  ["id", keyword],
  ["name", keyword],
  ["project", keyword],
  ["status", keyword],
  ["kind", keyword],
  ["cache", keyword],
  ["pipeline", keyword],
  ["step", keyword],
  ["tags", keyword],
  ["signature", keyword],
  ["git.commit", keyword],
  ["git.branch", keyword],
  ["host", keyword],
  ["user", keyword],
  ["inputs", keyword],
  ["outputs", keyword],
  ["notes", text],
  ["code", text],
  ["command", text],
  ["error", text],
  ["log", text],
  ["duration", number],
  ["created", date],
  ["started", date],
  ["ended", date],
]);

const families: readonly (readonly [prefix: string, kinds: readonly FieldKind[]])[] = [
  ["params.", mixed],
  ["properties.", mixed],
  ["env.", keyword],
  ["metrics.", number],
];

/**
 * The properties every run has under these names even if nobody set them: its name, and its start. A run with a
 * property of that name has its own instead.
 */
export const titleProperty = "properties.title";
export const timestampProperty = "properties.timestamp";

/** Stands among the fields of a run whose console was indexed in part. No query can name it. */
export const cutLogs = "log (cut)";

/** The fields that every library has, whatever its runs. */
export const fixedFields: readonly string[] = [...fixed.keys()];

/** What a field's values may be, or null for a name that no run can have. */
export function fieldKinds(name: string): readonly FieldKind[] | null {
  if (name === timestampProperty) return [...mixed, "date"];
  const known = fixed.get(name);
  if (known !== undefined) return known;
  return families.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}

export const isFixedField = (name: string): boolean => fixed.has(name);

/** Text fields in which a clause without a field looks. */
export const defaultTextFields: readonly string[] = ["notes", "code"];

/** Whether a clause without a field looks in this keyword field. */
export const isDefaultKeyword = (name: string): boolean =>
  ["id", "name", "project", "status", "tags"].includes(name) ||
  name.startsWith("params.") ||
  name.startsWith("properties.");

/** The fields of the runs at hand: which dynamic ones there are (`params.lr`, `metrics.loss`). */
export type FieldCatalog = {
  readonly has: (name: string) => boolean;
  /** All dynamic names, for patterns and suggestions; asked for only then. */
  readonly names: () => readonly string[];
  /** Whether a run's console was too long to be indexed as a whole. */
  readonly hasCutLogs: () => boolean;
};
