import { type Diagnostic, problem } from "../../../core/model/diagnostic.ts";
import { type FieldCatalog, fieldKinds, isFixedField } from "../../../core/query/fields.ts";
import { fieldId } from "./compile.ts";
import type { SearchRequest } from "./search-runs.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

/** What runs are ordered by, but for `score`. */
export function orderOf(sort: SearchRequest["sort"]): Sql {
  if (sort === null) return sql`coalesce(started, created) DESC, seq DESC`;
  const value = sortValue(sort.field, sort.descending);
  return sql`${value} IS NULL, ${value} ${sort.descending ? sql`DESC` : sql`ASC`}, runs.seq DESC`;
}

/** The value of a run to sort by: of several the one that comes first. SQLite sorts numbers before texts. */
function sortValue(field: string, descending: boolean): Sql {
  const end = descending ? sql`max` : sql`min`;
  const selects = (fieldKinds(field) ?? []).map((kind): Sql => {
    switch (kind) {
      case "number":
        return sql`(SELECT ${end}(value) FROM search_numbers WHERE run = runs.seq AND field = ${fieldId(field)})`;
      case "date":
        return sql`(SELECT ${end}(value) FROM search_dates WHERE run = runs.seq AND field = ${fieldId(field)})`;
      default:
        return sql`(SELECT ${end}(k.value) FROM search_links l JOIN search_keywords k ON k.id = l.keyword WHERE l.run = runs.seq AND l.field = ${fieldId(field)})`;
    }
  });
  return selects.length === 1 ? (selects[0] ?? sql`NULL`) : sql`coalesce(${joinSql(selects, sql`, `)})`;
}

/** Why runs cannot be sorted by a field. */
export function sortProblems(field: string, catalog: FieldCatalog): Diagnostic[] {
  if (field === "score") return [];
  const remedy = "Sort by score, name, started, duration, params.… or metrics.…";
  const kinds = fieldKinds(field);
  if (kinds === null || !(isFixedField(field) || catalog.has(field)))
    return [problem("unknown-sort-field", `No run has a field \`${field}\` to sort by`, remedy)];
  if (!kinds.includes("text")) return [];
  return [problem("unsortable-field", `Runs cannot be sorted by the text of \`${field}\``, remedy)];
}
