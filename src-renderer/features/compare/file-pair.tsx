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
import { DottedName } from "./diff-table.tsx";
import type { Sides } from "./sides.ts";

type Props = {
  readonly role: FileRole;
  /** As the diff names it; a side that has no such file is left out. */
  readonly name: string;
  readonly path: string;
  readonly inFrom: boolean;
  readonly inTo: boolean;
  readonly sides: Sides;
  readonly footer?: ReactNode;
};

/** One file as it was in both runs, side by side where it is text. */
export function FilePair({ role, name, path, inFrom, inTo, sides, footer }: Props) {
  const [fold, setFold] = useState(true);
  const before = useAnswer("runs.fileText", inFrom ? { id: sides.from.run.id, role, name } : null);
  const after = useAnswer("runs.fileText", inTo ? { id: sides.to.run.id, role, name } : null);
  const failure = before.failure ?? after.failure;
  const waiting = (inFrom && before.value === null) || (inTo && after.value === null);
  const from = { label: sides.from.label, content: before.value };
  const to = { label: sides.to.label, content: after.value };
  const texts = textsOf(from, to);
  const alike = texts !== null && texts.from === texts.to;
  const [fromText, toText] =
    texts === null || waiting ? [null, null] : [inFrom ? texts.from : null, inTo ? texts.to : null];
  const counts = useMemo(() => countLines(fromText, toText), [fromText, toText]);

  return (
    <Panel
      flush
      title={<span className={classes.fileTitle}>{role === "code" ? path : <DottedName name={name} />}</span>}
      aside={
        texts !== null && !waiting ? (
          <span className={classes.fileAside}>
            {!alike && (
              <Switch
                size="xs"
                label="Fold unchanged lines"
                labelPosition="left"
                checked={fold}
                onChange={(event) => setFold(event.currentTarget.checked)}
              />
            )}
            <LineCountsText counts={counts} />
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
              Only {inFrom ? sides.from.label : sides.to.label} has this {role === "code" ? "file" : role}.
            </p>
          )}
          <FileTexts path={path} from={from} to={to} fold={fold} />
        </>
      )}
      {footer !== undefined && <div className={classes.foot}>{footer}</div>}
    </Panel>
  );
}
