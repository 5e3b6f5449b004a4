import { Button, Modal, TagsInput } from "@mantine/core";
import { useState } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { tagRuns } from "../../actions/run-actions.ts";
import { findRun, useRuns } from "../../state/runs.ts";
import { useTags } from "../../state/tags.ts";
import { plural } from "../../ui/format.ts";
import classes from "./batch-bar.module.css";

/** Adds tags to runs and takes tags away, with the library's and the runs' own to choose from. */
export function TagDialog({
  ids,
  onClose,
}: {
  readonly ids: readonly RunId[];
  readonly onClose: () => void;
}) {
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const known = useTags((state) => state.list) ?? [];
  const own = new Set(ids.flatMap((id) => findRun(useRuns.getState(), id)?.tags ?? []));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Tag ${plural(ids.length, "run")}`}
      size="sm"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void tagRuns(ids, add, remove);
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
