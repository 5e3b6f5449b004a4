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

const property = z.union([text, z.number(), z.boolean()]);
const metric = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);

const reason = z.strictObject({
  kind: text,
  subject: text.nullable(),
  from: z.unknown(),
  to: z.unknown(),
  text,
});

const stepNote = z.strictObject({
  kind: z.enum(["opaque", "widened", "unobserved", "undeclared", "stale-input", "not-deterministic"]),
  subject: text.nullable(),
  text,
});

const run = z.strictObject({
  run: id,
  status: z.enum(["succeeded", "failed", "cancelled"]),
  steps: z.array(
    z.strictObject({
      name: text,
      action: z.enum(["executed", "reused", "restored", "failed", "skipped", "cancelled", "interrupted"]),
      signature: digest.nullable(),
      reasons: z.array(reason),
      notes: z.array(stepNote),
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
      notes: z.array(stepNote),
    }),
  ),
});

const searches = z.strictObject({
  searches: z.array(
    z.strictObject({
      name: text,
      query: text,
      project: text.nullable(),
      sort: z.strictObject({ field: text, descending: z.boolean() }).nullable(),
    }),
  ),
});

const runs = z.strictObject({
  total: count,
  runs: z.array(
    z.strictObject({
      id,
      number: count.nullable(),
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
/** A digest of bytes, or what an imported run calls one; null where none was told. */
const toldDigest = text.nullable();
const file = z.strictObject({ digest: toldDigest, size: count.nullable(), path: text.nullable() });

const logLine = z.strictObject({ line: count, text }).nullable();

const diff = z.strictObject({
  parameters: differences(z.unknown()),
  /** Unified diffs by path. */
  code: z.strictObject({
    added: z.record(text, text.nullable()),
    removed: z.record(text, text.nullable()),
    changed: z.record(text, text.nullable()),
  }),
  inputs: differences(file),
  metrics: differences(metric),
  outputs: differences(file),
  environment: differences(text),
  steps: differences(z.strictObject({ signature: digest.nullable(), outcome: text, command: text })),
  /** With --logs: the consoles of the steps that both have, aligned. */
  logs: z
    .strictObject({
      consoles: z.array(
        z.strictObject({
          step: text.nullable(),
          removed: count,
          added: count,
          /** Lines that are alike but for times and the like. */
          volatile: count,
          lines: z.tuple([count, count]),
          capped: z.boolean(),
          cut: count.nullable(),
          rows: z.array(
            z.union([
              z.strictObject({ change: z.literal("skipped"), lines: count }),
              z.strictObject({
                change: z.enum(["same", "changed", "added", "removed"]),
                from: logLine,
                to: logLine,
              }),
            ]),
          ),
        }),
      ),
    })
    .optional(),
});

const problems = z.array(
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
);

const imported = z.union([
  z.strictObject({ kind: z.literal("pipeline"), format: text, imported: count, problems }),
  z.strictObject({
    kind: z.literal("runs"),
    format: z.enum(["signet", "mlflow", "tensorboard", "dvclive"]),
    imported: count,
    /** Runs that were there already, just as the file says. */
    unchanged: count,
    replaced: count,
    /** Runs that are there otherwise, and were left as they are. */
    conflicts: count,
    problems,
    /** How many problems are not listed. */
    moreProblems: count,
  }),
]);

const exported = z.strictObject({ file: text, exported: count, problems, moreProblems: count });

/** Exactly the recorded bytes, absolute and readable; null when they are nowhere any more. */
const bytesPath = text.nullable();
const type = z.enum(["file", "directory"]);

const recordedFiles = z.record(
  text,
  z.strictObject({
    path: bytesPath,
    /** Where it was shown, relative to the workspace. */
    shown: text.nullable(),
    digest: toldDigest,
    size: count.nullable(),
    type,
    /** How Python loads it. */
    format: z.enum(["pickle", "json", "csv", "text", "parquet", "npy", "joblib"]).nullable(),
    /** The step that made it; null for a source. */
    maker: text.nullable(),
    as: z.enum(["metrics", "plot"]).nullable(),
  }),
);

/** What `show` tells of a run and of each of its steps. */
const shownRun = {
  id,
  name: text,
  status: text,
  cache: z.enum(["executed", "reused", "restored"]).nullable(),
  signature: digest.nullable(),
  started: time.nullable(),
  ended: time.nullable(),
  seconds: z.number().nullable(),
  /** Effective ones, by dotted name. */
  params: z.record(text, z.unknown()),
  /** Its own, nested. */
  ownParams: z.record(text, z.unknown()),
  /** Last values, without those of the machine. */
  metrics: z.record(text, metric),
  metricSummaries: z.record(
    text,
    z.strictObject({ count, last: metric, min: metric, max: metric, best: metric }),
  ),
  /** Most memory its processes had at one time, in bytes. */
  peakMemory: z.number().nonnegative().nullable(),
  cpuSeconds: z.number().nonnegative().nullable(),
  reasons: z.array(reason),
  stepNotes: z.array(stepNote),
  command: text.nullable(),
  exitCode: z.number().int().nullable(),
  error: text.nullable(),
  origin: z.strictObject({ run: id, number: count.nullable() }).nullable(),
  inputs: recordedFiles,
  outputs: recordedFiles,
};

const show = z.strictObject({
  ...shownRun,
  number: count.nullable(),
  parent: id.nullable(),
  project: text,
  kind: z.enum(["pipeline", "step", "script"]),
  pipeline: text.nullable(),
  step: text.nullable(),
  created: time,
  tags: z.array(text),
  archived: z.boolean(),
  notes: text,
  properties: z.record(text, property),
  steps: z.array(z.strictObject(shownRun)),
  code: z.record(text, digest),
  environment: z
    .strictObject({
      os: text,
      host: text,
      user: text,
      python: text.nullable(),
      hardware: text.optional(),
      variables: z.record(text, text.nullable()),
      packages: z.record(text, text),
    })
    .nullable(),
  git: z
    .strictObject({
      commit: text,
      branch: text.nullable(),
      dirty: z.boolean(),
      /** What was not committed, as `git diff` prints it. */
      diff: text.nullable(),
    })
    .nullable(),
  artifacts: z.array(
    z.strictObject({
      run: id,
      name: text,
      kind: z.enum(["file", "image", "figure", "table", "text"]),
      path: bytesPath,
      /** As its program named it. */
      shown: text.nullable(),
      /** Of an imported run as it was told; "" where none was. The size is null where none was told. */
      digest: text,
      size: count.nullable(),
      type,
      step: metric.nullable(),
      time,
    }),
  ),
  /** What could not be taken in of what its program told. */
  eventProblems: z.strictObject({ bad: count, problems: z.array(text) }).nullable(),
  displaced: z.array(z.strictObject({ path: text, kept: bytesPath, digest, size: count, type, at: time })),
});

const accept = z.strictObject({ step: text, signature: digest, run: id });

const found = { digest, maker: text.nullable() };

const verify = z.strictObject({
  objects: count,
  bytes: count,
  damaged: z.array(z.strictObject({ ...found, problem: text, setAside: z.boolean() })),
  missing: z.array(z.strictObject(found)),
  /** Relative to the library. */
  stray: z.array(text),
  database: z.array(text),
  /** What was wrong with the search index, which was made anew then. */
  searchIndex: z.array(text),
});

const amount = z.strictObject({ count, bytes: count });

const gc = z.strictObject({
  deleted: z.boolean(),
  objects: amount,
  damaged: amount,
  runs: amount,
  scratch: amount,
  folders: amount,
  backups: amount,
  cacheRows: count,
  young: amount,
});

const backup = z.union([
  z.strictObject({ file: text, bytes: count }),
  z.strictObject({ database: text, restored: text, kept: text.nullable() }),
]);

const doctor = z.strictObject({
  library: text,
  checks: z.array(
    z.strictObject({
      name: text,
      status: z.enum(["ok", "warning", "error"]),
      text,
      remedy: text.nullable(),
    }),
  ),
});

const changed = z.array(id);
/** With --dry-run, in place of what the command prints else: the runs that it would change. */
const dryRun = z.strictObject({ dryRun: z.literal(true), runs: changed });
const tag = z.union([z.strictObject({ added: z.array(text), removed: z.array(text), changed }), dryRun]);
const rename = z.union([z.strictObject({ name: text, changed }), dryRun]);
const note = z.union([
  z.strictObject({ notes: z.array(z.strictObject({ run: id, text })), changed }),
  dryRun,
]);
const set = z.union([z.strictObject({ properties: z.record(text, property.nullable()), changed }), dryRun]);
const move = z.union([
  z.strictObject({
    project: text,
    moved: changed,
    from: z.array(z.strictObject({ project: text, runs: changed })),
  }),
  dryRun,
]);
const archive = z.union([z.strictObject({ archived: z.boolean(), changed }), dryRun]);
const deleted = z.union([z.strictObject({ deleted: changed }), dryRun]);
const projects = z.union([
  z.strictObject({ projects: z.array(z.strictObject({ path: text, runs: count })) }),
  /** Of its subcommands. */
  z.strictObject({ project: text, changed }),
]);

const logs = z.strictObject({ logs: z.array(z.strictObject({ run: id, step: text.nullable(), text })) });
const example = z.strictObject({ file: text });
/** `added` is false where it was taken out. */
const desktop = z.strictObject({ file: text, added: z.boolean() });
const exec = z.strictObject({
  run: id,
  number: count.nullable(),
  status: z.enum(["succeeded", "failed", "cancelled"]),
  /** The command's own; null when it has none. */
  exitCode: z.number().int().nullable(),
});

const log = z.strictObject({
  /** The event file. */
  file: text,
  /** Lines written to it. */
  events: count,
});

/** What was opened: `files` are absolute; `view` is a link to what the window shows, where one was given or asked for. */
const open = z.strictObject({ library: text, files: z.array(text), view: text.nullable() });

/** In the place of any command's answer where there is none. The exit code is 2 for `input`, 3, 1, and 130 for `cancelled`. */
const error = z.strictObject({
  error: z.strictObject({
    kind: z.enum(["input", "library", "internal", "cancelled"]),
    message: text,
    problems,
  }),
});

export const jsonSchemas = {
  error,
  run,
  plan,
  runs,
  searches,
  show,
  accept,
  diff,
  import: imported,
  export: exported,
  logs,
  example,
  open,
  desktop,
  exec,
  log,
  tag,
  rename,
  note,
  set,
  move,
  archive,
  delete: deleted,
  projects,
  verify,
  gc,
  backup,
  doctor,
};
