import { Modal } from "@mantine/core";
import {
  type Command,
  commandGroups,
  commandIds,
  commands,
  partKeys,
} from "../../../src-main/core/contract/commands.ts";
import { keysText } from "../../state/keys.ts";
import { useFocusBack } from "../../ui/focus-back.ts";
import classes from "./shell.module.css";

type Line = { readonly keys: readonly string[]; readonly label: string };

/** All keys that do something, as the table of commands has them. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  useFocusBack();
  const general = commandGroups
    .map((group) => ({
      part: group,
      keys: commandIds
        .map((id): Command => commands[id])
        .flatMap((one): Line[] =>
          one.group === group && one.keys !== undefined ? [{ keys: one.keys, label: one.label }] : [],
        ),
    }))
    .filter(({ keys }) => keys.length > 0);
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keyboard shortcuts"
      size={960}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.shortcuts}>
        {[...general, ...partKeys].map(({ part, keys }) => (
          <section key={part} className={classes.shortcutPart} aria-label={part}>
            <h3>{part}</h3>
            <dl>
              {keys.map((line) => (
                <div key={line.label} className={classes.shortcut}>
                  <dt>{line.label.replace(/…$/, "")}</dt>
                  <dd>
                    {line.keys.map((one) => (
                      <kbd key={one} className={classes.keyboard}>
                        {keysText(one)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.shortcutsFoot}>
        Everything else is reached with Tab, or by its name in the command palette ({keysText("Mod+Shift+P")}
        ).
      </p>
    </Modal>
  );
}
