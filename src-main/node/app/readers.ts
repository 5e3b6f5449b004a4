import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { err, ok, type Result } from "../../core/base/result.ts";
import { scriptBeside } from "../host/script-beside.ts";
import type { ReaderMessage, ReaderTask } from "./reader.ts";
import type { AnswerOf, Question, QuestionKind } from "./reader-questions.ts";

/**
 * Processes that search a library beside the one that writes it. SQLite cannot be interrupted from outside, and ending a
 * thread waits for it: a process can be killed at any time, and as it only reads, nothing is lost.
 */
export type Readers = {
  /**
   * Answers, or says why there is no answer. Rejects on a bug, or when two processes ended by themselves over it: one that
   * ends may have ended before it was asked, so that another is asked once more.
   */
  readonly ask: <Kind extends QuestionKind>(
    question: Question<Kind>,
    options?: AskOptions,
  ) => Promise<Result<AnswerOf<Kind>, Stopped>>;
  /** Ends the processes, whatever they do. */
  readonly close: () => void;
};

export type AskOptions = {
  /**
   * What the question belongs to and what it is about: a question of the same stream about something else stops those
   * before it, as when somebody types on.
   */
  readonly stream?: { readonly name: string; readonly about: string } | undefined;
  /** Milliseconds after which the search is stopped. */
  readonly limit?: number;
};

export type Stopped = "superseded" | "too-long";

type Job = {
  readonly question: Question;
  readonly stream: AskOptions["stream"];
  readonly limit: number;
  /** Whether a process ended over it. */
  readonly isSecondTry: boolean;
  readonly resolve: (answer: Result<never, Stopped> | Result<unknown, never>) => void;
  readonly reject: (error: Error) => void;
};

type Reader = {
  readonly child: ChildProcess;
  /** What it works at, and the id that its answer will have. */
  job: Job | null;
  id: number;
  /** Stops the job when its time is over. */
  timer: NodeJS.Timeout | null;
};

/** One for pages while another counts. */
const most = 2;
const longest = 30_000;
/** A search that is no longer wanted may end by itself this long, in milliseconds: a new process takes longer to start. */
const grace = 40;

export function readers(path: string): Readers {
  const all = new Set<Reader>();
  const waiting: Job[] = [];
  let lastId = 0;
  let isClosed = false;

  const start = (): Reader => {
    const child = fork(fileURLToPath(scriptBeside("reader", import.meta.url)), [path], {
      serialization: "advanced",
      execArgv: [],
      // In the window's process the program is Electron, which runs as plain Node with this.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const reader: Reader = { child, job: null, id: 0, timer: null };
    all.add(reader);
    child.on("message", (message: ReaderMessage) => {
      if (message.type === "ready" || message.id !== reader.id) return;
      const job = take(reader);
      if (message.type === "answer") job?.resolve(ok(message.answer));
      else {
        const { stack, code } = message;
        job?.reject(Object.assign(new Error(message.message), { stack, code }));
      }
      distribute();
    });
    const gone = (why: string) => {
      all.delete(reader);
      const job = take(reader);
      if (job?.isSecondTry === false) waiting.unshift({ ...job, isSecondTry: true });
      else job?.reject(new Error(`The process that searches ${why}`));
      distribute();
    };
    child.on("error", (error) => gone(`failed: ${error.message}`));
    child.on("exit", (code, signal) => gone(`ended (${signal ?? code})`));
    return reader;
  };

  const take = (reader: Reader): Job | null => {
    const { job, timer } = reader;
    if (timer !== null) clearTimeout(timer);
    reader.job = null;
    reader.timer = null;
    return job;
  };

  const stop = (reader: Reader, why: Stopped): void => {
    const job = take(reader);
    all.delete(reader);
    reader.child.kill("SIGKILL");
    job?.resolve(err(why));
    // The next question is answered at once by one that is there already.
    if (!isClosed && all.size < most) start();
    distribute();
  };

  const perform = (reader: Reader, job: Job): void => {
    lastId += 1;
    reader.id = lastId;
    reader.job = job;
    reader.timer = setTimeout(() => stop(reader, "too-long"), job.limit);
    reader.child.send({ id: lastId, question: job.question } satisfies ReaderTask, (error) => {
      // Then its process has ended, which is told too.
      if (error !== null) reader.child.kill("SIGKILL");
    });
  };

  const distribute = (): void => {
    while (!isClosed && waiting.length > 0) {
      // What can take long leaves a process for what is wanted at once.
      const slow = [...all].filter(({ job }) => job !== null && isSlow(job)).length;
      const next = waiting.findIndex((job) => !isSlow(job));
      const at = next >= 0 ? next : slow < most - 1 ? 0 : -1;
      if (at < 0) return;
      const idle = [...all].find(({ job }) => job === null) ?? (all.size < most ? start() : null);
      if (idle === null) return;
      const [job] = waiting.splice(at, 1);
      if (job !== undefined) perform(idle, job);
    }
  };

  const supersede = ({ name, about }: NonNullable<AskOptions["stream"]>): void => {
    const isOld = ({ stream }: Job) => stream?.name === name && stream.about !== about;
    for (const job of waiting.filter(isOld)) job.resolve(err("superseded"));
    waiting.splice(0, waiting.length, ...waiting.filter((job) => !isOld(job)));
    for (const reader of all) {
      const { job } = reader;
      if (job === null || !isOld(job)) continue;
      setTimeout(() => {
        if (reader.job === job) stop(reader, "superseded");
      }, grace);
    }
  };

  start();

  return {
    ask: <Kind extends QuestionKind>(question: Question<Kind>, options: AskOptions = {}) =>
      new Promise<Result<AnswerOf<Kind>, Stopped>>((resolve, reject) => {
        if (isClosed) return reject(new Error("The library is closed"));
        const { stream, limit = longest } = options;
        if (stream !== undefined) supersede(stream);
        waiting.push({
          question: question as Question,
          stream,
          limit,
          isSecondTry: false,
          resolve: resolve as Job["resolve"],
          reject,
        });
        distribute();
      }),
    close: () => {
      isClosed = true;
      for (const job of waiting.splice(0)) job.resolve(err("superseded"));
      for (const reader of [...all]) stop(reader, "superseded");
    },
  };
}

/** Whether nobody waits for it before going on. */
const isSlow = ({ question }: Job): boolean =>
  question.kind === "count" || question.kind === "ids" || question.kind === "groups";
