import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { test } from "./harness/test.ts";

const parquet = readFileSync(join(import.meta.dirname, "../fixtures/parquet/kinds.parquet"), "base64");

const files = {
  "pipeline.yaml": `signet: 1
name: lab
project: lab
params: {lr: 0.1}
datasets:
  raw: {path: raw.csv}
  clean: {path: clean.csv}
  page: {path: page.html}
  facts: {path: facts.json}
  notes: {path: notes.md}
  rows: {path: rows.parquet}
  broken: {path: broken.parquet}
  huge: {path: huge.png}
steps:
  prepare:
    run: python3 prepare.py
    inputs: [raw]
    outputs: [clean]
  report:
    run: python3 report.py
    inputs: [clean]
    params: [lr]
    outputs: [page, facts, notes, rows, broken, huge]
`,
  "prepare.py": `def clean(text):
    return text.upper()


open("clean.csv", "w").write(clean(open("raw.csv").read()))
`,
  "report.py": `import base64
import json

page = """<!doctype html><title>Report</title><body style="background: rgb(1, 2, 3)">
<p id="said">as written</p><img src="https://example.org/x.png"><a href="https://example.org/">away</a>
<script>document.getElementById("said").textContent = "script ran"; fetch("https://example.org/")</script>"""
open("page.html", "w").write(page)
open("facts.json", "w").write(json.dumps({"model": {"layers": [1, 2, 3], "big": 2 ** 70}}))
open("notes.md", "w").write("# Findings\\n\\nAll **well**.\\n")
open("rows.parquet", "wb").write(base64.b64decode("${parquet}"))
open("broken.parquet", "wb").write(b"PAR1" + bytes(2000) + b"PAR1")
size = (30_000).to_bytes(4, "big")
open("huge.png", "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + bytes([0, 0, 0, 13]) + b"IHDR" + size + size + bytes(40))
print("\\033[31mred words\\033[0m")
for i in range(2000):
    print("line", i, "needle" if i % 500 == 7 else "")
`,
  "raw.csv": "a,b\nx,1\ny,2\n",
};

const openTab = (detail: Locator, name: string): Promise<void> =>
  detail.getByRole("tab", { name, exact: true }).click();

async function openRun(page: Page): Promise<Locator> {
  await page.getByRole("row", { name: /^lab/ }).first().click();
  return page.getByRole("region", { name: "Run detail" });
}

test("everything recorded of a run is in one of its tabs", async ({ place, launch }, info) => {
  const folder = place.workspace("lab", files);
  await runCli(place, ["run", `${folder}/pipeline.yaml`]);
  const { page } = await launch();
  const detail = await openRun(page);

  await test.step("inputs with what is in them", async () => {
    await openTab(detail, "Inputs");
    const raw = detail.locator('[data-input="raw"]');
    await expect(raw).toContainText("source");
    await expect(raw.getByRole("cell", { name: "x", exact: true })).toBeVisible();
    await page.screenshot({ path: info.outputPath("inputs.png") });
  });
  await test.step("outputs in the look that suits them", async () => {
    await openTab(detail, "Outputs");
    await detail.getByRole("button", { name: "Show facts" }).click();
    await expect(detail.locator('[data-output="facts"]')).toContainText(String(2n ** 70n));
    await detail.getByRole("button", { name: "Show notes" }).click();
    await expect(detail.getByRole("heading", { name: "Findings" })).toBeVisible();
    await detail.getByRole("button", { name: "Show rows" }).click();
    const rows = detail.locator('[data-output="rows"]');
    await expect(rows.getByRole("cell", { name: String(2n ** 62n) })).toBeVisible();
    await rows.getByRole("table").hover();
    await page.mouse.wheel(500, 0);
    await expect(rows.getByRole("cell", { name: "2025-11-27 00:00:00.123456" })).toBeVisible();
    await page.screenshot({ path: info.outputPath("parquet.png") });
    await detail.getByRole("button", { name: "Show page" }).click();
  });
  await test.step("what cannot be shown, with what it is and how to open it", async () => {
    const huge = detail.locator('[data-output="huge"]');
    await expect(huge).toContainText(
      "A PNG picture of 30000 × 30000 pixels, 64 B. It is too large to be shown",
    );
    await expect(huge).toContainText(`${place.library}/objects/`);
    await detail.getByRole("button", { name: "Show broken" }).click();
    const broken = detail.locator('[data-output="broken"]');
    await expect(broken).toContainText(
      "A Parquet table, 2.0 kB. It cannot be read as Parquet: it is damaged",
    );
    await expect(broken).toContainText("pandas.read_parquet");
    await broken.scrollIntoViewIfNeeded();
    await page.screenshot({ path: info.outputPath("no-preview.png") });
  });
  await test.step("a page that a run made runs no script, reaches nothing and leads nowhere", async () => {
    const frame = page.frameLocator('iframe[title="page"]');
    await expect(frame.locator("#said")).toHaveText("as written");
    await expect(frame.locator("body")).toHaveCSS("background-color", "rgb(1, 2, 3)");
    await frame.getByRole("link", { name: "away" }).click();
    await expect(frame.locator("#said")).toHaveText("as written");
    const broken = await frame.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(broken).toBe(0);
    await page.screenshot({ path: info.outputPath("outputs.png") });
  });
  await test.step("the code that counted, at the function that is asked for", async () => {
    await openTab(detail, "Code");
    await detail.getByRole("button", { name: "Show prepare.py" }).click();
    await detail.getByRole("button", { name: "clean()", exact: true }).click();
    await expect(detail.getByRole("textbox", { name: "prepare.py" })).toContainText("return text.upper()");
    // Showing a line scrolls the text and nothing around it.
    expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
    await page.screenshot({ path: info.outputPath("code.png") });
  });
  await test.step("the environment", async () => {
    await openTab(detail, "Environment");
    await expect(detail).toContainText("GB of memory");
    await page.screenshot({ path: info.outputPath("environment.png") });
  });
  await test.step("the timeline, by keyboard to the run of a step", async () => {
    await openTab(detail, "Timeline");
    const timeline = detail.getByRole("listbox", { name: "Timeline of steps" });
    await expect(timeline.getByRole("option", { name: /^report, succeeded: .*critical path/ })).toBeVisible();
    await page.screenshot({ path: info.outputPath("timeline.png") });
    await timeline.focus();
    await timeline.press("End");
    const above = detail.locator("p").filter({ hasText: "2 steps in" });
    for (const _ of [1, 2, 3]) await timeline.press("+");
    await expect(above).toContainText(/ to .* shown/);
    await page.screenshot({ path: info.outputPath("timeline-closer.png") });
    await timeline.press("Home");
    await expect(above).toContainText(/· 0ms to|shown/);
    await timeline.press("0");
    await expect(above).not.toContainText("shown");
    await timeline.press("End");
    await timeline.press("Enter");
    await expect(detail).toHaveAttribute("data-run-detail", /.+/);
    await expect(detail).toContainText("step of lab");
    await openTab(detail, "Logs");
    const field = detail.getByRole("textbox", { name: "Search log" });
    await field.fill("NEEDLE");
    await expect(detail.getByRole("status").filter({ hasText: /^4$/ })).toBeVisible();
    await field.press("Enter");
    await expect(detail.locator("[data-current]")).toContainText("line 7 needle");
    await field.press("Enter");
    await expect(detail.locator("[data-current]")).toContainText("line 507 needle");
    await page.screenshot({ path: info.outputPath("logs.png") });
    await openTab(detail, "Inputs");
    await expect(
      detail.locator('[data-input="clean"]').getByRole("button", { name: "prepare" }),
    ).toBeVisible();
  });
});
