import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { renameRun } from "../../actions/run-actions.ts";
import { StepName } from "../../ui/step-name.tsx";
import classes from "./editing.module.css";
import headClasses from "./run-head.module.css";

/** The run's name, which can be changed where it stands. That of a step is its pipeline's. */
export function RunTitle({ detail }: { readonly detail: RunDetail }) {
  const [draft, setDraft] = useState<string | null>(null);
  const pencil = useRef<HTMLButtonElement>(null);
  // The focus was in the field that goes: it returns to the button, when that is there again.
  const returns = useRef(false);
  useEffect(() => {
    if (draft !== null || !returns.current) return;
    returns.current = false;
    pencil.current?.focus();
  }, [draft]);
  const end = (): void => {
    returns.current = true;
    setDraft(null);
  };
  const save = async (): Promise<void> => {
    const name = draft?.trim() ?? "";
    if (name === "" || name === detail.name) return end();
    if (await renameRun(detail, name)) end();
  };
  if (draft !== null)
    return (
      <TextInput
        className={classes.titleField}
        aria-label="Name"
        value={draft}
        maxLength={200}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key === "Enter") void save();
          else if (event.key === "Escape") end();
          else return;
          event.preventDefault();
        }}
      />
    );
  return (
    <span className={classes.title}>
      <h2 className={headClasses.title} title={detail.name}>
        {detail.kind === "step" ? <StepName name={detail.name} /> : detail.name}
      </h2>
      {detail.parent === null && (
        <Tooltip label="Rename">
          <ActionIcon ref={pencil} size={22} aria-label="Rename run" onClick={() => setDraft(detail.name)}>
            <IconPencil size={14} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}
