import { SegmentedControl, Tooltip } from "@mantine/core";
import { IconLayoutSidebarRight, IconRectangle, IconTable } from "@tabler/icons-react";

/** The table alone, the detail of a run beside it, or that alone. */
export type RunsView = "table" | "split" | "full";

const choices = [
  { value: "table", label: "Table alone", Icon: IconTable },
  { value: "split", label: "Run beside the table", Icon: IconLayoutSidebarRight },
  { value: "full", label: "Run alone", Icon: IconRectangle },
] as const;

export function ViewSwitch(props: {
  readonly view: RunsView;
  readonly disabled: boolean;
  readonly onView: (view: RunsView) => void;
}) {
  return (
    <SegmentedControl
      aria-label="View"
      size="xs"
      disabled={props.disabled}
      value={props.view}
      onChange={(value) => props.onView(value as RunsView)}
      data={choices.map(({ value, label, Icon }) => ({
        value,
        label: (
          <Tooltip label={label}>
            <span style={{ display: "flex", padding: "2px 4px" }}>
              <Icon size={15} stroke={1.8} role="img" aria-label={label} />
            </span>
          </Tooltip>
        ),
      }))}
    />
  );
}
