import { Button } from "@mantine/core";
import { useState } from "react";
import { shortDigest } from "../../../src-main/core/model/ids.ts";
import type { RunArtifact } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { plural, sizeText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { LookInside } from "./look-inside.tsx";
import outputs from "./outputs-tab.module.css";

/** Images are shown at once, as they are what one wants to see; of more than so many the others on a click. */
const imagesAtOnce = 8;

/** More are shown on a click: a run may log a picture with each step. */
const shownAtOnce = 100;

/** What a run's program handed over: images as images, tables as tables, texts as texts. */
export function Artifacts({ artifacts }: { readonly artifacts: readonly RunArtifact[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? artifacts : artifacts.slice(0, shownAtOnce);
  const images = shown.filter(isPicture).slice(0, imagesAtOnce);
  return (
    <>
      {shown.map((artifact) => (
        <ArtifactPanel
          key={`${artifact.run} ${artifact.position}`}
          artifact={artifact}
          open={images.includes(artifact)}
        />
      ))}
      {shown.length < artifacts.length && (
        <Button variant="default" onClick={() => setAll(true)}>
          Show {plural(artifacts.length - shown.length, "more artifact")}
        </Button>
      )}
    </>
  );
}

const isPicture = ({ kind }: RunArtifact): boolean => kind === "image" || kind === "figure";

function ArtifactPanel(props: { readonly artifact: RunArtifact; readonly open: boolean }) {
  const { artifact } = props;
  const [open, setOpen] = useState(props.open);
  return (
    <section
      className={outputs.output}
      data-artifact={artifact.name}
      aria-label={`Artifact ${artifact.name}`}
    >
      <Panel
        flush
        title={<span className={outputs.name}>{artifact.name}</span>}
        aside={
          artifact.kept !== null && (
            <Button variant="default" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? "Hide" : "Show"}
            </Button>
          )
        }
      >
        <p className={outputs.facts}>
          <span className={outputs.path} title={artifact.path ?? undefined}>
            {artifact.kind}
          </span>
          {artifact.step !== null && <span>step {artifact.step}</span>}
          <span title={artifact.digest}>{shortDigest(artifact.digest)}</span>
          {artifact.size !== null && <span>{sizeText(artifact.size)}</span>}
          {artifact.type === "directory" && <span>folder</span>}
          {artifact.kept === null && <span>contents not kept</span>}
        </p>
        {open && artifact.kept !== null && <ArtifactContents artifact={artifact} />}
      </Panel>
    </section>
  );
}

function ArtifactContents({ artifact }: { readonly artifact: RunArtifact }) {
  const { name, path, run, position } = artifact;
  const asked = useAnswer("runs.artifact", { id: run, position });
  return <LookInside name={name} path={path} asked={asked} />;
}
