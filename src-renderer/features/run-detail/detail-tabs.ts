/** What is told of a run, each in a tab of its own; the names are what tests and screen readers know them by. */
export const detailTabs = [
  "Overview",
  "Graph",
  "Parameters",
  "Metrics",
  "Inputs",
  "Outputs",
  "Code",
  "Logs",
  "Environment",
  "Timeline",
] as const;
export type DetailTab = (typeof detailTabs)[number];
