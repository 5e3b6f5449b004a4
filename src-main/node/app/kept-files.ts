import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { saysUnwritable } from "../store/check-database.ts";

/** Files in the library that only save time: each a head that says what it is of, and a body. Losing one costs that time. */
export type KeptFiles<Head> = {
  /** Null when there is none, or when it was cut off by a crash or changed by somebody. `body` reads the rest. */
  readonly read: (name: string) => { readonly head: Head; readonly body: () => string | null } | null;
  readonly write: (name: string, head: Head, body: string) => void;
};

/** The first line of a file; `digest` is of the rest. */
type FirstLine<Head> = { readonly head: Head; readonly digest: string };

/**
 * Such files in a folder; beyond `most` those are dropped that were kept longest ago. `scratch` is a folder on the same file
 * system, for half-made ones.
 */
export function keptFiles<Head>(folder: string, scratch: string, most: number): KeptFiles<Head> {
  return {
    read: (name) => {
      let kept: Buffer;
      try {
        kept = readFileSync(join(folder, name));
      } catch {
        return null;
      }
      const end = kept.indexOf(10);
      const first = end < 0 ? null : firstLineOf<Head>(kept.toString("utf8", 0, end));
      if (first === null) return null;
      return {
        head: first.head,
        body: () => {
          const rest = kept.subarray(end + 1);
          return digestOf(rest) === first.digest ? rest.toString("utf8") : null;
        },
      };
    },
    write: (name, head, body) => {
      try {
        mkdirSync(folder, { recursive: true });
        const half = join(scratch, `${process.pid}-${name}`);
        const first: FirstLine<Head> = { head, digest: digestOf(body) };
        writeFileSync(half, `${JSON.stringify(first)}\n${body}`);
        renameSync(half, join(folder, name));
        dropOldest(folder, most);
      } catch (error) {
        // That it cannot be kept keeps nobody from going on.
        if (!saysUnwritable(error)) throw error;
      }
    },
  };
}

function firstLineOf<Head>(text: string): FirstLine<Head> | null {
  try {
    const found = JSON.parse(text) as Partial<FirstLine<Head>>;
    return found.head === undefined || found.digest === undefined ? null : (found as FirstLine<Head>);
  } catch {
    return null;
  }
}

export const digestOf = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");

function dropOldest(folder: string, most: number): void {
  const names = readdirSync(folder);
  if (names.length <= most) return;
  const aged = names.map((name) => {
    const path = join(folder, name);
    return { path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  aged.sort((a, b) => b.at - a.at);
  for (const { path } of aged.slice(most)) rmSync(path, { force: true });
}
