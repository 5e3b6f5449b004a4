import { Button, Modal, Skeleton } from "@mantine/core";
import { IconArrowRight, IconInfoCircle } from "@tabler/icons-react";
import type { PipelineRequest, ReasonDiff } from "../../../src-main/core/contract/methods.ts";
import { partOfReason } from "../../../src-main/core/diff/part-of-reason.ts";
import { countLines } from "../../../src-main/core/diff/unified.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { go } from "../../state/navigation.ts";
import { LineCountsText } from "../../text-diff/line-counts.tsx";
import { textsOf } from "../../text-diff/text-sides.ts";
import { loadedLater } from "../../ui/loaded-later.tsx";
import { isAboutValue, pathOf } from "./explainable.ts";
import classes from "./reason-dialog.module.css";

// Loaded when first opened: the editor is larger than all of the view.
const FileTexts = loadedLater(
  async () => (await import("../../text-diff/file-texts.tsx")).FileTexts,
  () => <Loading />,
);

/** One reason of a plan: the plan's request, the step, and where the reason stands in its list. */
export type ReasonPlace = {
  readonly request: PipelineRequest;
  readonly step: string;
  readonly index: number;
  readonly reason: Reason;
};

/** What is behind a reason, side by side. Closed by Escape; the focus returns to where it was opened. */
export function ReasonDialog({
  place,
  onClose,
}: {
  readonly place: ReasonPlace | null;
  readonly onClose: () => void;
}) {
  return (
    <Modal
      opened={place !== null}
      onClose={onClose}
      title={place === null ? null : <Title place={place} />}
      size={place !== null && isAboutValue(place.reason) ? 620 : "min(1180px, 92vw)"}
      padding={0}
      classNames={{
        header: classes.header,
        title: classes.title,
        body: classes.body,
        content: classes.content,
      }}
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 0 }}
    >
      {place !== null && <Body place={place} onClose={onClose} />}
    </Modal>
  );
}

function Title({ place }: { readonly place: ReasonPlace }) {
  return (
    <>
      {place.reason.text} <span className={classes.step}>in {place.step}</span>
    </>
  );
}

function Body({ place, onClose }: { readonly place: ReasonPlace; readonly onClose: () => void }) {
  const { request, step, index } = place;
  const { value, failure } = useAnswer("pipelines.explain", { ...request, step, reason: index });
  if (failure !== null) {
    return (
      <p className={classes.kind} role="note">
        <IconInfoCircle size={16} stroke={1.8} aria-hidden="true" />
        <span>{failure.message}</span>
      </p>
    );
  }
  if (value === null) return <Loading />;
  return (
    <>
      <Sides reason={place.reason} diff={value} />
      {value.runs !== null && (
        <footer className={classes.runs}>
          <span>Two runs of the step, with all that differs between them:</span>
          <Button
            variant="default"
            onClick={() => {
              onClose();
              go({ view: "compare", runs: value.runs ?? [], tab: partOfReason[place.reason.kind] ?? null });
            }}
          >
            Compare runs
          </Button>
        </footer>
      )}
    </>
  );
}

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label="Comparing">
      <Skeleton height={12} width="60%" mb={8} />
      <Skeleton height={12} width="75%" mb={8} />
      <Skeleton height={12} width="40%" />
    </div>
  );
}

function Sides({ reason, diff }: { readonly reason: Reason; readonly diff: ReasonDiff }) {
  const texts = textsOf(diff.from, diff.to);
  if (texts !== null && isAboutValue(reason) && isShort(texts.from) && isShort(texts.to)) {
    return (
      <div className={classes.values}>
        <ValueSide label={diff.from.label} value={texts.from} side="from" />
        <IconArrowRight size={18} stroke={1.6} aria-hidden="true" className={classes.arrow} />
        <ValueSide label={diff.to.label} value={texts.to} side="to" />
      </div>
    );
  }
  if (texts === null) return <FileTexts path={diff.title} from={diff.from} to={diff.to} fold={false} />;
  return (
    <>
      <div className={classes.labels}>
        <span className={classes.label}>{diff.from.label}</span>
        <span className={classes.label}>{diff.to.label}</span>
        <span className={classes.counts}>
          <LineCountsText counts={countLines(texts.from, texts.to)} />
        </span>
      </div>
      <div className={classes.texts}>
        <FileTexts path={pathOf(reason, diff.title)} from={diff.from} to={diff.to} fold line={diff.line} />
      </div>
      {texts.from === texts.to && (
        <p className={classes.foot}>
          The two texts are alike now: it was changed back, or again since the plan.
        </p>
      )}
    </>
  );
}

/** One line that fits beside another. */
const isShort = (text: string): boolean => text.length <= 160 && !text.trimEnd().includes("\n");

function ValueSide({
  label,
  value,
  side,
}: {
  readonly label: string;
  readonly value: string;
  readonly side: "from" | "to";
}) {
  const Tag = side === "from" ? "del" : "ins";
  const text = value.replace(/\n$/, "");
  return (
    <div className={classes.valueSide}>
      <span className={classes.label}>{label}</span>
      {text === "" ? (
        <span className={classes.nothing}>nothing</span>
      ) : (
        <Tag className={classes.value} data-side={side}>
          {text}
        </Tag>
      )}
    </div>
  );
}
