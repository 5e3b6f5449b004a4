import { SegmentedControl, Skeleton } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import type { ArtifactContent } from "../../../src-main/core/contract/run-contents.ts";
import type { Asked } from "../../api/use-answer.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { sizeText } from "../../ui/format.ts";
import { Markdown } from "../../ui/markdown.tsx";
import { Mono } from "../../ui/text.tsx";
import { FileContent } from "./file-content.tsx";
import { HtmlFrame } from "./html-frame.tsx";
import { JsonTree, parsedJson } from "./json-tree.tsx";
import { OutputTable } from "./output-table.tsx";
import classes from "./recorded-panels.module.css";

/** What is in a file, as far as it can be shown: an image, rows, or a text in the way its ending tells. */
export function LookInside(props: {
  readonly name: string;
  /** As it was named by whoever made it; its ending tells how a text is shown. */
  readonly path: string | null;
  readonly asked: Asked<ArtifactContent>;
}) {
  const { name, path } = props;
  const { value, failure } = props.asked;
  if (failure !== null || value === null) {
    return (
      <div className={classes.padded}>
        {failure === null ? (
          <Skeleton height={120} role="status" aria-label={`Reading ${name}`} />
        ) : (
          <ErrorNotice failure={failure} />
        )}
      </div>
    );
  }
  switch (value.kind) {
    case "image":
      return (
        <div className={classes.padded}>
          <img className={classes.image} src={value.url} alt={name} />
        </div>
      );
    case "table":
      return value.table.kind === "table" ? (
        <OutputTable name={name} table={value.table} />
      ) : (
        <p className={classes.note}>{value.table.why}</p>
      );
    case "text":
      return value.content.kind === "text" ? (
        <TextLook name={name} ending={endingOf(path ?? name)} text={value.content.text} />
      ) : (
        <div className={classes.padded}>
          <FileContent name={name} content={value.content} />
        </div>
      );
    case "no-preview":
      return (
        <div className={classes.padded}>
          <p className={classes.note}>
            A {value.what}, {sizeText(value.size)}. {value.why}. {value.remedy}:
          </p>
          <p className={classes.place}>
            <Mono>{value.file}</Mono>
          </p>
        </div>
      );
    default:
      return unreachable(value);
  }
}

const endingOf = (path: string): string => /\.([a-z\d]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";

/** A text in the look that suits it, or as it is written. */
function TextLook(props: { readonly name: string; readonly ending: string; readonly text: string }) {
  const { name, ending, text } = props;
  const [plain, setPlain] = useState(false);
  const look = useMemo(() => lookOf(name, ending, text), [name, ending, text]);
  return (
    <div className={classes.padded}>
      {look !== null && (
        <SegmentedControl
          mb={8}
          size="xs"
          aria-label={`Show ${name} as`}
          value={plain ? "text" : "look"}
          onChange={(value) => setPlain(value === "text")}
          data={[
            { value: "look", label: look.label },
            { value: "text", label: "Text" },
          ]}
        />
      )}
      {look === null || plain ? <FileContent name={name} content={{ kind: "text", text }} /> : look.view}
    </div>
  );
}

function lookOf(
  name: string,
  ending: string,
  text: string,
): { readonly label: string; readonly view: ReactNode } | null {
  switch (ending) {
    case "json":
    case "ipynb":
    case "geojson": {
      const value = parsedJson(text);
      return value === undefined ? null : { label: "Tree", view: <JsonTree name={name} value={value} /> };
    }
    case "md":
    case "markdown":
      return {
        label: "Page",
        view: (
          <div className={classes.page}>
            <Markdown text={text} />
          </div>
        ),
      };
    case "html":
    case "htm":
      return { label: "Page", view: <HtmlFrame name={name} text={text} /> };
    default:
      return null;
  }
}
