import { Autocomplete, Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./actions.module.css";
import { type Question, useAsking } from "./asking.ts";

/** The dialog in which `ask` asks. Part of the window once. */
export function AskDialog() {
  const question = useAsking((state) => state.question);
  const close = (): void => useAsking.setState({ question: null });
  return (
    <Modal
      opened={question !== null}
      onClose={close}
      title={question?.title ?? ""}
      size="sm"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {question !== null && <QuestionForm key={question.title} question={question} onClose={close} />}
    </Modal>
  );
}

function QuestionForm({ question, onClose }: { readonly question: Question; readonly onClose: () => void }) {
  const [value, setValue] = useState(question.value);
  const [busy, setBusy] = useState(false);
  const text = value.trim();
  const wants = question.label !== null;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || (wants && text === "")) return;
        setBusy(true);
        void question.onAnswer(text).then((done) => {
          setBusy(false);
          if (done) onClose();
        });
      }}
    >
      {question.text !== undefined && <p className={classes.text}>{question.text}</p>}
      {question.label !== null && question.choices.length === 0 && (
        <TextInput
          label={question.label}
          description={question.hint}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          data-autofocus
        />
      )}
      {question.label !== null && question.choices.length > 0 && (
        <Autocomplete
          label={question.label}
          description={question.hint}
          size="xs"
          data={[...question.choices]}
          limit={50}
          maxDropdownHeight={220}
          value={value}
          onChange={setValue}
          data-autofocus
        />
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={busy}
          {...(question.danger === true ? { color: "red" } : {})}
          {...(wants ? {} : { "data-autofocus": true })}
          disabled={wants && text === ""}
        >
          {question.action}
        </Button>
      </div>
    </form>
  );
}
