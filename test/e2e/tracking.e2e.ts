import { join } from "node:path";
import { expect } from "@playwright/test";
import { capture } from "../../scripts/processes.ts";
import { runCli } from "./harness/cli.ts";
import { userEnvironment } from "./harness/launch.ts";
import { setup } from "./harness/setup.ts";
import { test } from "./harness/test.ts";

/** A script that a person starts by hand: it logs a metric until a file tells it to end. */
const script = `
import math, os, struct, time, zlib
import signet

def png(size):
    rows = b"".join(b"\\0" + bytes(v for x in range(size) for v in (x * 255 // size, y * 255 // size, 160)) for y in range(size))
    part = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")

with signet.init(project="vision/mnist", name="by hand", params={"lr": 0.1, "depth": 3}, tags=["first"]):
    step = 0
    while not os.path.exists("end"):
        signet.log_metric("loss", math.exp(-step / 200) + 0.05 * math.sin(step))
        signet.log_metrics({"accuracy": 1 - math.exp(-step / 200), "rate": 0.1 / (1 + step)}, step=step)
        step += 1
        time.sleep(0.01)
    open("gradient.png", "wb").write(png(160))
    signet.log_image("gradient", "gradient.png")
    signet.log_text("what it saw", "a line\\nand another")
    signet.set_notes("Ended by hand.")
    print("steps:", step)
`;

test("a script started by hand shows live, with its metrics, and everything it recorded", async ({
  place,
  launch,
}, testInfo) => {
  const folder = place.workspace("lab", { "train.py": script });
  const { page, app } = await launch();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  const ended = capture("python3", ["train.py"], {
    ...setup.user,
    cwd: folder,
    env: {
      ...userEnvironment(place),
      PATH: process.env.PATH ?? "",
      PYTHONPATH: join(setup.appFolder, "resources/python"),
    },
  });
  await test.step("the run appears by itself, running", async () => {
    await page.getByRole("treeitem", { name: /^vision/ }).click();
    await page.getByText("by hand").first().click();
    await expect(page.getByRole("region", { name: "Run detail" })).toContainText(/Running/i);
  });
  const detail = page.getByRole("region", { name: "Run detail" });
  await test.step("its metrics grow while one looks", async () => {
    await detail.getByRole("tab", { name: "Metrics" }).click();
    const points = async () => {
      const text = (await detail.locator('[data-metric="loss"]').textContent()) ?? "";
      return Number(/([\d,]+) points/.exec(text)?.[1]?.replaceAll(",", "") ?? 0);
    };
    await expect.poll(points).toBeGreaterThan(20);
    const before = await points();
    await expect.poll(points).toBeGreaterThan(before + 50);
    await page.screenshot({ path: testInfo.outputPath("metrics-live.png") });
  });
  await test.step("it ends as it says, and all that it recorded can be seen", async () => {
    place.write(join(folder, "end"), "");
    expect(await ended).toMatchObject({ status: 0 });
    await expect(detail).toContainText(/Succeeded/i);
    await detail.getByRole("tab", { name: "Outputs" }).click();
    await expect(detail.getByRole("img", { name: "gradient", exact: true })).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath("artifacts.png") });
    await detail.getByRole("tab", { name: "Overview" }).click();
    await expect(detail).toContainText("Ended by hand.");
    await page.screenshot({ path: testInfo.outputPath("overview.png") });
    await detail.getByRole("tab", { name: "Logs" }).click();
    await expect(detail).toContainText("steps:");
  });
  await test.step("its command becomes a step", async () => {
    await detail.getByRole("button", { name: "Use as step" }).click();
    await expect(page.getByText("The step is on the clipboard")).toBeVisible();
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain("signet: 1");
    expect(copied).toContain("train.py");
  });
  const { stdout } = await runCli(place, ["show", "1", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ kind: "script", name: "by hand", eventProblems: null });
});
