// Loaded before the command line: an interrupt reaches it where it first lets others have a turn, in the midst of long work.
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import timers from "node:timers/promises";

const nextTurn = timers.setImmediate;
timers.setImmediate = ((...args: Parameters<typeof nextTurn>) => {
  timers.setImmediate = nextTurn;
  syncBuiltinESMExports();
  process.kill(process.pid, (process.env.SIGNET_TEST_SIGNAL ?? "SIGINT") as NodeJS.Signals);
  return nextTurn(...args);
}) as typeof nextTurn;
syncBuiltinESMExports();
