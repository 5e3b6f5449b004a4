import { SegmentedControl, Tooltip } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Theme } from "../../../src-main/core/contract/bridge.ts";
import { client } from "../../api/client.ts";

const choices = [
  { value: "system", label: "Theme of the system", Icon: IconDeviceDesktop },
  { value: "light", label: "Light theme", Icon: IconSun },
  { value: "dark", label: "Dark theme", Icon: IconMoon },
] as const;

/** Light, dark, or whatever the system has. The app keeps it, so that menu, dialogs and the first frame agree. */
export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme | null>(null);
  useEffect(() => {
    void client.theme().then(setTheme);
    return client.onCommand((command) => {
      if (command.type === "theme-changed") setTheme(command.theme);
    });
  }, []);
  return (
    <SegmentedControl
      aria-label="Theme"
      size="xs"
      value={theme ?? "system"}
      onChange={(value) => void client.setTheme(value)}
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
