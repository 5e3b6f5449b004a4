import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { countText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { Breakable, CountBadge } from "../../ui/text.tsx";
import { type ParameterRow, parameterRows } from "./parameter-rows.ts";
import classes from "./run-detail.module.css";

/** More rows than this are not drawn at once; the filter narrows them. */
const drawn = 1_000;

/** What the run was given: its own parameters, and those that come from the steps before it. */
export function ParametersTab({ detail }: { readonly detail: RunDetail }) {
  const [text, setText] = useState("");
  const rows = useMemo(() => parameterRows(detail), [detail]);
  if (rows.length === 0)
    return <EmptyState title="No parameters">Nothing was passed to this run.</EmptyState>;
  const wanted = text.toLowerCase();
  const found = rows.filter(
    (row) => row.name.toLowerCase().includes(wanted) || row.text.toLowerCase().includes(wanted),
  );
  const inherited = found.filter((row) => !row.own);
  return (
    <div className={classes.cards}>
      <TextInput
        aria-label="Filter parameters"
        placeholder="Filter parameters"
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ParameterTable
        title={detail.kind === "step" ? "Own" : "Parameters"}
        rows={found.filter((row) => row.own)}
      />
      <ParameterTable title="Inherited from the steps before it" rows={inherited} />
      {found.length === 0 && (
        <EmptyState title="Nothing found">No parameter has that name or value.</EmptyState>
      )}
    </div>
  );
}

function ParameterTable({ title, rows }: { readonly title: string; readonly rows: readonly ParameterRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Panel title={title} aside={<CountBadge count={rows.length} />} flush>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col" data-align="right">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, drawn).map((row) => (
            <tr key={row.name} data-key={row.name}>
              <th scope="row">
                <span className={classes.longName} title={row.name}>
                  <Breakable name={row.name} />
                </span>
              </th>
              <td className={classes.type}>{row.type}</td>
              <td className={classes.value}>
                <span className={classes.valueText}>{row.text}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > drawn && (
        <p className={classes.more}>{countText(rows.length - drawn)} more: filter to see them</p>
      )}
    </Panel>
  );
}
