import { Button, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { setNotes } from "../../actions/run-actions.ts";
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
  const [draft, setDraft] = useState<string | null>(null);
  const asked = useNotesRequest(({ run }) => run === detail.id);
  useEffect(() => {
    if (!asked) return;
    useNotesRequest.setState({ run: null });
    setDraft((written) => written ?? detail.notes);
  }, [asked, detail.notes]);
  const save = async (): Promise<void> => {
    if (draft !== null && (await setNotes(detail, draft))) setDraft(null);
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
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
              // What was written is not thrown away by a slip.
              else if (event.key === "Escape" && draft === detail.notes) setDraft(null);
              else if (event.key !== "Escape") return;
              event.preventDefault();
            }}
          />
          <div className={classes.buttons}>
            <span className={classes.hint}>Markdown · Ctrl Enter saves</span>
            <Button variant="default" onClick={() => setDraft(null)}>
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
        <button type="button" className={classes.link} onClick={() => setDraft(detail.notes)}>
          {detail.notes === "" ? "Write notes" : "Edit notes"}
        </button>
      }
    >
      {detail.notes === "" ? <p className={classes.nothing}>None yet</p> : <Markdown text={detail.notes} />}
    </Panel>
  );
}
