import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunDetail, RunRow } from "../../../src-main/core/model/run.ts";
import { go } from "../../state/navigation.ts";
import { useRunDetail } from "../../state/run-details.ts";
import classes from "./run-detail.module.css";

/** The steps beside a step, or those of a run itself: among them is who made a file. */
export function useStepsBeside(detail: RunDetail): readonly RunRow[] {
  const whole = useRunDetail(detail.parent ?? detail.id);
  return detail.parent === null ? detail.steps : (whole.value?.steps ?? []);
}

/** The step that made a file, with the way to its run; a word for a source, nothing where that is not told. */
export function MadeBy(props: {
  readonly maker: string | null;
  readonly steps: readonly RunRow[];
  /** The run that is looked at, which needs no way to itself. */
  readonly own: RunId;
}) {
  const { maker, steps, own } = props;
  if (maker === null) return <>source</>;
  const made = steps.find(({ step }) => step === maker);
  if (made === undefined || made.id === own) return <>by {maker}</>;
  return (
    <>
      by{" "}
      <button type="button" className={classes.link} onClick={() => go({ view: "run", id: made.id })}>
        {maker}
      </button>
    </>
  );
}
