import { useMemo } from "react";
import type { RunDetail, RunFile } from "../../../src-main/core/model/run.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { Artifacts } from "./artifacts.tsx";
import { DisplacedPanel } from "./displaced-panel.tsx";
import { FilePanel, nameAndPath } from "./file-panel.tsx";
import { FoundList } from "./found-list.tsx";
import { MadeBy } from "./made-by.tsx";
import classes from "./outputs-tab.module.css";

/** More charts than this are drawn on a click only. */
const plotsAtOnce = 12;

/** More pictures than this are shown on a click only. */
const picturesAtOnce = 8;

const isPicture = /\.(?:png|jpe?g|gif|webp|svg)$/i;

/** What a run made and handed over: tables that are meant as plots drawn, other tables on a click; and what of the user's gave way to it. */
export function OutputsTab({ detail }: { readonly detail: RunDetail }) {
  if (detail.outputs.length + detail.displaced.length + detail.artifacts.length === 0) {
    return <EmptyState title="No outputs">Nothing that this run made was recorded.</EmptyState>;
  }
  return <Outputs detail={detail} />;
}

function Outputs({ detail }: { readonly detail: RunDetail }) {
  const { files, openAtOnce } = useMemo(() => {
    const plots = detail.outputs.filter((file) => file.as === "plot");
    const others = detail.outputs.filter((file) => file.as !== "plot");
    const pictures = others.filter(({ path }) => isPicture.test(path ?? "")).slice(0, picturesAtOnce);
    return {
      files: [...plots, ...others],
      openAtOnce: new Set([...plots.slice(0, plotsAtOnce), ...pictures]),
    };
  }, [detail.outputs]);
  return (
    <div className={classes.outputs}>
      <DisplacedPanel files={detail.displaced} />
      <Artifacts artifacts={detail.artifacts} />
      <FoundList
        items={files}
        label="Find outputs"
        placeholder={`Find among ${plural(files.length, "output")}`}
        textOf={nameAndPath}
        nothing="No output has this in its name or path."
        card={(file) => <Output key={file.name} detail={detail} file={file} open={openAtOnce.has(file)} />}
      />
    </div>
  );
}

function Output(props: { readonly detail: RunDetail; readonly file: RunFile; readonly open: boolean }) {
  const { detail, file } = props;
  const maker =
    file.maker === null ? null : <MadeBy maker={file.maker} steps={detail.steps} own={detail.id} />;
  return <FilePanel run={detail.id} fileRole="output" file={file} open={props.open} maker={maker} />;
}
