import { randomUUID } from "node:crypto";
import { closeSync, constants, copyFileSync, existsSync, openSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { type Command, InvalidArgumentError } from "commander";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { makeFolder } from "../../node/host/make-folders.ts";
import { exitCodes, printJson } from "../output.ts";
import type { Finish, Outcome } from "../session.ts";

const outside = inputFailure(
  "There is no run here to log to: `signet log` is for commands that `signet exec` or a pipeline runs (SIGNET_EVENTS names their file)",
);

type Json = { readonly json?: boolean };

const kinds = ["file", "image", "figure", "table", "text"];

export function addLogCommand(program: Command, finish: Finish): void {
  const log = program
    .command("log")
    .description("Record something of the run that this is part of")
    .addHelpText(
      "after",
      `
Examples, in a step or under \`signet exec\`:
  signet log metric loss 0.3 --step 4
  signet log metrics loss=0.3 acc=0.9
  signet log artifact model model.pkl`,
    );
  const add = (name: string, text: string) =>
    log.command(name).description(text).option("--json", "print one JSON document");
  const tell = (events: Result<readonly object[], Failure>, { json = false }: Json): Outcome => {
    if (!events.ok) return events;
    const file = process.env.SIGNET_EVENTS;
    if (!file) return err(outside);
    try {
      append(file, events.value);
    } catch (error) {
      const message = `${file}, which SIGNET_EVENTS names, cannot be written: ${(error as Error).message}`;
      return err({ kind: "library", message, diagnostics: [] });
    }
    if (json) printJson({ file, events: events.value.length });
    return ok(exitCodes.done);
  };

  add("metric", "one value of a metric")
    .argument("<name>")
    .argument("<value>", "a number, NaN, Infinity or -Infinity", numberFrom)
    .option("--step <number>", "default: one more than the last", numberFrom)
    .action((name: string, value: Numeric, { step, ...json }: { step?: Numeric } & Json) =>
      finish(tell(ok([{ type: "metric", name, value, step, time: Date.now() }]), json)),
    );
  add("metrics", "values of several metrics at one step")
    .argument("<name=value...>")
    .option("--step <number>", "default: one more than the last", numberFrom)
    .action((pairs: string[], { step, ...json }: { step?: Numeric } & Json) => {
      const values = pairsOf(pairs, numberFrom);
      finish(
        tell(
          values.ok ? ok([{ type: "metrics", values: values.value, step, time: Date.now() }]) : values,
          json,
        ),
      );
    });
  add("param", "parameters")
    .argument("<name=value...>", "the value as JSON, else as text; dots nest")
    .action((pairs: string[], json: Json) => {
      const values = pairsOf(pairs, jsonOrText);
      finish(
        tell(
          values.ok
            ? ok(
                Object.entries(values.value).map(([name, value]) => ({
                  type: "params",
                  values: nested(name, value),
                })),
              )
            : values,
          json,
        ),
      );
    });
  add("tag", "tags")
    .argument("[tag...]")
    .option("--remove <tag...>", "take these away")
    .action((tags: string[], { remove = [], ...json }: { remove?: string[] } & Json) =>
      finish(tell(ok([{ type: "tags", add: tags, remove }]), json)),
    );
  add("property", "a property; without a value it is taken away")
    .argument("<key>")
    .argument("[value]", "the value as JSON, else as text")
    .action((key: string, value: string | undefined, json: Json) =>
      finish(
        tell(ok([{ type: "property", key, value: value === undefined ? null : scalarOf(value) }]), json),
      ),
    );
  add("note", "a paragraph of notes")
    .argument("<text>")
    .option("--replace", "in the place of all that was noted")
    .action((text: string, { replace, ...json }: { replace?: boolean } & Json) =>
      finish(tell(ok([replace ? { type: "notes", text } : { type: "notes", append: text }]), json)),
    );
  add("artifact", "a file or folder, whose bytes the library keeps")
    .argument("<name>")
    .argument("<path>")
    .option("--kind <kind>", `one of ${kinds.join(", ")}`, "file")
    .option("--step <number>", "where in the course of the run", numberFrom)
    .action(
      (name: string, path: string, { kind, step, ...json }: { kind: string; step?: Numeric } & Json) => {
        if (!kinds.includes(kind))
          return finish(
            err(inputFailure(`${kind} is no kind of artifact: write one of ${kinds.join(", ")}`)),
          );
        const kept = keptCopy(path);
        finish(
          tell(
            kept.ok ? ok([{ type: "artifact", name, path: kept.value, kind, step, time: Date.now() }]) : kept,
            json,
          ),
        );
      },
    );
}

/** As event files have it: numbers that JSON lacks are texts. */
type Numeric = number | string;

function numberFrom(text: string): Numeric {
  if (["NaN", "Infinity", "-Infinity"].includes(text)) return text;
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InvalidArgumentError(`${text} is no number.`);
  return number;
}

function pairsOf<T>(
  pairs: readonly string[],
  read: (text: string) => T,
): Result<{ [name: string]: T }, Failure> {
  const values: [string, T][] = [];
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at <= 0) return err(inputFailure(`${pair} is not name=value`));
    try {
      values.push([pair.slice(0, at), read(pair.slice(at + 1))]);
    } catch (error) {
      return err(inputFailure(`${pair}: ${(error as Error).message}`));
    }
  }
  return ok(Object.fromEntries(values));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function scalarOf(text: string): string | number | boolean {
  const value = jsonOrText(text);
  return typeof value === "number" || typeof value === "boolean" ? value : text;
}

/** `{train: {lr: 1}}` for `train.lr`. */
const nested = (name: string, value: unknown): object =>
  name.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

/** Keeps a file as it is now, beside the event file: it may change before it is taken in. A folder stays where it is. */
function keptCopy(path: string): Result<string, Failure> {
  const place = resolve(path);
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return err(inputFailure(`${path} is not there`));
  const file = process.env.SIGNET_EVENTS;
  if (!stats.isFile() || !file || !existsSync(dirname(file))) return ok(place);
  const name = join("files", `${randomUUID()}-${basename(place)}`);
  makeFolder(join(dirname(file), "files"));
  copyFileSync(place, join(dirname(file), name), constants.COPYFILE_FICLONE);
  return ok(name);
}

/** Each line with one write to the end of the file: others write there too. */
function append(file: string, events: readonly object[]): void {
  const descriptor = openSync(file, "a");
  try {
    for (const event of events) writeSync(descriptor, `${JSON.stringify(event)}\n`);
  } finally {
    closeSync(descriptor);
  }
}
