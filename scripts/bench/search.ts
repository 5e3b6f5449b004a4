import { answerQuestion, type Question } from "../../src-main/node/app/reader-questions.ts";
import { openReader } from "../../src-main/node/store/database.ts";
import { milliseconds, table } from "./report.ts";
import { indexingCosts, indexSize, opened, searchLibrary } from "./search-library.ts";

/** What is searched for, by kind; each asks for something common, something rare and something between. */
const queries: { readonly [kind: string]: readonly string[] } = {
  term: ["chocolate", "velvet", "notes:vanilla", "adamw"],
  phrase: ['"chocolate vanilla"', '"vanilla chocolate"~3', 'name:"mnist chocolate"'],
  prefix: ["choc*", "notes:ve*", "params.model:resnet*"],
  "infix wildcard": ["*ocola*", "params.model:*net*", "vel?et"],
  fuzzy: ["chocolat~", "vanila~1", "tags:bseline~"],
  "numeric range": [
    "metrics.loss:[0.1 TO 0.11]",
    "metrics.accuracy:>0.5",
    "params.lr:<1e-4",
    "duration:>3500",
  ],
  "date range": ["started:[2025-01 TO 2025-02]", "started:>=2026-06", "started:2025-03-04"],
  "field group": [
    'tags:(+work -"fun-stuff")',
    "status:(failed OR cancelled)",
    "params.optimizer:(adam lion)",
  ],
  "keyword of every run": ["kind:script", "metrics.loss:*", "script"],
  "five clauses": [
    "kind:script AND status:failed AND params.lr:>0.01 AND chocolate AND tags:baseline",
    '+params.optimizer:adam* +metrics.val_loss:<0.2 -tags:work "vanilla" params.dataset:*a*',
    "chocolate vanila~ vel* started:>2026-01 -status:failed",
  ],
};

type Times = { readonly wall: readonly number[]; readonly cpu: readonly number[] };

/** A table of searches in a generated library of so many runs, as the process that the window asks performs them. */
export async function searchSection(cache: string, runs: number, rounds: number): Promise<string> {
  const { folder, indexing } = await searchLibrary(cache, runs);
  const library = await opened(folder);
  const size = indexSize(library);
  const { one, among, tagged } = indexingCosts(library);
  const path = library.database.name;
  library.close();
  const database = openReader(path);
  const timesOf = (question: Question, times: number): Times => {
    const all = Array.from({ length: times }, () => {
      const [start, used] = [performance.now(), process.cpuUsage()];
      answerQuestion(database, question);
      const { user, system } = process.cpuUsage(used);
      return { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 };
    });
    return { wall: all.map(({ wall }) => wall), cpu: all.map(({ cpu }) => cpu) };
  };
  const rows = Object.entries(queries).map(([kind, of]) => {
    const all = of.map((query) => {
      const request = { query, project: null, offset: 0, sort: null };
      const page = timesOf({ kind: "page", request: { ...request, limit: 50 }, columns: [] }, rounds);
      const count = timesOf({ kind: "count", request: { ...request, limit: 0 } }, Math.ceil(rounds / 4));
      return { query, page, count };
    });
    const pages = all.flatMap(({ page }) => page.wall);
    return [
      kind,
      all.map(({ query }) => `\`${query.replaceAll("|", "\\|")}\``).join("<br>"),
      `${milliseconds(middle(pages))} (${milliseconds(Math.max(...pages))})`,
      milliseconds(middle(all.flatMap(({ page }) => page.cpu))),
      all.map(({ page }) => milliseconds(middle(page.wall))).join(", "),
      all.map(({ count }) => milliseconds(middle(count.wall))).join(", "),
    ];
  });
  database.close();
  return [
    `### ${runs.toLocaleString("en")} runs\n`,
    `The index takes ${megabytes(size.index)} of the ${megabytes(size.all)} of the database, ${(size.index / runs / 1024).toFixed(1)} kB a run. Indexing takes, of the CPU, ${indexing.toFixed(2)} ms a run when an index is made of all; in this library ${among.toFixed(2)} ms for one of a thousand more runs, ${one.toFixed(2)} ms for one by itself, read back in both cases, and ${tagged.toFixed(2)} ms after a tag was added.\n`,
    table(
      ["search", "queries", "first page, median (worst)", "of the CPU", "median of each", "total of each"],
      rows,
    ),
  ].join("\n");
}

function middle(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MB`;
