import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { capture } from "../../../scripts/processes.ts";
import { lasting, readAll } from "../../helpers/imported.ts";
import { type PythonTools, pythonTools } from "../../helpers/python-tools.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const mlflowAndTensorboard = [
  "mlflow-skinny==3.17.2",
  "SQLAlchemy==2.1.9",
  "alembic==1.20.1",
  "tensorboard==2.21.0",
  "tensorboardX==2.6.5",
  "numpy==2.4.6",
  "pillow==13.0.0",
];
const dvclive = ["dvclive==3.49.1", "numpy==2.4.6", "pillow==13.0.0"];

const fixtures = resolve("test/fixtures/importers");

async function write({ python, env }: PythonTools, script: string, ...args: string[]): Promise<void> {
  const { status, stderr } = await capture(python, [join(fixtures, script), ...args], { env });
  expect(status, stderr).toBe(0);
}

it("MLflow and TensorBoard, where they can be had, write what the files that are kept here say", {
  timeout: 900_000,
}, async ({ skip }) => {
  const tools = await pythonTools("MLflow and TensorBoard as they are", mlflowAndTensorboard);
  if (tools === null) return skip();
  const folder = temporaryFolder();
  const written = join(fixtures, "written");
  const files = lasting(await readAll(join(written, "mlflow-3.17.2/mlruns")));
  await write(tools, "write-mlflow.py", join(folder, "files"), "file");
  expect(lasting(await readAll(join(folder, "files/mlruns")))).toEqual(files);
  await write(tools, "write-mlflow.py", join(folder, "database"), "sqlite");
  expect(lasting(await readAll(join(folder, "database/mlflow.db")))).toEqual(files);
  await write(tools, "write-tensorboard.py", join(folder, "events"));
  expect(lasting(await readAll(join(folder, "events")))).toEqual(
    lasting(await readAll(join(written, "tensorboard"))),
  );
});

it("DVCLive, where it can be had, writes what the files that are kept here say", {
  timeout: 900_000,
}, async ({ skip }) => {
  const tools = await pythonTools("DVCLive as it is", dvclive);
  if (tools === null) return skip();
  const folder = temporaryFolder();
  await write(tools, "write-dvclive.py", folder);
  expect(lasting(await readAll(join(folder, "dvclive")))).toEqual(
    lasting(await readAll(join(fixtures, "written/dvclive-3.49.1/dvclive"))),
  );
});
