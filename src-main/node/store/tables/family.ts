/**
 * The ids of a run and of all runs below it, as a subquery that binds the run once: steps of a pipeline run, and runs of
 * other trackers, which nest deeper.
 */
export const familyOf = `(WITH RECURSIVE family (id) AS (
     SELECT ? UNION ALL SELECT runs.id FROM runs JOIN family ON runs.parent = family.id)
   SELECT id FROM family)`;
