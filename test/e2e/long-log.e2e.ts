import { expect } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { test } from "./harness/test.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: long
project: long
steps:
  lines: {run: "python3 lines.py"}
  endless: {run: "python3 endless.py"}
`,
  "lines.py": `import sys
for at in range(150_000):
    sys.stdout.write(f"{at:06d} a line of a training log as they are\\n")
`,
  "endless.py": `import sys
for at in range(600_000):
    sys.stdout.write(f"{at:09d} words ")
sys.stdout.write("\\nthe last line\\n")
`,
};

test("a long console opens at its end, leads to what was found, and may be one line", async ({
  place,
  launch,
}, info) => {
  await runCli(place, ["run", `${place.workspace("long", files)}/pipeline.yaml`]);
  const { page } = await launch();
  await page.getByRole("row", { name: /^long/ }).first().click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await detail.getByRole("tab", { name: "Logs" }).click();
  const step = async (name: string): Promise<void> => {
    await detail.getByRole("combobox", { name: "Step" }).click();
    await page.getByRole("option", { name }).click();
  };

  await test.step("what is found far from the end is in sight, each one", async () => {
    await step("lines");
    await expect(detail.getByText("149999 a line")).toBeInViewport();
    const field = detail.getByRole("textbox", { name: "Search log" });
    for (const wanted of ["075000", "030000", "120000"]) {
      await field.fill(`${wanted} a`);
      await expect(detail.getByRole("status").filter({ hasText: /^1$/ })).toBeVisible();
      await field.press("Enter");
      await expect(detail.locator("[data-current]")).toContainText(wanted);
      await expect(detail.locator("[data-current]")).toBeInViewport();
      // Lines that are read around it do not move it away.
      await expect(detail.getByText(`${wanted} a line`)).toBeInViewport();
    }
    await page.screenshot({ path: info.outputPath("found.png") });
  });
  await test.step("an endless line is read from both ends, in rows", async () => {
    await step("endless");
    await expect(detail.getByText("the last line")).toBeInViewport();
    await expect(detail.getByText("000599999 words")).toBeInViewport();
    await page.screenshot({ path: info.outputPath("endless.png") });
    await detail.getByRole("button", { name: "Beginning" }).click();
    await expect(detail.getByText("000000000 words")).toBeInViewport();
    await detail.getByRole("button", { name: "End", exact: true }).click();
    await expect(detail.getByText("the last line")).toBeInViewport();
  });
});

test("a console that is followed stays at its end in a window of another size", async ({ place, launch }) => {
  const lines = files["lines.py"].replace("150_000", "2_000");
  const pipeline = 'signet: 1\nname: short\nsteps: {lines: {run: "python3 lines.py && exit 3"}}\n';
  const workspace = place.workspace("short", { "pipeline.yaml": pipeline, "lines.py": lines });
  await runCli(place, ["run", `${workspace}/pipeline.yaml`]);
  const { page, app } = await launch();
  await page
    .getByRole("row", { name: /^short/ })
    .first()
    .click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await detail.getByRole("tab", { name: "Logs" }).click();
  const resize = (width: number, height: number) =>
    app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
      [width, height] as const,
    );
  const last = detail.getByText("001999 a line");
  await expect(last).toBeInViewport();
  for (const [width, height] of [
    [1200, 640],
    [1000, 860],
    [1000, 620],
  ] as const) {
    await resize(width, height);
    await expect.poll(() => page.evaluate(() => window.innerHeight)).toBe(height);
    await expect(last).toBeInViewport();
  }
  // Who scrolls up is left there.
  await detail.getByRole("log").hover();
  await page.mouse.wheel(0, -3_000);
  await expect(last).not.toBeInViewport();
  await resize(1000, 700);
  await expect.poll(() => page.evaluate(() => window.innerHeight)).toBe(700);
  await expect(last).not.toBeInViewport();
});
