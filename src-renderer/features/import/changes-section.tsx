import { useState } from "react";
import type { PipelineChanges } from "../../../src-main/core/contract/methods.ts";
import { countLines } from "../../../src-main/core/diff/unified.ts";
import type { FacetChange, PartChange } from "../../../src-main/core/model/pipeline-changes.ts";
import { LineCountsText } from "../../text-diff/line-counts.tsx";
import { textsOf } from "../../text-diff/text-sides.ts";
import { plural } from "../../ui/format.ts";
import { loadedLater } from "../../ui/loaded-later.tsx";
import { RelativeTime } from "../../ui/time.tsx";
import { lastPart } from "./candidates.ts";
import classes from "./changes-section.module.css";

// Loaded when first shown: the editor is larger than all of the dialog.
const FileTexts = loadedLater(async () => (await import("../../text-diff/file-texts.tsx")).FileTexts);

/** Parts that are listed before one asks for the others. */
const listed = 30;

/** What changed in a pipeline since it was imported: its steps, parameters and datasets, and its files' texts. */
export function ChangesSection({ changes }: { readonly changes: PipelineChanges }) {
  const { parts, texts, imported } = changes;
  const [all, setAll] = useState(false);
  const shown = parts?.slice(0, all ? parts.length : listed) ?? [];
  return (
    <section className={classes.changes} aria-label="What changed">
      <h4 className={classes.title}>
        What changed since you imported it <RelativeTime time={imported} />
      </h4>
      {parts === null && (
        <p className={classes.text}>
          It cannot be read as a pipeline as it is, so only the texts are compared.
        </p>
      )}
      {parts?.length === 0 && (
        <p className={classes.text}>Nothing that counts: only how it is written, or comments.</p>
      )}
      {shown.length > 0 && (
        <ul className={classes.parts}>
          {shown.map((part) => (
            <PartLine key={`${part.part} ${part.name}`} part={part} />
          ))}
        </ul>
      )}
      {parts !== null && parts.length > shown.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          Show {plural(parts.length - shown.length, "more change")}
        </button>
      )}
      {texts.map(({ file, from, to }) => (
        <TextLine key={file} file={file} from={from} to={to} first={texts[0]?.file === file} />
      ))}
    </section>
  );
}

function PartLine({ part }: { readonly part: PartChange }) {
  return (
    <li className={classes.part} data-part={part.part} data-name={part.name} data-change={part.change}>
      <span className={classes.change}>{part.change}</span>
      <span className={classes.kind}>{part.part}</span>
      <span className={classes.name} title={part.name}>
        {part.name}
      </span>
      {part.change === "changed" && (
        <span className={classes.facets}>
          {part.facets.map((facet) => (
            <Facet key={facet.what} facet={facet} alone={part.part === "parameter"} />
          ))}
        </span>
      )}
    </li>
  );
}

function Facet({ facet, alone }: { readonly facet: FacetChange; readonly alone: boolean }) {
  const { what, from, to } = facet;
  return (
    <span className={classes.facet}>
      {!alone && <span className={classes.what}>{what}</span>}
      {from === null ? <em>none</em> : <del>{from}</del>}
      <span aria-hidden="true"> → </span>
      {to === null ? <em>none</em> : <ins>{to}</ins>}
    </span>
  );
}

function TextLine(props: PipelineChanges["texts"][number] & { readonly first: boolean }) {
  const { file, from, to } = props;
  const [open, setOpen] = useState(props.first);
  const sides = [
    { label: "when imported", content: from },
    { label: "now", content: to },
  ] as const;
  const texts = textsOf(sides[0], sides[1]);
  return (
    <details className={classes.file} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary title={file}>
        {lastPart(file)}{" "}
        {from === null
          ? "is new"
          : to === null
            ? "is no part of it any more"
            : texts !== null && <LineCountsText counts={countLines(texts.from, texts.to)} />}
      </summary>
      {open && (
        <div className={classes.texts}>
          <FileTexts path={file} from={sides[0]} to={sides[1]} fold />
        </div>
      )}
    </details>
  );
}
