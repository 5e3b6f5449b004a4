import { once } from "node:events";
import { getPriority } from "node:os";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

const script = new URL("../../../src-main/node/host/give-way.ts", import.meta.url).href;

test.runIf(process.platform === "linux")("a thread gives way, and no other thread with it", async () => {
  const before = getPriority();
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     const { getPriority } = require("node:os");
     import(${JSON.stringify(script)}).then(({ giveWay }) => {
       giveWay();
       parentPort.postMessage(getPriority());
     });`,
    { eval: true },
  );
  const [priority] = await once(worker, "message");
  expect(priority).toBe(Math.max(before, 10));
  expect(getPriority()).toBe(before);
});
