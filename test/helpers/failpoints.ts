/**
 * Loaded into the command line's process before it (`node --import`), for tests that kill it: every durable step that
 * Signet's sources take (a transaction, a rename, a link, a file written or removed, a process started) is a point, named
 * by what does it. The product knows nothing of this.
 *
 * `FAILPOINTS` is JSON: `{log}` notes the points as they are passed; `{kill: {name, hit}}` kills the process there the
 * `hit`-th time; `{kill: {after: n}}` at the n-th point of all.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { Failpoints } from "./killed-run.ts";

type Call = (...args: never[]) => unknown;

const given = process.env.FAILPOINTS;
if (given !== undefined && isMainThread) install(JSON.parse(given) as Failpoints);

function install({ log, kill }: Failpoints): void {
  // Steps and their programs are no part of it.
  delete process.env.FAILPOINTS;
  delete process.env.NODE_OPTIONS;
  // Not `appendFileSync`, which calls what is patched here.
  const { openSync, writeSync, closeSync } = fs;
  const append = (path: string, text: string): void => {
    const file = openSync(path, "a");
    writeSync(file, text);
    closeSync(file);
  };
  let passed = 0;
  let hits = 0;
  const pass = (name: string): void => {
    passed += 1;
    if (log !== undefined) append(log, `${name}\n`);
    if (kill === undefined) return;
    if ("name" in kill && name === kill.name) hits += 1;
    if ("name" in kill ? hits === kill.hit && name === kill.name : passed === kill.after) {
      append(kill.noted, `${name}\n`);
      process.kill(process.pid, "SIGKILL");
      // The signal is under way; nothing more is to be done.
      for (;;);
    }
  };
  const patch = (holder: object, name: string, op = name): void => {
    const original = Reflect.get(holder, name) as Call;
    Reflect.set(holder, name, function (this: unknown, ...args: never[]): unknown {
      const point = pointOf(op, args);
      if (point === null) return original.apply(this, args);
      pass(`before ${point}`);
      const done = original.apply(this, args);
      if (!(done instanceof Promise)) {
        pass(`after ${point}`);
        return done;
      }
      return done.then((value: unknown) => {
        pass(`after ${point}`);
        return value;
      });
    });
  };
  for (const name of ["rename", "link", "writeFile", "rm", "mkdir", "copyFile", "chmod", "utimes", "symlink"])
    patch(fs.promises, name);
  for (const name of [
    "renameSync",
    "linkSync",
    "writeFileSync",
    "rmSync",
    "unlinkSync",
    "rmdirSync",
    "mkdirSync",
    "copyFileSync",
    "chmodSync",
    "utimesSync",
    "symlinkSync",
  ])
    patch(fs, name, name.slice(0, -"Sync".length));
  patch(childProcess, "spawn");
  syncBuiltinESMExports();

  const Database = createRequire(import.meta.url)("better-sqlite3") as { prototype: object };
  const transaction = Reflect.get(Database.prototype, "transaction") as Call;
  Reflect.set(Database.prototype, "transaction", function (this: unknown, ...args: never[]): unknown {
    const made = transaction.apply(this, args) as object;
    const modes = Object.fromEntries(
      ["immediate", "deferred", "exclusive"].map((mode) => [mode, Reflect.get(made, mode) as Call]),
    );
    const point = pointOf("commit", []);
    if (point !== null) for (const mode of Object.keys(modes)) patchNamed(modes, mode, point);
    return modes;
  });
  const patchNamed = (holder: object, name: string, point: string): void => {
    const original = Reflect.get(holder, name) as Call;
    Reflect.set(holder, name, (...args: never[]) => {
      pass(`before ${point}`);
      const done = original(...args);
      pass(`after ${point}`);
      return done;
    });
  };
}

/** `rename put-in-place.ts:setAside list.json`; null for what Signet's sources did not ask for. */
function pointOf(op: string, args: readonly unknown[]): string | null {
  const frames = new Error().stack?.split("\n").filter((line) => line.includes("/src-main/")) ?? [];
  const [caller, before] = frames.map((frame) => frameParts.exec(frame)?.groups ?? {});
  if (caller === undefined) return null;
  // A function that all transactions of a file go through says nothing.
  const isInner = op === "commit" && before?.file === caller.file;
  const by = isInner ? before?.name : caller.name;
  const path = args.findLast((argument) => typeof argument === "string" && argument.startsWith("/"));
  const name = typeof path === "string" && op !== "spawn" ? basename(path) : "";
  const stable = /^[a-z][a-z.-]{2,}$/.test(name) ? ` ${name}` : "";
  return `${op} ${caller.file}:${by ?? ""}${stable}`;
}

const frameParts = /at (?:async )?(?:Object\.)?(?:(?<name>[\w.]+) \()?.*\/(?<file>[\w.-]+\.ts):\d+/;
