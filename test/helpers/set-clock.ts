/**
 * Loaded into the command line's process before it (`node --import`), for tests that set its wall clock: from when the file
 * `CLOCK_SET` is there, it is off by as many milliseconds as that says.
 */
import { existsSync, readFileSync } from "node:fs";

const path = process.env.CLOCK_SET;
if (path !== undefined) {
  const real = Date.now;
  Date.now = () => real() + (existsSync(path) ? Number(readFileSync(path, "utf8")) : 0);
}
