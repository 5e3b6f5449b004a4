import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { RunDetail, RunFile } from "../../../src-main/core/model/run.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural, sizeText } from "../../ui/format.ts";
import { FilePanel } from "./file-panel.tsx";
import { MadeBy, useStepsBeside } from "./made-by.tsx";
import classes from "./outputs-tab.module.css";

/** With more files than this there is a field to find some by name. */
const fewFiles = 8;

/** More are found by name: each is a card. */
const filesShown = 200;

/** What a run read: where it stood, its digest and size, which step made it, and what is in it. */
export function InputsTab({ detail }: { readonly detail: RunDetail }) {
  const [text, setText] = useState("");
  const steps = useStepsBeside(detail);
  const { inputs } = detail;
  if (inputs.length === 0)
    return <EmptyState title="No inputs">Nothing that this run read was recorded.</EmptyState>;
  const found = inputs.filter((file) => holds(file, text));
  const bytes = inputs.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return (
    <div className={classes.outputs}>
      {inputs.length > fewFiles && (
        <TextInput
          size="xs"
          aria-label="Find inputs"
          placeholder={`Find among ${plural(inputs.length, "input")}, ${sizeText(bytes)}`}
          leftSection={<IconSearch size={13} stroke={1.8} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {found.slice(0, filesShown).map((file) => (
        <FilePanel
          key={file.name}
          run={detail.id}
          fileRole="input"
          file={file}
          open={inputs.length === 1}
          maker={<MadeBy maker={file.maker} steps={steps} own={detail.id} />}
        />
      ))}
      {found.length === 0 && <p className={classes.note}>No input has this in its name or path.</p>}
      {found.length > filesShown && (
        <p className={classes.note}>
          {plural(found.length - filesShown, "more")}: write a part of a name to find others.
        </p>
      )}
    </div>
  );
}

const holds = ({ name, path }: RunFile, text: string): boolean =>
  `${name}\n${path ?? ""}`.toLowerCase().includes(text.trim().toLowerCase());
