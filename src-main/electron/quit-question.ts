/** What becomes of the app: it ends with what it runs, goes on without a window, or is as before. */
export type Answer = "quit" | "keep" | "stay";

export type Question = {
  readonly message: string;
  readonly detail: string;
  readonly answers: readonly { readonly label: string; readonly answer: Answer }[];
};

/** What is asked while so many runs go on. */
export const questionOf = (count: number): Question => {
  const [runs, they, end] = count === 1 ? ["the run", "it", "has ended"] : ["the runs", "they", "have ended"];
  return {
    message: count === 1 ? "A run has not finished." : `${count} runs have not finished.`,
    detail: `Kept running, Signet goes on without a window until ${they} ${end}; start it again to see ${count === 1 ? "it" : "them"}. Stopped, steps that are done stay done: the next run reuses them.`,
    answers: [
      { label: "Keep running", answer: "keep" },
      { label: `Stop ${runs} and quit`, answer: "quit" },
      { label: "Stay", answer: "stay" },
    ],
  };
};

/** What is asked when it is not known whether anything runs. */
export const busyQuestion: Question = {
  message: "Signet is busy and does not say whether steps are running.",
  detail: "Steps that are done stay done: the next run reuses them.",
  answers: [
    { label: "Quit", answer: "quit" },
    { label: "Stay", answer: "stay" },
  ],
};
