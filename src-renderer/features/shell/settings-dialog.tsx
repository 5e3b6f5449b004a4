import { ActionIcon, Button, Modal, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { IconExternalLink, IconFolderOpen, IconMinus, IconPlus } from "@tabler/icons-react";
import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from "react";
import { zoomBy, zooms } from "../../../src-main/core/contract/bridge.ts";
import {
  type LibrarySettings,
  mostKeptSource,
  usualKeptSource,
} from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import { client } from "../../api/client.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { keysText } from "../../state/keys.ts";
import { changeSettings, useWindowSettings } from "../../state/window-settings.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { useFocusBack } from "../../ui/focus-back.ts";
import { CommandText, Mono } from "../../ui/text.tsx";
import { numberOf } from "./number-of.ts";
import classes from "./shell.module.css";

type TextField = {
  /** Sets its text, if it is another one; false when it is wrong, which the field says. */
  readonly commit: () => Promise<boolean>;
  readonly focus: () => void;
};

/** The fields with text, which the dialog does not close over. */
const TextFields = createContext<Set<TextField>>(new Set());

/** What can be set, each with what it means. What is changed holds at once; there is nothing to save. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  useFocusBack();
  const fields = useRef(new Set<TextField>());
  // However it is closed: what was typed is set, and what is wrong stays to be seen.
  const close = async (): Promise<void> => {
    for (const { commit, focus } of [...fields.current]) if (!(await commit())) return focus();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={() => void close()}
      title="Settings"
      size={640}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <TextFields value={fields.current}>
        <div className={classes.settings}>
          <WindowPart />
          <RunningPart />
          <LibraryPart />
        </div>
      </TextFields>
    </Modal>
  );
}

function WindowPart() {
  const settings = useWindowSettings((state) => state.settings);
  const [failure, setFailure] = useState<Failure | null>(null);
  const change = async (wanted: Parameters<typeof changeSettings>[0]): Promise<void> => {
    const kept = await changeSettings(wanted);
    setFailure(kept.ok ? null : kept.error);
  };
  if (settings === null) return null;
  return (
    <Part title="Window">
      <Setting
        label="Theme"
        hint="The colours of all windows. As the system: they change when its colours do."
      >
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            size="xs"
            value={settings.theme}
            onChange={(theme) => void change({ theme })}
            data={[
              { value: "system", label: "As the system" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        )}
      </Setting>
      <Setting
        label="Size"
        hint={`How large texts and everything else are drawn, in all windows. ${keysText("Mod+Plus")}, ${keysText("Mod+-")} and ${keysText("Mod+0")} change it, too.`}
      >
        {(id) => (
          <fieldset className={classes.zoom} aria-labelledby={id}>
            <ActionIcon
              variant="default"
              aria-label="Smaller"
              disabled={settings.zoom === zooms[0]}
              onClick={() => void change({ zoom: zoomBy(settings.zoom, -1) })}
            >
              <IconMinus size={14} stroke={1.8} />
            </ActionIcon>
            <span className={classes.zoomText} role="status">
              {settings.zoom} %
            </span>
            <ActionIcon
              variant="default"
              aria-label="Larger"
              disabled={settings.zoom === zooms.at(-1)}
              onClick={() => void change({ zoom: zoomBy(settings.zoom, 1) })}
            >
              <IconPlus size={14} stroke={1.8} />
            </ActionIcon>
            {settings.zoom !== 100 && (
              <Button variant="subtle" onClick={() => void change({ zoom: 100 })}>
                Actual size
              </Button>
            )}
          </fieldset>
        )}
      </Setting>
      <Setting
        label="Notifications"
        hint="The system tells when a run has ended that took longer than half a minute, or than ten seconds while you looked elsewhere. A click on it shows the run."
      >
        {(id) => (
          <Switch
            aria-labelledby={id}
            checked={settings.notifications}
            onChange={(event) => void change({ notifications: event.currentTarget.checked })}
          />
        )}
      </Setting>
      {failure !== null && <ErrorNotice failure={failure} />}
    </Part>
  );
}

function RunningPart() {
  const { value, failure, reload } = useAnswer("settings.get", {});
  const set = async (change: Partial<LibrarySettings>): Promise<Failure | null> => {
    const answer = await client.call("settings.set", change);
    reload();
    return answer.ok ? null : answer.error;
  };
  return (
    <Part title="Running steps">
      {failure !== null && <ErrorNotice failure={failure} />}
      {value !== null && (
        <>
          <TextSetting
            label="Steps at once"
            hint={
              <>
                How many steps of a run go on at the same time. Empty: as many as this computer has cores,{" "}
                {value.cores}. <Option>--jobs</Option> in the terminal goes before it.
              </>
            }
            placeholder={String(value.cores)}
            value={value.jobs === null ? "" : String(value.jobs)}
            onSet={async (text) => {
              const jobs = numberOf(text, 1, 9_999);
              return jobs.ok ? set({ jobs: jobs.value }) : jobs.error;
            }}
          />
          <Setting
            label="Go on after a failure"
            hint={
              <>
                Steps that do not depend on the one that failed are still started. Off: what runs goes on, and
                nothing else begins. <Option>--keep-going</Option> and <Option>--no-keep-going</Option> in the
                terminal go before it.
              </>
            }
          >
            {(id) => (
              <Switch
                aria-labelledby={id}
                checked={value.keepGoing}
                onChange={(event) => void set({ keepGoing: event.currentTarget.checked })}
              />
            )}
          </Setting>
          <TextSetting
            label="Keep sources up to"
            hint={`Megabytes. Files of yours that steps read are kept in the library up to this size, so that inputs can be compared later; of larger ones only digests are. Empty: ${usualKeptSource}.`}
            placeholder={String(usualKeptSource)}
            value={value.keptSource === null ? "" : String(value.keptSource)}
            onSet={async (text) => {
              const size = numberOf(text, 0, mostKeptSource);
              return size.ok ? set({ keptSource: size.value }) : size.error;
            }}
          />
          <TextSetting
            label="Python"
            hint="Runs the steps of pipelines that name no Python and have no .venv beside them: a name like python3.12, or a path. Empty: python3. Another version of Python counts as a change: steps run again."
            placeholder="python3"
            mono
            value={value.python ?? ""}
            onSet={(text) => set({ python: text === "" ? null : text })}
          />
        </>
      )}
    </Part>
  );
}

function LibraryPart() {
  const { value, failure } = useAnswer("library.info", {});
  return (
    <Part title="Library">
      {failure !== null && <ErrorNotice failure={failure} />}
      <Setting
        label="Folder"
        hint="Everything recorded is in this one folder: copy it to keep it, and it is there again where you open it."
      >
        {() => (
          <div className={classes.library}>
            {value !== null && <Mono>{value.path}</Mono>}
            <div className={classes.libraryButtons}>
              <Button
                variant="default"
                leftSection={<IconExternalLink size={14} stroke={1.8} />}
                onClick={() => void client.showLibrary()}
              >
                Show folder
              </Button>
              <Button
                variant="default"
                leftSection={<IconFolderOpen size={14} stroke={1.8} />}
                onClick={() => void client.shell("open-library")}
              >
                Open another…
              </Button>
            </div>
          </div>
        )}
      </Setting>
    </Part>
  );
}

/** A word of the command line, which no line ends in the middle of. */
const Option = ({ children }: { readonly children: string }) => (
  <Mono>
    <CommandText command={children} />
  </Mono>
);

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={classes.settingsPart} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Setting(props: {
  readonly label: string;
  readonly hint: ReactNode;
  readonly children: (labelId: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={classes.setting}>
      <div className={classes.settingWords}>
        <span id={id} className={classes.settingLabel}>
          {props.label}
        </span>
        <span className={classes.settingHint}>{props.hint}</span>
      </div>
      <div className={classes.settingValue}>{props.children(id)}</div>
    </div>
  );
}

/**
 * A text that is set when the field is left, or with Enter. One that is wrong stays, with what is wrong. Escape takes back
 * what was typed.
 */
function TextSetting(props: {
  readonly label: string;
  readonly hint: ReactNode;
  readonly placeholder: string;
  readonly value: string;
  readonly mono?: boolean;
  readonly onSet: (text: string) => Promise<Failure | null>;
}) {
  const [text, setText] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const takeBack = (): void => {
    setText(null);
    setFailure(null);
  };
  const commit: TextField["commit"] = async () => {
    if (text === null || text.trim() === props.value) {
      takeBack();
      return true;
    }
    const wrong = await props.onSet(text.trim());
    setFailure(wrong);
    if (wrong === null) setText(null);
    return wrong === null;
  };
  const input = useRef<HTMLInputElement>(null);
  const fields = useContext(TextFields);
  useEffect(() => {
    const field = { commit, focus: () => input.current?.focus() };
    fields.add(field);
    return () => void fields.delete(field);
  });
  return (
    <Setting label={props.label} hint={props.hint}>
      {(id) => (
        <TextInput
          ref={input}
          aria-labelledby={id}
          placeholder={props.placeholder}
          value={text ?? props.value}
          error={failure?.message}
          {...(props.mono === true && { classNames: { input: classes.mono } })}
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={() => void commit()}
          // Escape closes the dialog only where it has nothing to take back.
          {...(text !== null && { "data-mantine-stop-propagation": true })}
          onKeyDown={(event) => {
            if (event.key === "Enter") void commit();
            else if (event.key === "Escape") takeBack();
          }}
        />
      )}
    </Setting>
  );
}
