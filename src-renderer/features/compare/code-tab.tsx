import { useEffect, useRef } from "react";
import { type DiffRow, diffRows } from "../../../src-main/core/diff/records.ts";
import type { FileFact, RunParts } from "../../../src-main/core/model/run-diff.ts";
import { LineCountsText } from "../../text-diff/line-counts.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { FilePair } from "./file-pair.tsx";
import type { PairOfSides } from "./sides.ts";
import { useLineCounts } from "./use-line-counts.ts";

/** The files that counted for two runs, with what changed in each; the chosen one side by side. */
export function CodeTab(props: {
  readonly code: RunParts["code"];
  readonly pair: PairOfSides;
  readonly onlyDifferences: boolean;
  readonly search: string;
  readonly current: string | null;
  readonly onChoose: (path: string) => void;
}) {
  const { code, pair, current, search } = props;
  const counts = useLineCounts(code, pair.from.run.id, pair.to.run.id);
  const rows = diffRows(props.onlyDifferences ? { ...code, same: {} } : code);
  const shown =
    rows.find(({ key }) => key === current) ?? rows.find(({ change }) => change === "changed") ?? rows[0];
  return (
    <div className={classes.code}>
      <div className={classes.fileList}>
        <Panel flush>
          <ul className={classes.files} aria-label="Files">
            {rows.map((row) => (
              <li key={row.key}>
                <FileButton
                  row={row}
                  current={row.key === shown?.key}
                  counts={counts.get(row.key)}
                  onChoose={props.onChoose}
                />
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      {shown !== undefined && (
        <FilePair
          key={shown.key}
          fileRole="code"
          name={shown.key}
          path={shown.key}
          inFrom={shown.from !== undefined}
          inTo={shown.to !== undefined}
          pair={pair}
          search={search}
        />
      )}
    </div>
  );
}

function FileButton(props: {
  readonly row: DiffRow<FileFact>;
  readonly current: boolean;
  readonly counts: Parameters<typeof LineCountsText>[0]["counts"] | undefined;
  readonly onChoose: (path: string) => void;
}) {
  const { row, current, counts } = props;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <button
      ref={button}
      type="button"
      className={classes.file}
      data-key={row.key}
      data-change={row.change}
      aria-current={current || undefined}
      onClick={() => props.onChoose(row.key)}
    >
      <span className={classes.filePath}>{row.key}</span>
      {row.change !== "changed" && <span className={classes.fileWord}>{row.change}</span>}
      {row.change !== "same" && counts !== undefined && <LineCountsText counts={counts} />}
    </button>
  );
}
