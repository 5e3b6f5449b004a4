import { compound, fieldId, selectRuns } from "./compile.ts";
import type { Resolved } from "./resolve.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * Selects (`run`, `score`) of what a plan's clauses give to the runs that match it; a run may stand several times, what it has
 * counts together. A clause that a run matches gives its boost times:
 *
 * - words in texts: BM25 as FTS5 has it (how often, in how long a text, how rare);
 * - words in keywords: how rare they are among runs, by the same formula;
 * - patterns, ranges, numbers, dates and existence: 1, as in Lucene.
 *
 * A clause in a group counts only where the group matches; prohibited ones give nothing, nor does what matches everything.
 */
function selectScores(plan: Resolved, boost = 1): Sql | null {
  switch (plan.kind) {
    case "all":
    case "none":
      return null;
    case "boost":
      return selectScores(plan.plan, boost * plan.factor);
    case "bool":
      return scoresOfGroup(plan, boost);
    case "texts":
      if (!plan.isRanked) return constant(plan, boost);
      return compound(
        plan.matches.map(
          (match) =>
            sql`SELECT rowid AS run, ${boost} * -rank AS score FROM search_texts WHERE search_texts MATCH ${match}`,
        ),
        sql` UNION ALL `,
      );
    case "links": {
      if (!plan.isRanked) return constant(plan, boost);
      const runs = sql`SELECT DISTINCT run FROM (${selectRuns(plan)})`;
      return sql`SELECT run, ${boost} * max(1e-6, ln((${runCount} - count(*) OVER () + 0.5) / (count(*) OVER () + 0.5))) AS score FROM (${runs})`;
    }
    default:
      return constant(plan, boost);
  }
}

const runCount = sql`(SELECT count(*) FROM search_dates WHERE field = ${fieldId("created")})`;

const constant = (plan: Resolved, boost: number): Sql =>
  sql`SELECT DISTINCT seq AS run, ${boost} AS score FROM (SELECT NULL AS seq WHERE FALSE UNION ALL SELECT * FROM (${selectRuns(plan)}))`;

function scoresOfGroup(plan: Extract<Resolved, { kind: "bool" }>, boost: number): Sql | null {
  const parts = [...plan.must, ...plan.should].flatMap((one) => {
    const scores = selectScores(one, boost);
    return scores === null ? [] : [sql`SELECT * FROM (${scores})`];
  });
  if (parts.length === 0) return null;
  const all = compound(parts, sql` UNION ALL `);
  // Where one clause is enough and none is prohibited, whoever matches a clause matches the group.
  const isOpen = plan.must.length === 0 && plan.mustNot.length === 0;
  return isOpen ? all : sql`SELECT * FROM (${all}) WHERE run IN (${selectRuns(plan)})`;
}

/** Every run with what it has on all, as a table for `FROM`. */
export function totalScores(plan: Resolved): Sql {
  const scores = selectScores(plan);
  return scores === null
    ? sql`(SELECT NULL AS run, 0.0 AS score WHERE FALSE)`
    : sql`(SELECT run, sum(score) AS score FROM (${scores}) GROUP BY run)`;
}
