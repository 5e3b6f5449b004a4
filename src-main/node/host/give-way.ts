import { constants, getPriority, setPriority } from "node:os";

/**
 * Lets other work go before that of this thread from now on, where the processors are busy. Only Linux knows priorities of
 * threads: elsewhere it would be the whole process, and nothing is done.
 */
export function giveWay(): void {
  const { PRIORITY_BELOW_NORMAL: lower } = constants.priority;
  // Who gives way more already may not take that back.
  if (process.platform === "linux" && getPriority() < lower) setPriority(lower);
}
