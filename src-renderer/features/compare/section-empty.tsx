import { Button } from "@mantine/core";
import { IconEqual } from "@tabler/icons-react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { nouns, type Section } from "./sections.ts";

/** What a tab says when nothing in it differs: how much is the same, or that there is nothing at all. */
export function SectionEmpty(props: {
  readonly section: Section;
  readonly same: number;
  readonly onShowAll: () => void;
}) {
  const { section, same } = props;
  const [one, many] = nouns[section];
  if (same === 0) {
    return (
      <EmptyState icon={<IconEqual size={28} stroke={1.6} />} title={`No ${many}`}>
        Neither side has {section === "environment" ? "an environment recorded" : `any ${many}`}.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconEqual size={28} stroke={1.6} />}
      title={`No ${many} differ`}
      actions={
        <Button variant="default" onClick={props.onShowAll}>
          Show {same === 1 ? "it" : "them"}
        </Button>
      }
    >
      {plural(same, one, many)} {same === 1 ? "is" : "are"} the same on both sides.
    </EmptyState>
  );
}
