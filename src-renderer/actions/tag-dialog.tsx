import { Button, Modal, TagsInput } from "@mantine/core";
import { useState } from "react";
import type { RunId } from "../../src-main/core/model/ids.ts";
import { findRun, useRuns } from "../state/runs.ts";
import { useTags } from "../state/tags.ts";
import { useFocusBack } from "../ui/focus-back.ts";
import { plural } from "../ui/format.ts";
import classes from "./actions.module.css";
import { useTagging } from "./asking.ts";
import { tagRuns } from "./run-actions.ts";

/** The dialog of `askForTags`. Part of the window once. */
export function TagDialog() {
  const runs = useTagging((state) => state.runs);
  return runs === null ? null : <TagForm runs={runs} onClose={() => useTagging.setState({ runs: null })} />;
}

/** Adds tags to runs and takes tags away, with the library's and the runs' own to choose from. */
function TagForm({ runs, onClose }: { readonly runs: readonly RunId[]; readonly onClose: () => void }) {
  useFocusBack();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const known = useTags((state) => state.list) ?? [];
  const own = new Set(runs.flatMap((id) => findRun(useRuns.getState(), id)?.tags ?? []));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Tag ${plural(runs.length, "run")}`}
      size="sm"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void tagRuns(runs, add, remove);
          onClose();
        }}
      >
        <TagsInput
          label="Add"
          size="xs"
          data={known.map(({ tag }) => tag)}
          limit={50}
          value={add}
          onChange={setAdd}
          acceptValueOnBlur
          data-autofocus
        />
        <TagsInput
          label="Take away"
          size="xs"
          data={[...own].sort()}
          limit={50}
          value={remove}
          onChange={setRemove}
          acceptValueOnBlur
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={add.length + remove.length === 0}>
            Tag
          </Button>
        </div>
      </form>
    </Modal>
  );
}
