// A process that makes one backup: see backup-apart.ts.
import type { WrittenBackup } from "../store/backups.ts";
import { backUpFile } from "../store/care.ts";

/** What it tells: that the copy is made and is being checked, then what became of it. */
export type BackupNews =
  | { readonly kind: "copied" }
  | { readonly kind: "ended"; readonly backup: WrittenBackup };

const [path = "", file = ""] = process.argv.slice(2);
const tell = (news: BackupNews, then: () => void = () => {}): void => void process.send?.(news, then);

// Of a terminal all processes are interrupted at once. Whoever started this one ends it, and takes away what is half made.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});

const backup = backUpFile(path, file, () => tell({ kind: "copied" }));
tell({ kind: "ended", backup }, () => process.disconnect?.());
