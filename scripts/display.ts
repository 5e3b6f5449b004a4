import { connect } from "node:net";

/** Where a window can be shown: nowhere, or on a screen; `reason` says in words what was found. */
export type Display = { available: boolean; reason: string };

const connectLimitMs = 1_000;

/** Looks for a screen. On Linux a `DISPLAY` on this machine that nothing answers on does not count. */
export async function findDisplay(): Promise<Display> {
  if (process.platform !== "linux") return { available: true, reason: process.platform };
  if (process.env.WAYLAND_DISPLAY) return { available: true, reason: "WAYLAND_DISPLAY is set" };
  const name = process.env.DISPLAY;
  if (!name) return { available: false, reason: "neither DISPLAY nor WAYLAND_DISPLAY is set" };
  const local = /^(?:unix)?:(\d+)/.exec(name);
  if (!local) return { available: true, reason: `DISPLAY is ${name}` };
  const socket = `/tmp/.X11-unix/X${local[1]}`;
  // X servers listen on a socket file, on one in Linux's abstract namespace, or on both.
  const answers = (await canConnect(socket)) || (await canConnect(`\0${socket}`));
  return {
    available: answers,
    reason: answers ? `DISPLAY is ${name}` : `nothing answers on DISPLAY ${name}`,
  };
}

function canConnect(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(connectLimitMs, () => finish(false));
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
