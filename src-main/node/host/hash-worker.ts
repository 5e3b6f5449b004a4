import { answerTasks } from "./answer-tasks.ts";
import { digestFileNow, type FileDigest } from "./digest.ts";

/** What became of one file. `code` is that of the system's error. */
export type HashedFile = FileDigest | { readonly message: string; readonly code: string | undefined };

answerTasks((paths: readonly string[]): readonly HashedFile[] =>
  paths.map((path) => {
    try {
      return digestFileNow(path);
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      return { message, code };
    }
  }),
);
