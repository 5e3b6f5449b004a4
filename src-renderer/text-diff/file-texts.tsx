import { unreachable } from "../../src-main/core/base/unreachable.ts";
import type { FileText } from "../../src-main/core/model/run-diff.ts";
import { sizeText } from "../ui/format.ts";
import { Dot } from "../ui/text.tsx";
import { SideBySide } from "./side-by-side.tsx";
import classes from "./text-diff.module.css";
import { type TextSide, textsOf } from "./text-sides.ts";

/** Two versions of a file: side by side where both are text, else what each of them is and why it is not shown. */
export function FileTexts(props: {
  readonly path: string;
  readonly from: TextSide;
  readonly to: TextSide;
  readonly fold: boolean;
  readonly line?: number | null;
  /** Text to be marked wherever it stands. */
  readonly search?: string;
}) {
  const { path, from, to, fold, line = null, search = "" } = props;
  const texts = textsOf(from, to);
  if (texts === null) {
    return (
      <div className={classes.notText}>
        <SideNote side={from} />
        <SideNote side={to} />
      </div>
    );
  }
  return (
    <SideBySide
      path={path}
      from={texts.from}
      to={texts.to}
      labels={[from.label, to.label]}
      fold={fold && texts.from !== texts.to}
      line={line}
      search={search}
    />
  );
}

function SideNote({ side }: { readonly side: TextSide }) {
  return (
    <p>
      <strong>
        {side.color !== undefined && <Dot color={side.color} />}
        {side.label}
      </strong>
      {noteOf(side.content)}
    </p>
  );
}

function noteOf(file: FileText | null): string {
  if (file === null) return "has no such file";
  switch (file.kind) {
    case "text":
      return "a text file";
    case "binary":
      return `not a text file, ${sizeText(file.size)}`;
    case "too-large":
      return `too large to show here, ${sizeText(file.size)}`;
    case "not-kept":
      return "contents not kept in the library";
    case "damaged":
      return "contents damaged in the library; they were set aside";
    default:
      return unreachable(file);
  }
}
