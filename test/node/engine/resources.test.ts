import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actionsOf, place, readForTest, runForTest } from "../../helpers/services.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

/** Notes when it begins and ends, and takes its time between. With `beside`, it goes on when that has begun as well. */
const work = (name: string, beside = name) =>
  `echo +${name} >> log; until grep -q +${beside} log; do sleep 0.02; done; sleep 0.2; echo -${name} >> log; echo 1 > {outputs.${name}}`;

/** The most steps of these that were at work at once, by the log of their begins and ends. */
function mostAtOnce(log: string, names: readonly string[]): number {
  let now = 0;
  let most = 0;
  for (const line of log.trim().split("\n")) {
    if (!names.includes(line.slice(1))) continue;
    now += line.startsWith("+") ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

describe("declared resources", () => {
  it("keep two steps with a GPU apart, let others go on, and let a large one be alone", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`steps:
  a: {run: "${work("a", "c")}", outputs: [a], resources: {gpu: 1}}
  b: {run: "${work("b")}", outputs: [b], resources: {gpu: 1}}
  c: {run: "${work("c", "a")}", outputs: [c]}
  d: {run: "${work("d")}", outputs: [d], resources: {cpu: 16}}`),
    });
    const run = await runForTest(services, readForTest(file), { jobs: 3 });
    expect(actionsOf(run)).toEqual({ a: "executed", b: "executed", c: "executed", d: "executed" });
    const log = readFileSync(join(workspace, "log"), "utf8");
    expect(mostAtOnce(log, ["a", "b"])).toBe(1);
    expect(mostAtOnce(log, ["a", "c"])).toBe(2);
    expect(log).toMatch(/\+d\n-d\n/);
  });

  it("do not hold up a step that is up to date", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`params: {n: 1}
steps:
  long: {run: "echo {params.n}; while [ ! -e go ]; do sleep 0.02; done; echo 1 > {outputs.x}", outputs: [x], resources: {gpu: 1}}
  done: {run: "echo 2 > {outputs.y}", outputs: [y], resources: {gpu: 1}}
  after: {run: "cat {inputs.y} > {outputs.z}; echo {params.n}; touch go", inputs: [y], outputs: [z]}`),
      go: "",
    });
    await runForTest(services, readForTest(file), { jobs: 2 });
    rmSync(join(workspace, "go"));
    // `long` holds the GPU until `after` has run, which waits for the result of `done`.
    const run = await runForTest(services, readForTest(file, { n: "2" }), { jobs: 2 });
    expect(actionsOf(run)).toEqual({ long: "executed", done: "reused", after: "executed" });
  });
});
