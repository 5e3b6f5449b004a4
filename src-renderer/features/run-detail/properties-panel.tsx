import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { propertyValue } from "../../../src-main/core/model/property-value.ts";
import type { PropertyValue, RunDetail } from "../../../src-main/core/model/run.ts";
import { setProperty } from "../../actions/run-actions.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./editing.module.css";

/** A person's own keys and values on a run, each changed where it stands. Numbers, true and false are kept as such. */
export function PropertiesPanel({ detail }: { readonly detail: RunDetail }) {
  const set = (key: string, value: PropertyValue | null): Promise<boolean> => setProperty(detail, key, value);
  return (
    <Panel title="Properties">
      <ul className={classes.properties} aria-label="Properties">
        {Object.entries(detail.properties).map(([key, value]) => (
          <li key={key} className={classes.property} data-property={key}>
            <span className={classes.key} title={key}>
              {key}
            </span>
            <div className={classes.value}>
              <ValueField name={key} value={value} onChange={(next) => set(key, next)} />
            </div>
            <Tooltip label="Take away">
              <ActionIcon aria-label={`Remove property ${key}`} size={24} onClick={() => void set(key, null)}>
                <IconX size={14} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
        <NewProperty onAdd={set} />
      </ul>
    </Panel>
  );
}

function ValueField(props: {
  readonly name: string;
  readonly value: PropertyValue;
  readonly onChange: (value: PropertyValue) => Promise<boolean>;
}) {
  const shown = String(props.value);
  const [draft, setDraft] = useState(shown);
  // Changed elsewhere meanwhile.
  useEffect(() => setDraft(shown), [shown]);
  const save = (): void => {
    if (draft === shown) return;
    void props.onChange(typed(draft, props.value)).then((kept) => {
      if (!kept) setDraft(shown);
    });
  };
  return (
    <TextInput
      aria-label={`Property ${props.name}`}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
        else if (event.key === "Escape" && draft !== shown) setDraft(shown);
        else return;
        event.preventDefault();
      }}
    />
  );
}

/** Text stays text, also where a number is written in its place: it was given as text on purpose. */
const typed = (text: string, before: PropertyValue): PropertyValue =>
  typeof before === "string" && propertyValue(before) !== before ? text : propertyValue(text);

function NewProperty({ onAdd }: { readonly onAdd: (key: string, value: PropertyValue) => Promise<boolean> }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const add = async (): Promise<void> => {
    if (key.trim() === "" || !(await onAdd(key.trim(), propertyValue(value)))) return;
    setKey("");
    setValue("");
  };
  const onKeyDown = (event: { readonly key: string; readonly preventDefault: () => void }): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void add();
  };
  return (
    <li className={classes.property}>
      <TextInput
        aria-label="New property"
        placeholder="Key"
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <TextInput
        aria-label="Value of the new property"
        placeholder="Value"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Tooltip label="Add">
        <ActionIcon
          aria-label="Add property"
          size={24}
          disabled={key.trim() === ""}
          onClick={() => void add()}
        >
          <IconPlus size={14} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
