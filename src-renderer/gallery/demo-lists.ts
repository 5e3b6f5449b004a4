import type { Completions } from "../../src-main/core/contract/completions.ts";
import type { GroupsPage, GroupsQuery } from "../../src-main/core/contract/run-lists.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";

/** Runs by one keyword field or another; means of their metrics. */
export function groupsOf(runs: readonly RunRow[], { by, measures, offset, limit }: GroupsQuery): GroupsPage {
  const keyOf = (run: RunRow) =>
    by.map((field) => {
      const value = field.startsWith("params.")
        ? run.params[field.slice("params.".length)]
        : run[field as "status" | "project" | "name"];
      return typeof value === "string" || typeof value === "number" ? value : null;
    });
  const groups = new Map<string, RunRow[]>();
  for (const run of runs) {
    const key = JSON.stringify(keyOf(run));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return {
    total: groups.size,
    diagnostics: [],
    groups: [...groups.values()].slice(offset, offset + limit).map((members) => ({
      key: members[0] === undefined ? [] : keyOf(members[0]),
      runs: members.length,
      newest: Math.max(...members.map(({ started }) => started ?? 0)),
      measures: measures.map((field) => spread(members, field)),
    })),
  };
}

function spread(runs: readonly RunRow[], field: string) {
  const numbers = runs.flatMap((run) => {
    const value = field === "duration" ? lasted(run) : run.metrics[field.replace(/^metrics\./, "")];
    return typeof value === "number" ? [value] : [];
  });
  const count = numbers.length;
  const mean = count === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / count;
  if (mean === null || count === 1) return { count, mean, deviation: null };
  const squares = numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { count, mean, deviation: Math.sqrt(squares / (count - 1)) };
}

const lasted = ({ started, ended }: RunRow): number | null =>
  started === null || ended === null ? null : (ended - started) / 1_000;

/** Enough fields and values to see the completion of the search bar. */
export function completions(field: string | null, prefix: string): Completions {
  const fields = [
    { name: "status", kinds: ["keyword"] as const, runs: 53 },
    { name: "started", kinds: ["date"] as const, runs: 53 },
    { name: "name", kinds: ["text"] as const, runs: 53 },
    { name: "metrics.accuracy", kinds: ["number"] as const, runs: 47 },
    { name: "params.train.lr", kinds: ["number"] as const, runs: 13 },
    { name: `params.${"very_long_".repeat(20)}name`, kinds: ["keyword", "number"] as const, runs: 1 },
  ];
  const statuses = [
    { value: "succeeded", runs: 44 },
    { value: "failed", runs: 5 },
    { value: "interrupted", runs: 1 },
  ];
  return {
    fields: field === null ? fields.filter(({ name }) => name.includes(prefix.toLowerCase())) : [],
    values: field === "status" ? statuses.filter(({ value }) => value.includes(prefix.toLowerCase())) : [],
  };
}
