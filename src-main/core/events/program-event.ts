import type { ValueObject } from "../base/value.ts";
import type { PropertyValue } from "../model/run.ts";

/**
 * What a program tells of itself: one line of an event file, as docs/event-files.md has them. Times are epoch
 * milliseconds; null: as of when it is read.
 */
export type ProgramEvent =
  | {
      readonly type: "start";
      readonly project: string | null;
      readonly name: string | null;
      readonly params: ValueObject;
      readonly tags: readonly string[];
      readonly command: string | null;
      readonly cwd: string | null;
      /** The process beyond the life of its pid; null when it does not say. */
      readonly process: ProcessMark | null;
      readonly host: string | null;
      readonly time: number | null;
    }
  | {
      readonly type: "metrics";
      readonly values: readonly (readonly [name: string, value: number])[];
      /** Null: one more than the last of that name. */
      readonly step: number | null;
      readonly time: number | null;
    }
  | { readonly type: "params"; readonly values: ValueObject }
  | { readonly type: "tags"; readonly add: readonly string[]; readonly remove: readonly string[] }
  /** `value` null: it is taken away. */
  | { readonly type: "property"; readonly key: string; readonly value: PropertyValue | null }
  | { readonly type: "notes"; readonly text: string; readonly append: boolean }
  | {
      readonly type: "artifact";
      readonly name: string;
      readonly path: string;
      readonly kind: ArtifactKind;
      readonly step: number | null;
      readonly time: number | null;
    }
  | { readonly type: "input" | "output"; readonly name: string; readonly path: string }
  | { readonly type: "code"; readonly path: string; readonly text: string }
  | {
      readonly type: "environment";
      readonly os: string | null;
      readonly host: string | null;
      readonly user: string | null;
      readonly python: string | null;
      readonly hardware: string | null;
      readonly packages: { readonly [name: string]: string } | null;
      readonly variables: { readonly [name: string]: string | null } | null;
    }
  | {
      readonly type: "git";
      readonly commit: string;
      readonly branch: string | null;
      readonly dirty: boolean;
      /** What is not committed, as `git diff` prints it. */
      readonly diff: string | null;
    }
  | {
      readonly type: "end";
      readonly status: "succeeded" | "failed" | "cancelled";
      readonly exitCode: number | null;
      readonly error: string | null;
      readonly time: number | null;
    };

export type ArtifactKind = "file" | "image" | "figure" | "table" | "text";

/** As `/proc` has them: the start in clock ticks since boot, the boot's id. */
export type ProcessMark = { readonly pid: number; readonly start: string; readonly boot: string };
