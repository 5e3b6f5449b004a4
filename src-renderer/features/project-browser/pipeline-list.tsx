import { IconFileOff, IconFilePencil, IconShieldExclamation } from "@tabler/icons-react";
import type { PipelineSummary } from "../../../src-main/core/contract/methods.ts";
import { go, useNavigation } from "../../state/navigation.ts";
import { opensInWindow } from "../../state/open-in-window.ts";
import { loadPipelines, usePipelines } from "../../state/pipelines.ts";
import { ListFailure } from "./list-failure.tsx";
import classes from "./sidebar.module.css";

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

type Mark = { readonly text: string; readonly look: "missing" | "untrusted" | "changed" };

function markOf({ missing, trusted, changed }: PipelineSummary): Mark | null {
  if (missing) return { text: "file missing", look: "missing" };
  if (!trusted) return { text: "commands changed, not trusted yet", look: "untrusted" };
  return changed ? { text: "changed on disk", look: "changed" } : null;
}

const icons = { missing: IconFileOff, untrusted: IconShieldExclamation, changed: IconFilePencil };

/** The imported pipeline files; those that cannot be run as they are carry a mark that says why. */
export function PipelineList() {
  const list = usePipelines((state) => state.list);
  const failure = usePipelines((state) => state.failure);
  const shown = useNavigation(({ view }) => (view.view === "pipeline" ? view.id : null));
  return (
    <>
      <ListFailure failure={failure} onAgain={loadPipelines} />
      <ul className={classes.list} aria-label="Pipelines">
        {list?.map((pipeline) => {
          const mark = markOf(pipeline);
          const Icon = mark === null ? null : icons[mark.look];
          return (
            <li key={pipeline.id}>
              <button
                type="button"
                className={classes.item}
                aria-current={shown === pipeline.id ? "page" : undefined}
                data-pipeline={pipeline.id}
                title={pipeline.file}
                onClick={() => go({ view: "pipeline", id: pipeline.id })}
                {...opensInWindow({ view: "pipeline", id: pipeline.id })}
              >
                <span className={classes.itemName}>
                  {pipeline.name}
                  <span className={classes.itemHint}> · {fileName(pipeline.file)}</span>
                </span>
                {mark !== null && Icon !== null && (
                  <span
                    className={classes.mark}
                    role="img"
                    aria-label={mark.text}
                    title={mark.text}
                    data-look={mark.look}
                  >
                    <Icon size={14} stroke={2} />
                  </span>
                )}
              </button>
            </li>
          );
        })}
        {list !== null && list.length === 0 && (
          <li className={classes.nothing}>Drop a pipeline file on the window</li>
        )}
      </ul>
    </>
  );
}
