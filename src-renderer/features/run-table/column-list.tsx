import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { countText } from "../../ui/format.ts";
import classes from "./table-toolbar.module.css";

/** Something that can be chosen from a long list. */
export type ListedColumn = {
  readonly id: string;
  readonly name: string;
  /** The heading it stands under. */
  readonly section: string;
  /** Runs that have it; null where all have. */
  readonly runs: number | null;
};

type Line = { readonly heading: string } | { readonly column: ListedColumn };

const lineHeight = 28;

/** Columns to choose from, with a search; 12,000 of them are no more to draw than 12. `children` draws one. */
export function ColumnList(props: {
  readonly label: string;
  readonly columns: readonly ListedColumn[];
  readonly children: (column: ListedColumn) => ReactNode;
}) {
  const [text, setText] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(props.columns, text), [props.columns, text]);
  // As high as all of them, so that it stays as it is while some are searched for.
  const whole = useMemo(() => linesOf(props.columns, "").length * lineHeight, [props.columns]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 4,
  });
  const found = lines.filter((line) => "column" in line).length;
  return (
    <>
      <TextInput
        m={4}
        aria-label={props.label}
        placeholder={props.label}
        leftSection={<IconSearch size={14} />}
        rightSection={text === "" ? undefined : <span className={classes.found}>{countText(found)}</span>}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          scroller.current?.scrollTo({ top: 0 });
        }}
      />
      <div ref={scroller} className={classes.columnList} style={{ height: whole }}>
        <div style={{ position: "relative", height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            if (line === undefined) return null;
            return (
              <div
                key={"heading" in line ? line.heading : line.column.id}
                className={classes.columnLine}
                style={{ transform: `translateY(${start}px)` }}
              >
                {"heading" in line ? (
                  <h4 className={classes.columnGroup}>{line.heading}</h4>
                ) : (
                  props.children(line.column)
                )}
              </div>
            );
          })}
        </div>
        {found === 0 && <p className={classes.columnNone}>Nothing is called that.</p>}
      </div>
    </>
  );
}

function linesOf(columns: readonly ListedColumn[], text: string): readonly Line[] {
  const wanted = text.trim().toLowerCase();
  const lines: Line[] = [];
  let section = "";
  for (const column of columns) {
    if (!column.id.toLowerCase().includes(wanted) && !column.name.toLowerCase().includes(wanted)) continue;
    if (column.section !== section) {
      section = column.section;
      lines.push({ heading: section });
    }
    lines.push({ column });
  }
  return lines;
}
