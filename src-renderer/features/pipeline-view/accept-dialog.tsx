import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { PipelineRequest } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { PlannedStep } from "../../../src-main/core/model/plan.ts";
import { client } from "../../api/client.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import classes from "./accept-dialog.module.css";

/** Asks before a step's last outputs are taken for the result of what it is now, and says what that means. */
export function AcceptDialog(props: {
  readonly request: PipelineRequest;
  readonly planned: PlannedStep | null;
  readonly onClose: () => void;
  readonly onAccepted: (run: RunId) => void;
}) {
  const { planned, onClose } = props;
  return (
    <Modal
      opened={planned !== null}
      onClose={onClose}
      title={planned === null ? null : `Accept the last outputs of ${planned.name}?`}
      size={480}
      classNames={{ title: classes.title }}
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 0 }}
    >
      {planned !== null && <Question {...props} planned={planned} />}
    </Modal>
  );
}

function Question(props: {
  readonly request: PipelineRequest;
  readonly planned: PlannedStep;
  readonly onClose: () => void;
  readonly onAccepted: (run: RunId) => void;
}) {
  const { request, planned } = props;
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const accept = async () => {
    setAsked(true);
    setFailure(null);
    const answer = await client.call("pipelines.accept", { ...request, step: planned.name });
    setAsked(false);
    if (answer.ok) props.onAccepted(answer.value.run);
    else setFailure(answer.error);
  };
  return (
    <div className={classes.dialog}>
      <p>It would run because of this:</p>
      <ul className={classes.reasons}>
        {planned.reasons.map((reason) => (
          <li key={`${reason.kind} ${reason.subject} ${reason.text}`}>{reason.text}</li>
        ))}
      </ul>
      <p>
        Accepting says that this changes nothing of what it makes. Its last outputs count from now on as the
        result of the step as it is today, and it does not run. Nothing checks that they are: you vouch for
        it. When something changes again, it runs.
      </p>
      {failure !== null && <ErrorNotice failure={failure} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={props.onClose}>
          Cancel
        </Button>
        <Button loading={asked} data-autofocus onClick={() => void accept()}>
          Accept
        </Button>
      </div>
    </div>
  );
}
