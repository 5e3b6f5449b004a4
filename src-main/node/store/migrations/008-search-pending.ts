/**
 * Runs whose entries in the search index are not up to date, by their `seq`: noted with each change of a run, and indexed
 * many at a time, by whoever searches at the latest.
 */
export const searchPending = `
CREATE TABLE search_pending (
  run INTEGER PRIMARY KEY
) STRICT;
`;
