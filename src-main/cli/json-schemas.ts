import { z } from "zod";

/**
 * What each command prints with `--json`, as other programs may rely on it. `npm run schema` writes them to
 * `resources/cli`, and a test holds the commands to them.
 */
const text = z.string();
const id = text.min(1);
const digest = text.regex(/^sha256:[0-9a-f]{64}$/);
const time = z.iso.datetime();
const count = z.number().int().nonnegative();

const reason = z.strictObject({
  kind: text,
  subject: text.nullable(),
  from: z.unknown(),
  to: z.unknown(),
  text,
});

const run = z.strictObject({
  run: id,
  status: z.enum(["succeeded", "failed", "cancelled"]),
  steps: z.array(
    z.strictObject({
      name: text,
      action: z.enum(["executed", "reused", "restored", "failed", "skipped", "cancelled"]),
      signature: digest.nullable(),
      reasons: z.array(reason),
      run: id,
      seconds: z.number().nonnegative(),
      outputs: z.record(text, z.strictObject({ digest, path: text })),
      error: text.nullable(),
    }),
  ),
});

const plan = z.strictObject({
  steps: z.array(
    z.strictObject({
      name: text,
      action: z.enum(["run", "reuse", "restore", "undecided"]),
      signature: digest.nullable(),
      reasons: z.array(reason),
    }),
  ),
});

const runs = z.strictObject({
  total: count,
  runs: z.array(
    z.strictObject({
      id,
      name: text,
      project: text,
      kind: z.enum(["pipeline", "step", "script"]),
      status: text,
      started: time.nullable(),
      ended: time.nullable(),
      tags: z.array(text),
      score: z.number().nullable(),
    }),
  ),
});

const differences = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({
    added: z.record(text, value),
    removed: z.record(text, value),
    changed: z.record(text, z.tuple([value, value])),
  });
const file = z.strictObject({ digest, size: count.nullable(), path: text.nullable() });

const diff = z.strictObject({
  parameters: differences(z.unknown()),
  /** Unified diffs by path. */
  code: z.strictObject({
    added: z.record(text, text.nullable()),
    removed: z.record(text, text.nullable()),
    changed: z.record(text, text.nullable()),
  }),
  inputs: differences(file),
  metrics: differences(z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
  outputs: differences(file),
  environment: differences(text),
  steps: differences(z.strictObject({ signature: digest.nullable(), outcome: text, command: text })),
});

const imported = z.strictObject({
  kind: z.enum(["pipeline", "runs"]),
  format: text,
  imported: count,
  problems: z.array(
    z.strictObject({
      severity: z.enum(["error", "warning", "hint"]),
      code: text,
      message: text,
      remedy: text.nullable(),
      file: text.nullable(),
      line: count.nullable(),
      column: count.nullable(),
      span: z.tuple([count, count]).nullable(),
    }),
  ),
});

const logs = z.strictObject({ logs: z.array(z.strictObject({ run: id, step: text.nullable(), text })) });
const example = z.strictObject({ file: text });

export const jsonSchemas = { run, plan, runs, diff, import: imported, logs, example };
