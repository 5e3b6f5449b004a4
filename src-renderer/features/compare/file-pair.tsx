import { Button, Skeleton, Switch } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import type { FileRole } from "../../../src-main/core/diff/run-files.ts";
import { countLines } from "../../../src-main/core/diff/unified.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { FileTexts } from "../../text-diff/file-texts.tsx";
import { LineCountsText } from "../../text-diff/line-counts.tsx";
import { textsOf } from "../../text-diff/text-sides.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { DottedName } from "./facet-table.tsx";
import type { PairOfSides } from "./sides.ts";

type Props = {
  readonly fileRole: FileRole | "uncommitted";
  /** As the diff names it; a side that has no such file is left out. */
  readonly name: string;
  readonly path: string;
  readonly inFrom: boolean;
  readonly inTo: boolean;
  readonly pair: PairOfSides;
  /** Text to be marked wherever it stands. */
  readonly search?: string;
  /** Beside the counts of lines, as a choice of another way to look at the file. */
  readonly choice?: ReactNode;
  readonly footer?: ReactNode;
};

/** One file as it was in both runs, side by side where it is text. */
export function FilePair({ fileRole: role, name, path, inFrom, inTo, pair, search, choice, footer }: Props) {
  const [fold, setFold] = useState(true);
  const before = useAnswer("runs.fileText", inFrom ? { id: pair.from.run.id, role, name } : null);
  const after = useAnswer("runs.fileText", inTo ? { id: pair.to.run.id, role, name } : null);
  const failure = before.failure ?? after.failure;
  const waiting = (inFrom && before.value === null) || (inTo && after.value === null);
  const from = { label: pair.from.label, color: pair.from.color, content: before.value };
  const to = { label: pair.to.label, color: pair.to.color, content: after.value };
  const texts = textsOf(from, to);
  const alike = texts !== null && texts.from === texts.to;
  const [fromText, toText] =
    texts === null || waiting ? [null, null] : [inFrom ? texts.from : null, inTo ? texts.to : null];
  const counts = useMemo(() => countLines(fromText, toText), [fromText, toText]);

  return (
    <Panel
      flush
      title={
        <span className={classes.fileTitle}>
          {role === "code" || role === "uncommitted" ? path : <DottedName name={name} />}
        </span>
      }
      aside={
        (texts !== null && !waiting) || choice !== undefined ? (
          <span className={classes.fileAside}>
            {choice}
            {texts !== null && !waiting && !alike && (
              <Switch
                size="xs"
                label="Fold unchanged lines"
                labelPosition="left"
                checked={fold}
                onChange={(event) => setFold(event.currentTarget.checked)}
              />
            )}
            {texts !== null && !waiting && <LineCountsText counts={counts} />}
          </span>
        ) : undefined
      }
    >
      {failure !== null ? (
        <div className={classes.padded}>
          <ErrorNotice
            failure={failure}
            action={
              <Button variant="default" onClick={before.failure !== null ? before.reload : after.reload}>
                Try again
              </Button>
            }
          />
        </div>
      ) : waiting ? (
        <div className={classes.padded} role="status" aria-label={`Loading ${path}`}>
          <Skeleton height={12} width="60%" mb={8} />
          <Skeleton height={12} width="75%" mb={8} />
          <Skeleton height={12} width="40%" />
        </div>
      ) : (
        <>
          {texts !== null && !(inFrom && inTo) && (
            <p className={classes.note}>
              Only {inFrom ? pair.from.label : pair.to.label}{" "}
              {role === "uncommitted"
                ? "had anything uncommitted"
                : `has this ${role === "code" ? "file" : role}`}
              .
            </p>
          )}
          <FileTexts path={path} from={from} to={to} fold={fold} search={search} />
        </>
      )}
      {footer !== undefined && <div className={classes.foot}>{footer}</div>}
    </Panel>
  );
}
