import { Button } from "@mantine/core";
import { changeAt } from "../../../src-main/core/diff/facets.ts";
import type { Facet, FacetRow } from "../../../src-main/core/model/comparison.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { FileFact, RunParts } from "../../../src-main/core/model/run-diff.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { LookInside } from "./look-inside.tsx";
import { FileTable } from "./section-tables.tsx";
import { differing, sortedRows } from "./sections.ts";
import type { PairOfSides, Sides } from "./sides.ts";

/** Inputs or outputs by name, digest and size, and a look inside the chosen one. */
export function FilesTab(props: {
  readonly section: "inputs" | "outputs";
  readonly facet: Facet<FileFact>;
  /** How many more are the same in all runs. */
  readonly more: number;
  readonly diff: RunParts["inputs"];
  readonly sides: Sides;
  readonly pair: PairOfSides;
  readonly onlyDifferences: boolean;
  readonly search: string;
  readonly current: string | null;
  readonly onChoose: (name: string) => void;
  readonly onFocus: (id: RunId) => void;
}) {
  const { section, facet, diff, sides, onlyDifferences } = props;
  const rows = sortedRows(onlyDifferences ? differing(facet) : facet);
  const shown =
    rows.find(({ key }) => key === props.current) ??
    rows.find(({ key }) => Object.hasOwn(diff.changed, key)) ??
    rows[0];
  const [from, to] = shown === undefined ? [undefined, undefined] : factsOf(diff, shown.key);
  return (
    <div className={classes.stack}>
      <Panel flush>
        <FileTable
          section={section}
          facet={facet}
          more={props.more}
          sides={sides}
          onlyDifferences={onlyDifferences}
          search={props.search}
          words
          current={shown?.key ?? null}
          onChoose={props.onChoose}
        />
      </Panel>
      {shown !== undefined && sides.length > 2 && (
        <DiffersIn row={shown} sides={sides} pair={props.pair} onFocus={props.onFocus} />
      )}
      {shown !== undefined && (from !== undefined || to !== undefined) && (
        <LookInside
          key={shown.key}
          fileRole={section === "inputs" ? "input" : "output"}
          name={shown.key}
          from={from}
          to={to}
          pair={props.pair}
          onlyDifferences={onlyDifferences}
          search={props.search}
        />
      )}
    </div>
  );
}

/** Of many runs the one that is laid beside the baseline may have the same file: which ones have another. */
function DiffersIn(props: {
  readonly row: FacetRow<FileFact>;
  readonly sides: Sides;
  readonly pair: PairOfSides;
  readonly onFocus: (id: RunId) => void;
}) {
  const { row, sides, pair } = props;
  if (changeAt(row, sides.indexOf(pair.to)) !== "same") return null;
  const others = sides.filter((_, run) => changeAt(row, run) !== "same");
  if (others.length === 0) return null;
  return (
    <p className={classes.differsIn}>
      {row.key} is the same in {pair.from.label} and {pair.to.label}. It differs in
      {others.slice(0, 8).map((side) => (
        <Button key={side.run.id} variant="default" onClick={() => props.onFocus(side.run.id)}>
          {side.label}
        </Button>
      ))}
    </p>
  );
}

/** A key's fact on either side. */
export function factsOf<T>(
  diff: {
    readonly added: { readonly [key: string]: T };
    readonly removed: { readonly [key: string]: T };
    readonly changed: { readonly [key: string]: readonly [T, T] };
    readonly same: { readonly [key: string]: T };
  },
  key: string,
): readonly [from: T | undefined, to: T | undefined] {
  if (Object.hasOwn(diff.changed, key)) return diff.changed[key] as readonly [T, T];
  if (Object.hasOwn(diff.same, key)) return [diff.same[key], diff.same[key]];
  return [
    Object.hasOwn(diff.removed, key) ? diff.removed[key] : undefined,
    Object.hasOwn(diff.added, key) ? diff.added[key] : undefined,
  ];
}
