// Loaded before the command line and what it starts: a backup's process stays in the midst of it, as in a statement of
// SQLite's that copies very much, until it is ended from outside.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

if (process.send !== undefined) {
  fs.renameSync = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  syncBuiltinESMExports();
}
