import type { RunId } from "../../core/model/ids.ts";
import type { CodePorts } from "../../core/plan/step-code.ts";
import type { Content } from "../../core/ports/files.ts";
import type { Objects } from "../objects/object-store.ts";
import type { Placing } from "./put-in-place.ts";
import type { DigestCache } from "./stat-cache.ts";
import type { StepSurroundings } from "./step-environment.ts";

/** What executing steps on this machine needs. */
export type LocalHost = {
  readonly objects: Objects;
  /**
   * Sees to it that the library has room to record how steps end, once it took what one of them made; throws where the disk
   * does not have it.
   */
  readonly keepRoom: () => void;
  readonly cache: DigestCache;
  readonly isRecorded: Placing["isRecorded"];
  /** Called when a step's run is about to replace bytes that are not recorded; the library holds them now. */
  readonly onDisplaced: (stepRun: RunId, path: string, content: Content) => void;
  /** What code is read through. */
  readonly code: CodePorts;
  readonly surroundings: StepSurroundings;
  /** Sources up to this many bytes are kept in the library, so that inputs can be compared later and cannot change under a step. */
  readonly keptSource: number;
  /** The folder of a run in the library: its console, staging, what it set aside. */
  readonly runFolder: (stepRun: string) => string;
  /** Kept per signature until the step succeeds. */
  readonly scratchFolder: (signature: string) => string;
};

export const placingOf = (
  { objects, cache, isRecorded, onDisplaced }: LocalHost,
  stepRun: RunId,
): Placing => ({
  objects,
  cache,
  isRecorded,
  onDisplaced: (path, content) => onDisplaced(stepRun, path, content),
});
