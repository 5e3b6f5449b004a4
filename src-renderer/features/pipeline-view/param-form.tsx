import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { useId } from "react";
import type { ParamField } from "../../../src-main/core/contract/methods.ts";
import { type Draft, withOverride } from "../../state/drafts.ts";
import { stepNameParts } from "../../ui/step-name.tsx";
import classes from "./pipeline-view.module.css";

/** The pipeline's parameters as typed fields. What differs from the file is marked, says what it was, and can be reset. */
export function ParamForm(props: {
  readonly fields: readonly ParamField[];
  readonly overrides: Draft["overrides"];
  readonly onChange: (overrides: Draft["overrides"]) => void;
}) {
  const changed = Object.keys(props.overrides).length;
  return (
    <section className={classes.block} aria-label="Parameters">
      <header className={classes.blockHead}>
        <h2 className={classes.blockTitle}>Parameters</h2>
        {changed > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => props.onChange({})}>
            Reset
          </Button>
        )}
      </header>
      {props.fields.length === 0 && <p className={classes.hint}>This pipeline declares no parameters.</p>}
      {props.fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          text={Object.hasOwn(props.overrides, field.name) ? (props.overrides[field.name] ?? "") : null}
          onText={(text) => props.onChange(withOverride(props.overrides, field, text))}
        />
      ))}
    </section>
  );
}

/** Steps as the file names them: all items of a `foreach` are one. */
const baseNames = (steps: readonly string[]): readonly string[] => [
  ...new Set(steps.map((step) => stepNameParts(step).base)),
];

function Field(props: {
  readonly field: ParamField;
  /** The override; null for none. */
  readonly text: string | null;
  readonly onText: (text: string) => void;
}) {
  const { field, onText } = props;
  const id = useId();
  const text = props.text ?? field.declaredText;
  const changed = props.text !== null;
  const cut = field.name.lastIndexOf(".") + 1;
  const used =
    field.usedBy.length === 0 ? "No step uses it." : `Used by ${baseNames(field.usedBy).join(", ")}.`;
  const was = changed && (
    <span id={`${id}-was`} className={classes.was} title={`In the file: ${field.declaredText}`}>
      was {field.declaredText === "" ? "empty" : field.declaredText}
    </span>
  );
  return (
    <div
      className={classes.field}
      data-changed={changed || undefined}
      data-wrong={field.problem !== null || undefined}
    >
      <div className={classes.fieldName}>
        <label htmlFor={id} title={`${field.name} (${field.type}). ${used}`}>
          {cut > 0 && <span className={classes.fieldPrefix}>{field.name.slice(0, cut)}</span>}
          <span className={classes.fieldLast}>{field.name.slice(cut)}</span>
        </label>
        {changed && <span className={classes.changedMark} title="Changed here, not in the file" />}
      </div>
      {field.type === "boolean" ? (
        <div className={classes.check}>
          <Checkbox
            id={id}
            checked={text === "true"}
            onChange={(event) => onText(event.currentTarget.checked ? "true" : "false")}
            aria-describedby={changed ? `${id}-was` : undefined}
            error={field.problem}
          />
          {was}
        </div>
      ) : field.declaredText.includes("\n") ? (
        <div className={classes.lines}>
          <Textarea
            id={id}
            size="xs"
            value={text}
            onChange={(event) => onText(event.currentTarget.value)}
            error={field.problem}
            aria-describedby={changed ? `${id}-was` : undefined}
            autosize
            minRows={2}
            maxRows={8}
            spellCheck={false}
            classNames={{ input: classes.fieldInput, error: classes.fieldError }}
          />
          {was}
        </div>
      ) : (
        <TextInput
          id={id}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          error={field.problem}
          inputMode={field.type === "integer" ? "numeric" : field.type === "float" ? "decimal" : undefined}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: classes.fieldInput, section: classes.fieldSection, error: classes.fieldError }}
          rightSection={was || undefined}
          rightSectionWidth="auto"
        />
      )}
    </div>
  );
}
