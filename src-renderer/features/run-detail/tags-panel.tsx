import { TagsInput } from "@mantine/core";
import { useDeferredValue } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { tagRuns } from "../../actions/run-actions.ts";
import { useTags } from "../../state/tags.ts";
import { Panel } from "../../ui/panel.tsx";

const noTags: readonly string[] = [];

/** The tags of a run, to add to from those of the library, or to take away. */
export function TagsPanel({ detail }: { readonly detail: RunDetail }) {
  const known = useTags((state) => state.list);
  const choices = known?.map(({ tag }) => tag) ?? noTags;
  // Not in the task in which the run opens: to place the list, all of the page is laid out.
  const listed = useDeferredValue(true, false);
  return (
    <Panel title="Tags">
      <TagsInput
        aria-label="Tags"
        size="xs"
        placeholder={detail.tags.length === 0 ? "Add a tag" : undefined}
        data={[...choices]}
        limit={50}
        comboboxProps={{ keepMounted: listed }}
        value={[...detail.tags]}
        onChange={(tags) => {
          const add = tags.filter((tag) => !detail.tags.includes(tag));
          const remove = detail.tags.filter((tag) => !tags.includes(tag));
          void tagRuns([detail.id], add, remove);
        }}
      />
    </Panel>
  );
}
