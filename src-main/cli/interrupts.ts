import process from "node:process";

type OnSignal = (signal: NodeJS.Signals) => void;

const handlers: OnSignal[] = [];
const tellNewest: OnSignal = (signal) => {
  // Once. A signal without a listener ends the process.
  if (!process.listeners("SIGHUP").includes(goOn)) process.on("SIGHUP", goOn);
  handlers.at(-1)?.(signal);
};

/** What is being called off is brought to its end also when the terminal is closed: a step may be there that wants to be killed. */
const goOn = (): void => {};

/**
 * Calls `handler` for an interrupt, as of Ctrl-C, or when the process is told to end, until the answer is called. The newest
 * alone is told.
 */
export function onInterrupt(handler: OnSignal): () => void {
  if (handlers.length === 0) for (const signal of signals) process.on(signal, tellNewest);
  handlers.push(handler);
  return () => {
    handlers.splice(handlers.indexOf(handler), 1);
    if (handlers.length > 0) return;
    for (const signal of signals) process.off(signal, tellNewest);
    process.off("SIGHUP", goOn);
  };
}

const signals = ["SIGINT", "SIGTERM"] as const;

const undoings = new Set<() => void>();

/** Does work that `undo` takes back, or leaves in order, where it is interrupted. */
export async function withUndo<Answer>(undo: () => void, work: () => Promise<Answer>): Promise<Answer> {
  undoings.add(undo);
  try {
    return await work();
  } finally {
    undoings.delete(undo);
  }
}

/** Takes back what was begun, the newest first. */
export function undoAll(): void {
  for (const undo of [...undoings].reverse()) undo();
  undoings.clear();
}
