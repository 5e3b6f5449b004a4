import { SegmentedControl, Tooltip } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { changeSettings, useWindowSettings } from "../../state/window-settings.ts";

const choices = [
  { value: "system", label: "Theme of the system", Icon: IconDeviceDesktop },
  { value: "light", label: "Light theme", Icon: IconSun },
  { value: "dark", label: "Dark theme", Icon: IconMoon },
] as const;

/** Light, dark, or whatever the system has. The app keeps it, so that menu, dialogs and the first frame agree. */
export function ThemeMenu() {
  const theme = useWindowSettings(({ settings }) => settings?.theme ?? "system");
  return (
    <SegmentedControl
      aria-label="Theme"
      size="xs"
      value={theme}
      onChange={(value) => void changeSettings({ theme: value })}
      data={choices.map(({ value, label, Icon }) => ({
        value,
        label: (
          <Tooltip label={label}>
            <span style={{ display: "flex", padding: "2px 6px" }}>
              <Icon size={14} stroke={1.8} role="img" aria-label={label} />
            </span>
          </Tooltip>
        ),
      }))}
    />
  );
}
