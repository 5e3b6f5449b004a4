import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { displayValue } from "../../../src-main/core/base/json.ts";
import type { Value } from "../../../src-main/core/base/value.ts";
import { countDifferences, type DiffRow, diffRows } from "../../../src-main/core/diff/records.ts";
import type { FacetRow } from "../../../src-main/core/model/comparison.ts";
import type { FileDiff } from "../../../src-main/core/model/content-diff.ts";
import type { FileFact, RecordDiff } from "../../../src-main/core/model/run-diff.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { countText, plural } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { DottedName, FacetTable } from "./facet-table.tsx";
import { FilePair } from "./file-pair.tsx";
import { ImagePair } from "./image-pair.tsx";
import { searched, valueText } from "./section-tables.tsx";
import type { PairOfSides } from "./sides.ts";
import { TableCells } from "./table-cells.tsx";

type Props = {
  readonly fileRole: "input" | "output";
  readonly name: string;
  /** Undefined on a side that has no such file. */
  readonly from: FileFact | undefined;
  readonly to: FileFact | undefined;
  readonly pair: PairOfSides;
  readonly onlyDifferences: boolean;
  readonly search: string;
};

/** An input or output of two runs by what is in it: cells of a table, leaves of a document, pixels of a picture, lines. */
export function LookInside(props: Props) {
  const { fileRole: role, name, from, to, pair } = props;
  const [asText, setAsText] = useState(false);
  const both = from !== undefined && to !== undefined;
  const { value, failure, reload } = useAnswer(
    "runs.diffFile",
    both ? { baseline: pair.from.run.id, candidate: pair.to.run.id, role, name } : null,
  );
  const path = to?.path ?? from?.path ?? name;
  if (both && failure !== null) {
    return (
      <Panel title={name}>
        <ErrorNotice
          failure={failure}
          action={
            <Button variant="default" onClick={reload}>
              Try again
            </Button>
          }
        />
      </Panel>
    );
  }
  if (both && value === null) {
    return (
      <Panel title={name}>
        <div role="status" aria-label={`Comparing ${name}`}>
          <Skeleton height={12} width="60%" mb={8} />
          <Skeleton height={12} width="40%" />
        </div>
      </Panel>
    );
  }
  const other = value === null || value.kind === "text" ? null : value;
  const choice =
    other === null || other.kind === "image" ? undefined : (
      <SegmentedControl
        size="xs"
        aria-label={`Look at ${name} as`}
        value={asText ? "text" : "parts"}
        onChange={(next) => setAsText(next === "text")}
        data={[
          { value: "parts", label: other.kind === "table" ? "Table" : "Tree" },
          { value: "text", label: "Text" },
        ]}
      />
    );
  if (other === null || asText) {
    return (
      <>
        {value?.kind === "text" && value.why !== null && (
          <p className={classes.why}>{value.why}: shown as text.</p>
        )}
        <FilePair
          fileRole={role}
          name={name}
          path={path}
          inFrom={from !== undefined}
          inTo={to !== undefined}
          pair={pair}
          search={props.search}
          choice={choice}
        />
      </>
    );
  }
  const parts = partsOf(other, props);
  return (
    <Panel
      flush
      title={
        <span className={classes.fileTitle}>
          <DottedName name={name} />
          <span className={classes.fileSays}>{parts.says}</span>
        </span>
      }
      aside={choice}
    >
      {parts.body}
    </Panel>
  );
}

type Parts = { readonly says: string; readonly body: ReactNode };

function partsOf(file: Exclude<FileDiff, { kind: "text" }>, props: Props): Parts {
  const { pair, search, name } = props;
  switch (file.kind) {
    case "table": {
      const { cells, counts } = file.diff;
      const parts = [
        cells.changed > 0 &&
          `${countText(cells.changed)} of ${plural(cells.total, "cell")} ${cells.changed === 1 ? "differs" : "differ"}`,
        counts.added > 0 && `${plural(counts.added, "row")} added`,
        counts.removed > 0 && `${plural(counts.removed, "row")} removed`,
        columnsText(file.diff.columns, "added"),
        columnsText(file.diff.columns, "removed"),
      ].filter(Boolean);
      return {
        says: parts.length === 0 ? "all cells are the same" : parts.join(" · "),
        body: <TableCells name={name} diff={file.diff} pair={pair} search={search} />,
      };
    }
    case "json": {
      const different = countDifferences(file.diff);
      const all = different + Object.keys(file.diff.same).length;
      return {
        says:
          different === 0
            ? "all values are the same"
            : `${countText(different)} of ${plural(all, "value")} ${different === 1 ? "differs" : "differ"}`,
        body: <JsonTree {...props} diff={file.diff} />,
      };
    }
    case "image":
      return { says: "", body: <ImagePair name={name} file={file} pair={pair} /> };
  }
}

function columnsText(
  columns: readonly { readonly change: string }[],
  change: "added" | "removed",
): string | null {
  const count = columns.filter((column) => column.change === change).length;
  return count === 0 ? null : `${plural(count, "column")} ${change}`;
}

function JsonTree(props: Props & { readonly diff: RecordDiff<Value> }) {
  const { diff, pair, onlyDifferences, search, name } = props;
  const rows = useMemo(() => {
    const all = diffRows(onlyDifferences ? { ...diff, same: {} } : diff).map(rowOf);
    return [...searched(all, search, displayValue)];
  }, [diff, onlyDifferences, search]);
  const sides = useMemo(() => [pair.from, pair.to], [pair]);
  return (
    <FacetTable
      label={`Values of ${name}`}
      keyTitle="Value"
      rows={rows}
      sides={sides}
      show={valueText}
      words
      tree
    />
  );
}

/** A row of two sides as a table of several runs has it. */
function rowOf({ key, from, to }: DiffRow<Value>): FacetRow<Value> {
  if (from === undefined) return { key, values: [to as Value], at: [-1, 0] };
  if (to === undefined) return { key, values: [from], at: [0, -1] };
  return from === to ? { key, values: [from], at: null } : { key, values: [from, to], at: [0, 1] };
}
