import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { countText, durationText, plural, sizeText } from "../../ui/format.ts";
import { KeyValue } from "../../ui/key-value.tsx";
import { Panel } from "../../ui/panel.tsx";
import { CountBadge, Mono } from "../../ui/text.tsx";
import classes from "./run-detail.module.css";

/** With more packages than this there is a field to find some by name. */
const fewPackages = 12;

/** Rows that are drawn at once; a part of a name finds others. */
const packagesShown = 500;

/** What a run was made in: interpreter, system, hardware, git, variables and packages, and what it used of the machine. */
export function EnvironmentTab({ detail }: { readonly detail: RunDetail }) {
  const { environment, git, peakMemory, cpuSeconds } = detail;
  if (environment === null && git === null && peakMemory === null && cpuSeconds === null)
    return <EmptyState title="No environment">Nothing was recorded of what this run was made in.</EmptyState>;
  const variables = Object.entries(environment?.variables ?? {});
  return (
    <div className={classes.cards}>
      {environment !== null && (
        <Panel title="Machine">
          <KeyValue
            rows={[
              ["Python", environment.python === null ? null : <Mono key="python">{environment.python}</Mono>],
              ["System", environment.os],
              ["Hardware", environment.hardware],
              ["Host", environment.host],
              ["User", environment.user],
            ]}
          />
        </Panel>
      )}
      {(peakMemory !== null || cpuSeconds !== null) && (
        <Panel title="Use of the machine">
          <KeyValue
            rows={[
              ["Most memory", peakMemory === null ? null : sizeText(peakMemory)],
              ["Processor time", cpuSeconds === null ? null : durationText(cpuSeconds * 1_000)],
            ]}
          />
        </Panel>
      )}
      {git !== null && (
        <Panel title="Git">
          <KeyValue
            rows={[
              ["Commit", <Mono key="commit">{git.commit}</Mono>],
              ["Branch", git.branch],
              ["Uncommitted", git.dirty ? "yes, see Code" : "nothing"],
            ]}
          />
        </Panel>
      )}
      {variables.length > 0 && (
        <Panel title="Variables" aside={<CountBadge count={variables.length} />}>
          <KeyValue
            rows={variables.map(([name, value]) => [name, <Mono key={name}>{value ?? "not set"}</Mono>])}
          />
        </Panel>
      )}
      <Packages packages={environment?.packages ?? {}} />
    </div>
  );
}

function Packages({ packages }: { readonly packages: { readonly [name: string]: string } }) {
  const [text, setText] = useState("");
  const all = useMemo(() => Object.entries(packages), [packages]);
  if (all.length === 0) return null;
  const wanted = text.trim().toLowerCase();
  const found = all.filter(([name, version]) => `${name} ${version}`.toLowerCase().includes(wanted));
  return (
    <Panel title="Packages" aside={<CountBadge count={all.length} />}>
      {all.length > fewPackages && (
        <TextInput
          mb={8}
          size="xs"
          aria-label="Find packages"
          placeholder={`Find among ${plural(all.length, "package")}`}
          leftSection={<IconSearch size={13} stroke={1.8} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <KeyValue
        rows={found
          .slice(0, packagesShown)
          .map(([name, version]) => [name, <Mono key={name}>{version || "version not told"}</Mono>])}
      />
      {found.length === 0 && <p className={classes.more}>No package has this in its name.</p>}
      {found.length > packagesShown && (
        <p className={classes.more}>
          {countText(found.length - packagesShown)} more: write a part of a name to find others.
        </p>
      )}
    </Panel>
  );
}
