import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { capture } from "../../../scripts/processes.ts";
import { lasting, readAll } from "../../helpers/imported.ts";
import { pythonTools } from "../../helpers/python-tools.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const packages = [
  "mlflow-skinny==3.17.2",
  "SQLAlchemy==2.1.9",
  "alembic==1.20.1",
  "tensorboard==2.21.0",
  "tensorboardX==2.6.5",
  "numpy==2.4.6",
  "pillow==13.0.0",
];

it("MLflow and TensorBoard, where they can be had, write what the files that are kept here say", {
  timeout: 900_000,
}, async ({ skip }) => {
  const tools = await pythonTools("MLflow and TensorBoard as they are", packages);
  if (tools === null) return skip();
  const write = async (script: string, ...args: string[]) => {
    const program = resolve("test/fixtures/importers", script);
    const { status, stderr } = await capture(tools.python, [program, ...args], { env: tools.env });
    expect(status, stderr).toBe(0);
  };
  const folder = temporaryFolder();
  const written = resolve("test/fixtures/importers/written");
  const files = lasting(await readAll(join(written, "mlflow-3.17.2/mlruns")));
  await write("write-mlflow.py", join(folder, "files"), "file");
  expect(lasting(await readAll(join(folder, "files/mlruns")))).toEqual(files);
  await write("write-mlflow.py", join(folder, "database"), "sqlite");
  expect(lasting(await readAll(join(folder, "database/mlflow.db")))).toEqual(files);
  await write("write-tensorboard.py", join(folder, "events"));
  expect(lasting(await readAll(join(folder, "events")))).toEqual(
    lasting(await readAll(join(written, "tensorboard"))),
  );
});
