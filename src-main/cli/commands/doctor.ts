import { resolve } from "node:path";
import type { Command } from "commander";
import { type Check, examineLibrary } from "../../node/app/examine-library.ts";
import { exitCodes, green, print, printJson, red, visible, yellow } from "../output.ts";
import { appVersion, type Finish, libraryFolder } from "../session.ts";

export function addDoctorCommand(program: Command, finish: Finish): void {
  program
    .command("doctor")
    .description("Look at the library and at what Signet needs, and say what to do; changes nothing")
    .option("--json", "print one JSON document")
    .action((options: { json?: boolean }, command: Command) => {
      const library = resolve(libraryFolder(command));
      const checks = examineLibrary(library, {
        appVersion,
        path: process.env.PATH ?? "/usr/bin:/bin",
        now: Date.now(),
      });
      if (options.json) printJson({ library, checks });
      else for (const check of checks) printCheck(check);
      const isWell = checks.every(({ status }) => status !== "error");
      finish({ ok: true, value: isWell ? exitCodes.done : exitCodes.failed });
    });
}

const words: { readonly [status in Check["status"]]: string } = {
  ok: green("ok     "),
  warning: yellow("warning"),
  error: red("error  "),
};

function printCheck({ name, status, text, remedy }: Check): void {
  print(`${words[status]}  ${name.padEnd(11)}  ${visible(text)}`);
  if (remedy !== null) print(`${" ".repeat(22)}→ ${visible(remedy)}`);
}
