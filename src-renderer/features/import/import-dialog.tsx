import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import type { ImportCandidate } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { useFocusBack } from "../../ui/focus-back.ts";
import { countText } from "../../ui/format.ts";
import { asksTrust, dialogTitle, importLabel, isImportable } from "./candidates.ts";
import classes from "./import.module.css";
import { PipelineSection } from "./pipeline-section.tsx";
import { RunsSection } from "./runs-section.tsx";

/** "Import pipeline", and runs: what was dropped, before anything of it is kept or run. */
export function ImportDialog(props: {
  readonly candidates: readonly ImportCandidate[];
  readonly failure: Failure | null;
  readonly busy: boolean;
  readonly onImport: () => void;
  readonly onClose: () => void;
}) {
  useFocusBack();
  const { candidates, failure, busy, onClose } = props;
  const label = importLabel(candidates);
  return (
    <Modal
      opened
      onClose={onClose}
      title={dialogTitle(candidates)}
      size={860}
      classNames={{
        content: classes.dialog,
        header: classes.dialogHeader,
        title: classes.dialogTitle,
        body: classes.dialogBody,
      }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.scroll}>
        {failure !== null && <ErrorNotice failure={failure} />}
        {candidates.length > 1 && (
          <p className={classes.overview}>
            {countText(candidates.filter(isImportable).length)} of {countText(candidates.length)} files can be
            imported
          </p>
        )}
        {candidates.map((candidate) =>
          candidate.kind === "runs" ? (
            <RunsSection key={candidate.path} candidate={candidate} />
          ) : (
            <PipelineSection key={candidate.path} candidate={candidate} />
          ),
        )}
      </div>
      <footer className={classes.footer}>
        <Note>
          {candidates.some(asksTrust) &&
            "Reading the file ran nothing of it. Import it only if you trust these commands."}
          {label === null && failure === null && "There is nothing here that could be imported."}
        </Note>
        <Button variant="default" onClick={onClose} data-autofocus={label === null || undefined}>
          Cancel
        </Button>
        {label !== null && (
          <Button onClick={props.onImport} loading={busy} data-autofocus>
            {label}
          </Button>
        )}
      </footer>
    </Modal>
  );
}

const Note = ({ children }: { readonly children: ReactNode }) => <p className={classes.note}>{children}</p>;
