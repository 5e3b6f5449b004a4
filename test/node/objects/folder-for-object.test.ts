import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../../helpers/cli.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

it("a folder in the place of an object is told as missing, and the step makes the object again", async () => {
  const folder = temporaryFolder();
  const library = join(folder, "library");
  writeFiles(folder, {
    "pipeline.yaml": 'signet: 1\nname: p\nsteps:\n  a: {run: "echo x > {outputs.x}", outputs: [x]}\n',
  });
  const run = () => runCli(library, ["run", folder, "--json"]);
  const { digest } = JSON.parse((await run()).stdout).steps[0].outputs.x;
  const place = join(library, "objects", digest.slice(7, 9), digest.slice(9));
  rmSync(place);
  mkdirSync(join(place, "more"), { recursive: true });
  const verified = await runCli(library, ["verify", "--json"]);
  expect(verified.code).toBe(1);
  expect(JSON.parse(verified.stdout).missing).toMatchObject([{ digest }]);
  const again = await run();
  expect(again.code, again.stderr).toBe(0);
  expect(JSON.parse(again.stdout).steps[0].action).toBe("executed");
  expect((await runCli(library, ["verify"])).code).toBe(0);
  // Nobody knows whose it is: it stays.
  expect(readdirSync(`${place}.damaged`)).toEqual(["more"]);
});
