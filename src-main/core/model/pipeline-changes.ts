/** What became of one part of a pipeline; `facets` say what of it, where it was changed. */
export type PartChange = {
  readonly part: "pipeline" | "step" | "parameter" | "dataset";
  /** Empty for the pipeline itself. */
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  readonly facets: readonly FacetChange[];
};

/** Null: there was, or is, nothing. */
export type FacetChange = {
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
};
