import { useState } from "react";
import { displayValue, parsePlainJson } from "../../../src-main/core/base/json.ts";
import { isValueObject, type Value } from "../../../src-main/core/base/value.ts";
import { countText, plural } from "../../ui/format.ts";
import classes from "./json-tree.module.css";

/** Members of a list or object that are drawn before somebody asks for more. */
const drawnAtOnce = 100;

/** The value of a JSON text with all digits of its numbers; undefined where it is none. */
export function parsedJson(text: string): Value | undefined {
  try {
    return parsePlainJson(text);
  } catch {
    return undefined;
  }
}

/** A JSON value to be unfolded; what is folded is not drawn, so that large ones open at once. */
export function JsonTree({ name, value }: { readonly name: string; readonly value: Value }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
    <section className={classes.tree} aria-label={name} tabIndex={0}>
      <Node label={null} value={value} depth={0} />
    </section>
  );
}

function Node(props: { readonly label: string | null; readonly value: Value; readonly depth: number }) {
  const { label, value, depth } = props;
  const members = membersOf(value);
  const [open, setOpen] = useState(depth === 0 || (depth === 1 && (members?.length ?? 0) <= 8));
  const [drawn, setDrawn] = useState(drawnAtOnce);
  const key = label === null ? null : <span className={classes.key}>{label}: </span>;
  if (members === null) {
    return (
      <div className={classes.leaf}>
        {key}
        <span data-kind={value === null ? "null" : typeof value}>
          {typeof value === "string" ? JSON.stringify(value) : displayValue(value)}
        </span>
      </div>
    );
  }
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.fold}>
        {key}
        <span className={classes.count}>
          {Array.isArray(value)
            ? `[${plural(members.length, "item")}]`
            : `{${plural(members.length, "key")}}`}
        </span>
      </summary>
      {open && (
        <div className={classes.members}>
          {members.slice(0, drawn).map(([name, member]) => (
            <Node key={name} label={name} value={member} depth={depth + 1} />
          ))}
          {members.length > drawn && (
            <button type="button" className={classes.more} onClick={() => setDrawn(drawn + drawnAtOnce * 10)}>
              Show more of {countText(members.length)}
            </button>
          )}
        </div>
      )}
    </details>
  );
}

function membersOf(value: Value): readonly (readonly [string, Value])[] | null {
  if (Array.isArray(value)) return value.map((member: Value, index) => [String(index), member] as const);
  return isValueObject(value) ? Object.entries(value) : null;
}
