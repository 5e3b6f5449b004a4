import { Button, Loader, VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import { client } from "../../api/client.ts";
import { countText, plural } from "../../ui/format.ts";
import classes from "./import.module.css";

/** So often it is asked how far reading is, in milliseconds. */
const interval = 400;

/** Shown only when reading takes long enough to be noticed (see the delay in its style), with how far it is. */
export function Reading(props: {
  readonly what: string;
  readonly paths: readonly string[];
  readonly onStop: (() => void) | null;
}) {
  const { what, paths, onStop } = props;
  const { files, runs } = useSoFar(paths);
  const [count, noun] = runs > 0 ? [runs, "run"] : [files, "file"];
  return (
    <div className={classes.reading}>
      <Loader size="xs" />
      <span role="status">
        Reading {what}…<VisuallyHidden>{spoken(count, noun)}</VisuallyHidden>
      </span>
      {count > 0 && (
        <span className={classes.soFar} data-so-far={count}>
          {plural(count, noun)}
        </span>
      )}
      {onStop !== null && (
        <Button size="compact-xs" variant="default" onClick={onStop}>
          Cancel
        </Button>
      )}
    </div>
  );
}

/** Said aloud at every ten times as many: a count that is read out at each change would never end. */
export function spoken(count: number, noun: string): string {
  const power = 10 ** Math.floor(Math.log10(Math.max(count, 1)));
  return power < 1_000 ? "" : ` More than ${countText(power)} ${noun}s so far.`;
}

function useSoFar(paths: readonly string[]): { readonly files: number; readonly runs: number } {
  const [soFar, setSoFar] = useState({ files: 0, runs: 0 });
  useEffect(() => {
    if (paths.length === 0) return;
    let isGone = false;
    const ask = async (): Promise<void> => {
      const answer = await client.call("pipelines.inspectedSoFar", { paths });
      if (!isGone && answer.ok) setSoFar(answer.value);
    };
    const asking = setInterval(() => void ask(), interval);
    return () => {
      isGone = true;
      clearInterval(asking);
    };
  }, [paths]);
  return soFar;
}
