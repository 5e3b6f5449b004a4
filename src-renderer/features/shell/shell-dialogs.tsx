import { useState } from "react";
import { useCommands } from "../../state/commands.ts";
import { Palette } from "./palette.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";

type Shown = "palette" | "shortcuts" | "settings" | null;

/** What can be opened over every view: the palette, the shortcuts, the settings. Part of the window once. */
export function ShellDialogs() {
  const [shown, setShown] = useState<Shown>(null);
  useCommands({
    palette: () => setShown("palette"),
    shortcuts: () => setShown("shortcuts"),
    settings: () => setShown("settings"),
  });
  const close = (): void => setShown(null);
  switch (shown) {
    case "palette":
      return <Palette onClose={close} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={close} />;
    case "settings":
      return <SettingsDialog onClose={close} />;
    case null:
      return null;
  }
}
