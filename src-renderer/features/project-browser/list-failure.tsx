import { Button } from "@mantine/core";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import classes from "./sidebar.module.css";

/** Why a list of the sidebar could not be read, or not be read anew: what was known of it stays below. */
export function ListFailure(props: {
  readonly failure: Failure | null;
  readonly onAgain: () => Promise<void>;
}) {
  if (props.failure === null) return null;
  return (
    <div className={classes.failure}>
      <ErrorNotice
        failure={props.failure}
        action={
          <Button variant="default" size="compact-xs" onClick={() => void props.onAgain()}>
            Try again
          </Button>
        }
      />
    </div>
  );
}
