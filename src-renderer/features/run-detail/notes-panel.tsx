import { Button, Textarea } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { setNotes } from "../../actions/run-actions.ts";
import { beginNotes, setNotesDraft, useNotesDraft } from "../../state/notes-drafts.ts";
import { useNotesRequest } from "../../state/notes-request.ts";
import { loadedLater } from "../../ui/loaded-later.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./editing.module.css";

// Most runs have no notes.
const Markdown = loadedLater(
  async () => (await import("../../ui/markdown.tsx")).Markdown,
  ({ text }) => <p className={classes.nothing}>{text.slice(0, 200)}</p>,
);

/** What people wrote on a run, in Markdown, and where they write it. */
export function NotesPanel({ detail }: { readonly detail: RunDetail }) {
  const { id, notes } = detail;
  const draft = useNotesDraft(id);
  const asked = useNotesRequest(({ run }) => run === id);
  useEffect(() => {
    if (!asked) return;
    useNotesRequest.setState({ run: null });
    beginNotes(id, notes);
  }, [asked, id, notes]);
  // The focus was in the field that goes: it returns to the button, when that is there again.
  const opener = useRef<HTMLButtonElement>(null);
  const wasWriting = useRef(draft !== null);
  useEffect(() => {
    if (wasWriting.current && draft === null && document.activeElement === document.body)
      opener.current?.focus();
    wasWriting.current = draft !== null;
  }, [draft]);
  const save = async (): Promise<void> => {
    if (draft !== null && (await setNotes(detail, draft.text))) setNotesDraft(id, null);
  };
  if (draft !== null)
    return (
      <Panel title="Notes">
        <div className={classes.editor}>
          <Textarea
            aria-label="Notes"
            size="xs"
            autosize
            minRows={5}
            maxRows={24}
            autoFocus
            value={draft.text}
            onChange={(event) => setNotesDraft(id, { ...draft, text: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
              // What was written is not thrown away by a slip.
              else if (event.key === "Escape" && draft.text === draft.known) setNotesDraft(id, null);
              else if (event.key !== "Escape") return;
              event.preventDefault();
            }}
          />
          {notes !== draft.known && notes !== draft.text && (
            <Overtaken
              notes={notes}
              onTake={() => setNotesDraft(id, { text: `${notes}\n\n${draft.text}`, known: notes })}
            />
          )}
          <div className={classes.buttons}>
            <span className={classes.hint}>Markdown · Ctrl Enter saves</span>
            <Button variant="default" onClick={() => setNotesDraft(id, null)}>
              Cancel
            </Button>
            <Button onClick={() => void save()}>Save</Button>
          </div>
        </div>
      </Panel>
    );
  return (
    <Panel
      title="Notes"
      aside={
        <button ref={opener} type="button" className={classes.link} onClick={() => beginNotes(id, notes)}>
          {notes === "" ? "Write notes" : "Edit notes"}
        </button>
      }
    >
      {notes === "" ? <p className={classes.nothing}>None yet</p> : <Markdown text={notes} />}
    </Panel>
  );
}

/** Says that the notes became others, in another window or a terminal, while somebody writes here. */
function Overtaken({ notes, onTake }: { readonly notes: string; readonly onTake: () => void }) {
  if (notes === "")
    return (
      <p className={classes.overtaken} role="alert">
        These notes were deleted elsewhere meanwhile. Saving writes yours.
      </p>
    );
  return (
    <div className={classes.overtaken} role="alert">
      These notes were changed elsewhere meanwhile, and saving would replace this:
      <pre>{notes}</pre>
      <Button variant="default" size="compact-xs" onClick={onTake}>
        Put it above mine
      </Button>
    </div>
  );
}
