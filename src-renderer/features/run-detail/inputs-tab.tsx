import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural, sizeText } from "../../ui/format.ts";
import { FilePanel, nameAndPath } from "./file-panel.tsx";
import { FoundList } from "./found-list.tsx";
import { MadeBy, useStepsBeside } from "./made-by.tsx";
import classes from "./outputs-tab.module.css";

/** What a run read: where it stood, its digest and size, which step made it, and what is in it. */
export function InputsTab({ detail }: { readonly detail: RunDetail }) {
  const steps = useStepsBeside(detail);
  const { inputs } = detail;
  if (inputs.length === 0)
    return <EmptyState title="No inputs">Nothing that this run read was recorded.</EmptyState>;
  const bytes = inputs.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return (
    <div className={classes.outputs}>
      <FoundList
        items={inputs}
        label="Find inputs"
        placeholder={`Find among ${plural(inputs.length, "input")}, ${sizeText(bytes)}`}
        textOf={nameAndPath}
        nothing="No input has this in its name or path."
        card={(file) => (
          <FilePanel
            key={file.name}
            run={detail.id}
            fileRole="input"
            file={file}
            open={inputs.length === 1}
            maker={<MadeBy maker={file.maker} steps={steps} own={detail.id} />}
          />
        )}
      />
    </div>
  );
}
