import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import { newAllowance } from "../pipeline/allowance.ts";
import { resolveFrom, segmentsBelow, splitFile } from "../pipeline/paths.ts";
import type { ForeignProject } from "./description.ts";
import { readValues } from "./value-file.ts";

/** The Kedro project that a `pyproject.toml` belongs to (its table `tool.kedro`); null for every other Python project. */
export function kedroProject(file: string, text: string): ForeignProject | null {
  if (!/^\s*\[tool\.kedro\]/m.test(text)) return null;
  const values = readValues(file, text, newAllowance());
  const kedro = values.ok ? member(member(values.value, "tool"), "kedro") : null;
  if (!isValueObject(kedro)) return null;
  const { folder } = splitFile(file);
  const name = [kedro.project_name, kedro.package_name].find((one) => typeof one === "string" && one !== "");
  return {
    tool: "kedro",
    file,
    text,
    name: typeof name === "string" ? name.replace(/[/{}]/g, "-") : splitFile(folder).name,
    workspace: resolveFrom(folder, "."),
    sources: sourcesOf(kedro, resolveFrom(folder, ".")),
  };
}

/** `source_dir`, which is `src` where it does not say. One that lies elsewhere counts as what is installed does. */
function sourcesOf(kedro: ValueObject, folder: string): string {
  const written = typeof kedro.source_dir === "string" && kedro.source_dir !== "" ? kedro.source_dir : "src";
  return segmentsBelow(folder, resolveFrom(folder, written))?.join("/") ?? "src";
}

const member = (value: Value, key: string): Value =>
  isValueObject(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
