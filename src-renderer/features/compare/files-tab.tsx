import { byCodeUnit } from "../../../src-main/core/base/json.ts";
import { diffRows } from "../../../src-main/core/diff/records.ts";
import type { FileFact, RecordDiff } from "../../../src-main/core/model/run-diff.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { FilePair } from "./file-pair.tsx";
import { FileTable } from "./section-tables.tsx";
import type { Sides } from "./sides.ts";

/** Inputs or outputs by name, digest and size, and a look inside the chosen one. */
export function FilesTab(props: {
  readonly section: "inputs" | "outputs";
  readonly part: RecordDiff<FileFact>;
  readonly sides: Sides;
  readonly onlyDifferences: boolean;
  readonly current: string | null;
  readonly onChoose: (name: string) => void;
}) {
  const { section, part, sides, onlyDifferences } = props;
  const rows = diffRows(onlyDifferences ? { ...part, same: {} } : part, byCodeUnit);
  const shown =
    rows.find(({ key }) => key === props.current) ?? rows.find(({ change }) => change !== "same") ?? rows[0];
  return (
    <div className={classes.stack}>
      <Panel flush>
        <FileTable
          section={section}
          part={part}
          sides={sides}
          onlyDifferences={onlyDifferences}
          words
          current={shown?.key ?? null}
          onChoose={props.onChoose}
        />
      </Panel>
      {shown !== undefined && (
        <FilePair
          key={shown.key}
          role={section === "inputs" ? "input" : "output"}
          name={shown.key}
          path={shown.to?.path ?? shown.from?.path ?? shown.key}
          inFrom={shown.from !== undefined}
          inTo={shown.to !== undefined}
          sides={sides}
        />
      )}
    </div>
  );
}
