import { isValueObject, type Value } from "../base/value.ts";
import {
  type Checker,
  complain,
  datasetMeant,
  datasetNames,
  nearestMeant,
  stepMeant,
  warn,
} from "./checker.ts";
import type { DraftPort, DraftStep } from "./draft.ts";
import { isReservedOnWindows, nameComplaint, shown } from "./names.ts";
import { workspacePathComplaint } from "./paths.ts";
import { contentAt, keyAt, type Path, type Place } from "./problem.ts";

/** Checks every name that the file gives to something. */
export function checkNames(checker: Checker): void {
  const { draft } = checker;
  const check = (said: Parameters<typeof nameComplaint>[0], name: string, place: () => Place): void => {
    const isOwn = draft.foreign === null || said === "parameter" || said === "project" || said === "pipeline";
    const kind = isOwn ? said : "foreign";
    const complaint = nameComplaint(kind, name);
    if (complaint !== null) complain(checker, place(), complaint);
    else if ((kind === "dataset" || kind === "step") && isReservedOnWindows(name)) {
      const message = `Windows cannot have a file named ${shown(name)}`;
      warn(checker, place(), {
        code: "reserved-name",
        message,
        remedy: "Choose another name if this is to work there.",
      });
    }
  };
  const { name, project } = draft;
  if (name !== null) check("pipeline", name.text, () => contentAt(...name.at));
  if (project !== null) check("project", project.text, () => contentAt(...project.at));
  const visit = (value: Value, path: Path): void => {
    if (!isValueObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      check("parameter", key, () => keyAt(...path, key));
      visit(inner, [...path, key]);
    }
  };
  visit(draft.params, ["params"]);
  for (const { name } of draft.datasets) check("dataset", name, () => keyAt("datasets", name));
  for (const step of draft.steps) {
    check("step", step.name, () => keyAt("steps", step.name));
    const checkPortNames = (ports: readonly DraftPort[], kind: "dataset" | "reference"): void => {
      for (const { port, dataset, portAt, at } of ports) {
        check(port === dataset ? kind : "port", port, () => keyAt(...portAt));
        if (port !== dataset) check(kind, dataset, () => contentAt(...at));
      }
    };
    checkPortNames(step.inputs, "reference");
    checkPortNames(step.outputs, "dataset");
    for (const { text, at } of step.tags) check("tag", text, () => contentAt(...at));
    for (const { text, at } of step.env) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      if (!/[=\s\u0000-\u001f$]/.test(text)) continue;
      const message = `${shown(text)} is no name of an environment variable`;
      complain(checker, contentAt(...at), {
        code: "bad-name",
        message,
        remedy: "Write its name alone, like OMP_NUM_THREADS.",
      });
    }
  }
}

/** Checks that what steps name is there, and that each dataset has one maker. */
export function checkReferences(checker: Checker): void {
  const { draft, doubt } = checker;
  if (draft.stepsEmpty && !doubt.steps) {
    complain(checker, keyAt("steps"), {
      code: "missing-key",
      message: "The pipeline has no steps",
      remedy: "Write at least one step.",
    });
  }
  for (const step of draft.steps) {
    checkPorts(checker, step.inputs);
    checkPorts(checker, step.outputs);
    for (const port of step.outputs) checkMaker(checker, step, port);
    for (const { dataset, at } of step.inputs) {
      const meant = datasetMeant(checker, dataset);
      if (doubt.datasets || meant.kind !== "unknown") continue;
      const near = nearestMeant(checker, dataset, meant, () => datasetNames(checker));
      const declare = "declare it in `datasets`, or let a step make it.";
      const items = meant.step !== null && meant.step.foreach !== null;
      const remedy =
        near === null ? `D${declare.slice(1)}` : `Write ${near}${items ? "." : `, or ${declare}`}`;
      complain(checker, contentAt(...at), {
        code: "unknown-dataset",
        message: `There is no dataset ${shown(dataset)}`,
        remedy,
      });
    }
    for (const { text, at } of step.needs) {
      const meant = stepMeant(checker, text);
      if (checker.doubt.steps || meant.kind !== "unknown") continue;
      const near = nearestMeant(checker, text, meant, () => checker.steps.keys());
      const maker = checker.makers.get(text)?.step.name;
      const instead =
        maker !== undefined ? `Write ${maker}, the step that makes it.` : `Write the name of a step.`;
      const remedy = near === null ? instead : `Write ${near}.`;
      complain(checker, contentAt(...at), {
        code: "unknown-step",
        message: `There is no step ${shown(text)}`,
        remedy,
      });
    }
    for (const { text, at } of step.code) {
      const complaint = workspacePathComplaint(text, "Code");
      if (complaint !== null) complain(checker, contentAt(...at), complaint);
    }
  }
}

function checkPorts(checker: Checker, ports: readonly DraftPort[]): void {
  if (ports.length < 2) return;
  const seen = new Set<string>();
  for (const { port, at } of ports) {
    if (seen.has(port)) {
      complain(checker, contentAt(...at), {
        code: "duplicate-port",
        message: `${shown(port)} stands here twice`,
        remedy: "Remove one of the two.",
      });
    }
    seen.add(port);
  }
}

function checkMaker(checker: Checker, step: DraftStep, port: DraftPort): void {
  const first = checker.makers.get(port.dataset);
  if (first === undefined || first.port === port) return;
  if (first.step === step && first.port.port === port.port) return;
  const others = first.step === step ? "twice by this step" : `by step ${shown(first.step.name)} too`;
  const message = `Dataset ${shown(port.dataset)} is made ${others}`;
  complain(checker, contentAt(...port.at), {
    code: "two-makers",
    message,
    remedy: "Give one of the two another name.",
  });
}
