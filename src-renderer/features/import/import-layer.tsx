import { notifications } from "@mantine/notifications";
import { IconFileImport } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import type { ToImport, WindowCommand } from "../../../src-main/core/contract/bridge.ts";
import type {
  ImportCandidate,
  ImportedRuns,
  PipelineSummary,
} from "../../../src-main/core/contract/methods.ts";
import { type Failure, inputFailure } from "../../../src-main/core/model/failure.ts";
import { client } from "../../api/client.ts";
import { latestOnly } from "../../api/latest-only.ts";
import { useCommands } from "../../state/commands.ts";
import { setFilter } from "../../state/load-runs.ts";
import { go } from "../../state/navigation.ts";
import { type Importable, isImportable, openAtOnce, outcomeText } from "./candidates.ts";
import classes from "./import.module.css";
import { ImportDialog } from "./import-dialog.tsx";
import { Reading } from "./reading.tsx";
import { useFileDrop } from "./use-file-drop.ts";

/** What stands over the window: nothing, a file being read, or the dialog with what was found. */
type Stage =
  | { readonly stage: "idle" }
  | {
      readonly stage: "reading";
      readonly what: string;
      /** What is read; of the app's own there is neither a count nor a way out. */
      readonly paths: readonly string[];
      readonly stop: (() => void) | null;
    }
  | {
      readonly stage: "review";
      readonly candidates: readonly ImportCandidate[];
      readonly failure: Failure | null;
      readonly busy: boolean;
    };

const idle: Stage = { stage: "idle" };
const failed = (failure: Failure): Stage => ({ stage: "review", candidates: [], failure, busy: false });

/** Takes pipelines and runs in: by drop anywhere on the window, from the menu, or from outside. Drawn once, above everything. */
export function ImportLayer() {
  const [stage, setStage] = useState<Stage>(idle);
  const questions = useRef(latestOnly());

  const opened = useCallback((summary: Pick<PipelineSummary, "id">) => {
    setStage(idle);
    go({ view: "pipeline", id: summary.id });
  }, []);

  const inspect = useCallback(
    async (paths: readonly string[], { review = false } = {}) => {
      if (paths.length === 0) return;
      // It would lie over the buttons of the next dialog.
      notifications.hide(runsNotice);
      const stop = (): void => {
        questions.current.cancel();
        void client.call("pipelines.stopInspecting", { paths });
        setStage(idle);
      };
      const what = paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files`;
      setStage({ stage: "reading", what, paths, stop });
      await questions.current.run(readAll(paths, review), (found) => {
        if (found.opened !== null) opened(found.opened);
        else if (found.failure !== null) setStage(failed(found.failure));
        else setStage({ stage: "review", candidates: found.candidates, failure: null, busy: false });
      });
    },
    [opened],
  );

  const openExample = useCallback(async () => {
    setStage({ stage: "reading", what: "the example", paths: [], stop: null });
    await questions.current.run(client.call("pipelines.openExample", {}), (answer) =>
      answer.ok ? opened(answer.value) : setStage(failed(answer.error)),
    );
  }, [opened]);

  useEffect(() => {
    const obey = async (command: WindowCommand) => {
      switch (command.type) {
        case "import":
          return inspect(command.paths);
        case "review":
          return inspect([command.file], { review: true });
        case "command":
        case "show":
        case "settings-changed":
          return;
        default:
          return unreachable(command);
      }
    };
    return client.onCommand((command) => void obey(command));
  }, [inspect]);
  const choose = async (what: ToImport) => inspect(await client.chooseToImport(what));
  useCommands({
    "import-files": () => void choose("files"),
    "import-folders": () => void choose("folders"),
    "open-example": () => void openExample(),
  });

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
    const { first, runs, failure } = await importEach(candidates.filter(isImportable));
    if (runs.length > 0) tellOfRuns(runs);
    if (failure !== null) setStage({ stage: "review", candidates, failure, busy: false });
    else if (first !== null) opened(first);
    else {
      setStage(idle);
      const project = onlyProject(candidates);
      setFilter({ project, archived: false });
      go({ view: "runs", project });
    }
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
      {stage.stage === "reading" && <Reading what={stage.what} paths={stage.paths} onStop={stage.stop} />}
      {hovering && (
        <div className={classes.overlay}>
          <div className={classes.dropBox}>
            <IconFileImport size={40} stroke={1.3} aria-hidden="true" />
            <strong>Drop to import</strong>
            <span>Pipelines and runs, as files or folders. Nothing of them is run or kept yet.</span>
          </div>
        </div>
      )}
    </>
  );
}

type Found = {
  readonly candidates: readonly ImportCandidate[];
  /** The pipeline to show at once. */
  readonly opened: Pick<PipelineSummary, "id"> | null;
  readonly failure: Failure | null;
};

/** Reads what was dropped; a lone pipeline that was agreed to before is opened without asking, unless it is to be reviewed. */
async function readAll(paths: readonly string[], review: boolean): Promise<Found> {
  const answer = await client.call("pipelines.inspect", { paths });
  if (!answer.ok) return { candidates: [], opened: null, failure: answer.error };
  const known = review ? null : openAtOnce(answer.value);
  if (known === null) return { candidates: answer.value, opened: null, failure: null };
  // What changed in one that is on the list is told beside its graph; it is not to be passed over here.
  if (known.known !== null) return { candidates: answer.value, opened: { id: known.known }, failure: null };
  const { first, failure } = await importEach([known]);
  return { candidates: answer.value, opened: first, failure };
}

type Imported = {
  /** The pipeline to show. */
  readonly first: PipelineSummary | null;
  readonly runs: readonly ImportedRuns[];
  readonly failure: Failure | null;
};

/** Imports one after the other and stops at the first that fails. */
async function importEach(candidates: readonly Importable[]): Promise<Imported> {
  let first: PipelineSummary | null = null;
  const runs: ImportedRuns[] = [];
  for (const candidate of candidates) {
    const { path } = candidate;
    if (candidate.kind === "runs") {
      const answer = await client.call("runs.import", { path });
      if (!answer.ok) return { first, runs, failure: answer.error };
      runs.push(answer.value);
    } else {
      const answer = await client.call("pipelines.import", { path, trust: candidate.trust });
      if (!answer.ok) return { first, runs, failure: answer.error };
      first ??= answer.value;
    }
  }
  return { first, runs, failure: null };
}

const runsNotice = "imported-runs";

/** Stays until it is closed, or something else is dropped, when something was left out. */
function tellOfRuns(results: readonly ImportedRuns[]): void {
  const refused = results.some((result) => result.refused > 0);
  notifications.show({
    id: runsNotice,
    title: refused ? "Runs imported, not all" : "Runs imported",
    message: outcomeText(results),
    color: refused ? "yellow" : undefined,
    autoClose: refused ? false : 8_000,
    role: "status",
  });
}

/** Where what was imported is seen: its project when there is one, else all runs. */
function onlyProject(candidates: readonly ImportCandidate[]): string | null {
  const projects = new Set(
    candidates.flatMap((candidate) => (candidate.kind === "runs" ? candidate.projects : [])),
  );
  const [only] = projects;
  return projects.size === 1 && only !== undefined ? only : null;
}
