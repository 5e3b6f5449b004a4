/** Lines below the help of a command: how it is used. Commands with more to say there say it themselves. */
export const helpExamples: { readonly [command: string]: readonly string[] } = {
  run: [
    "signet run pipeline.yaml",
    "signet run . -P train.lr=0.01 --name colder --tag sweep",
    "signet run . --to evaluate --jobs 4 --keep-going",
    "signet run . --tagged nightly",
    "signet run . --force train",
  ],
  plan: ["signet plan .", "signet plan . -P train.lr=0.01 --diff", "signet plan . --only train --json"],
  clone: [
    "signet clone 41                        again, with today's files and code",
    "signet clone latest -P train.lr=0.01   with another parameter",
    "signet clone 41/train --plan           one step; only show what would run",
  ],
  accept: ["signet accept train", "signet accept train pipeline.yaml -P train.lr=0.01"],
  searches: ["signet searches", "signet runs --saved 'my failures'"],
  show: ["signet show 41", "signet show latest/train", "signet show 01M83040 --json"],
  logs: ["signet logs 41/train", "signet logs latest -f"],
  diff: [
    "signet diff 41 42",
    "signet diff 41/train 42/train --logs",
    "signet diff 41 42 43 --html compared.html",
  ],
  import: [
    "signet import pipeline.yaml --trust",
    "signet import runs.jsonl --dry-run",
    "signet import runs.jsonl --replace",
  ],
  export: [
    "signet export -o everything.jsonl",
    "signet export --format csv -o paper.csv 'tags:paper'",
    "signet export 41 42 --artifacts -o two.jsonl",
  ],
  open: ["signet open", "signet open pipeline.yaml"],
  example: ['signet run "$(signet example)"'],
  desktop: ["signet desktop", "signet desktop --remove"],
  verify: ["signet verify", "signet verify --json"],
  gc: ["signet gc", "signet gc --delete --grace 12h"],
  backup: ["signet backup", "signet backup ~/safe/", "signet backup --restore ~/safe/signet.db"],
  doctor: ["signet doctor", "signet --library ~/other doctor --json"],
};

/** What an exit code of 1 says, by command; "" is for all of them. */
export const failureMeans: { readonly [command: string]: string } = {
  "": "a step failed, or something was found wrong",
  run: "a step failed",
  clone: "a step failed",
  verify: "something is damaged, missing or wrong",
  doctor: "something is in the way",
  open: "the window did not open",
};
