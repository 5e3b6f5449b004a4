import { Loader } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import type { WindowCommand } from "../../../src-main/core/contract/bridge.ts";
import type { Answer, ImportCandidate, PipelineSummary } from "../../../src-main/core/contract/methods.ts";
import { type Failure, inputFailure } from "../../../src-main/core/model/failure.ts";
import { client } from "../../api/client.ts";
import { latestOnly } from "../../api/latest-only.ts";
import { go } from "../../state/navigation.ts";
import { type Importable, isImportable, openAtOnce } from "./candidates.ts";
import classes from "./import.module.css";
import { ImportDialog } from "./import-dialog.tsx";
import { useFileDrop } from "./use-file-drop.ts";

/** What stands over the window: nothing, a file being read, or the dialog with what was found. */
type Stage =
  | { readonly stage: "idle" }
  | { readonly stage: "reading"; readonly what: string }
  | {
      readonly stage: "review";
      readonly candidates: readonly ImportCandidate[];
      readonly failure: Failure | null;
      readonly busy: boolean;
    };

const idle: Stage = { stage: "idle" };
const failed = (failure: Failure): Stage => ({ stage: "review", candidates: [], failure, busy: false });

/** Takes pipelines in: by drop anywhere on the window, from the menu, or from outside. Drawn once, above everything. */
export function ImportLayer() {
  const [stage, setStage] = useState<Stage>(idle);
  const questions = useRef(latestOnly());

  const opened = useCallback((summary: PipelineSummary) => {
    setStage(idle);
    go({ view: "pipeline", id: summary.id });
  }, []);

  const inspect = useCallback(
    async (paths: readonly string[]) => {
      if (paths.length === 0) return;
      setStage({ stage: "reading", what: paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files` });
      await questions.current.run(readAll(paths), (found) => {
        if (found.opened !== null) opened(found.opened);
        else if (found.failure !== null) setStage(failed(found.failure));
        else setStage({ stage: "review", candidates: found.candidates, failure: null, busy: false });
      });
    },
    [opened],
  );

  const openExample = useCallback(async () => {
    setStage({ stage: "reading", what: "the example" });
    await questions.current.run(client.call("pipelines.openExample", {}), (answer) =>
      answer.ok ? opened(answer.value) : setStage(failed(answer.error)),
    );
  }, [opened]);

  useEffect(() => {
    const obey = async (command: WindowCommand) => {
      switch (command.type) {
        case "import":
          return inspect(command.paths);
        case "open-import":
          return inspect(await client.choosePipelineFiles());
        case "open-example":
          return openExample();
        case "focus-search":
        case "theme-changed":
        case "compare":
          return;
        default:
          return unreachable(command);
      }
    };
    return client.onCommand((command) => void obey(command));
  }, [inspect, openExample]);

  const onDrop = useCallback(
    (files: readonly File[]) => {
      const paths = files.map((file) => client.pathForFile(file)).filter((path) => path !== "");
      if (paths.length > 0) void inspect(paths);
      else setStage(failed(inputFailure("What was dropped is not a file or folder of this computer.")));
    },
    [inspect],
  );
  const hovering = useFileDrop(onDrop);

  const importAll = async (candidates: readonly ImportCandidate[]) => {
    setStage({ stage: "review", candidates, failure: null, busy: true });
    const result = await importEach(candidates.filter(isImportable));
    if (result.failure === null && result.first !== null) opened(result.first);
    else setStage({ stage: "review", candidates, failure: result.failure, busy: false });
  };

  return (
    <>
      {stage.stage === "review" && (
        <ImportDialog
          candidates={stage.candidates}
          failure={stage.failure}
          busy={stage.busy}
          onImport={() => void importAll(stage.candidates)}
          onClose={() => setStage(idle)}
        />
      )}
      {stage.stage === "reading" && <Reading what={stage.what} />}
      {hovering && (
        <div className={classes.overlay}>
          <div className={classes.dropBox}>
            <IconFileImport size={40} stroke={1.3} aria-hidden="true" />
            <strong>Drop to import</strong>
            <span>Pipeline files and folders. Nothing of them is run yet.</span>
          </div>
        </div>
      )}
    </>
  );
}

/** Shown only when reading takes long enough to be noticed (see the delay in its style). */
function Reading({ what }: { readonly what: string }) {
  return (
    <div className={classes.reading} aria-live="polite">
      <Loader size="xs" /> <span>Reading {what}…</span>
    </div>
  );
}

type Found = {
  readonly candidates: readonly ImportCandidate[];
  readonly opened: PipelineSummary | null;
  readonly failure: Failure | null;
};

/** Reads what was dropped; a lone pipeline that was agreed to before is imported without asking. */
async function readAll(paths: readonly string[]): Promise<Found> {
  const answer = await client.call("pipelines.inspect", { paths });
  if (!answer.ok) return { candidates: [], opened: null, failure: answer.error };
  const known = openAtOnce(answer.value);
  if (known === null) return { candidates: answer.value, opened: null, failure: null };
  const { first, failure } = await importEach([known]);
  return { candidates: answer.value, opened: first, failure };
}

/** Imports one after the other and stops at the first that fails. `first` is the pipeline to show. */
async function importEach(
  candidates: readonly Importable[],
): Promise<{ readonly first: PipelineSummary | null; readonly failure: Failure | null }> {
  let first: PipelineSummary | null = null;
  for (const { path, trust } of candidates) {
    const answer: Answer<"pipelines.import"> = await client.call("pipelines.import", { path, trust });
    if (!answer.ok) return { first, failure: answer.error };
    first ??= answer.value;
  }
  return { first, failure: null };
}
