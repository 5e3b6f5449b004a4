import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { pythonOf } from "../../../src-main/core/fingerprint/python-distributions.ts";
import type { TextCache } from "../../../src-main/core/ports/python.ts";
import type { PythonEnvironment, PythonStart } from "../../../src-main/core/ports/python-environment.ts";
import { pythonEnvironments } from "../../../src-main/node/host/python-environment.ts";
import type { DigestCache } from "../../../src-main/node/host/stat-cache.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";

/** Made anew for each test, as are the caches. */
export let scratch: string;
export let workspace: string;
export let texts: Map<string, string>;
let digests: DigestCache;

beforeEach(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "signet-python-")));
  workspace = join(scratch, "work space");
  mkdirSync(workspace);
  texts = new Map();
  digests = memoryCache();
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

export const basePython = "/usr/bin/python3";

/** Writes files below a folder, which are then older than any margin of the caches. */
export function write(folder: string, files: { readonly [path: string]: string }): void {
  const past = new Date(Date.now() - 60_000);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, past, past);
  }
}

export function venv(place = join(workspace, ".venv"), ...options: string[]): string {
  execFileSync(basePython, ["-m", "venv", "--without-pip", ...options, place]);
  return join(place, "lib", readdirSync(join(place, "lib"))[0] ?? "", "site-packages");
}

export type Wheel = {
  readonly name: string;
  readonly version: string;
  readonly files: { readonly [path: string]: string };
  readonly requires?: readonly string[];
  /** Further files of the metadata folder. */
  readonly notes?: { readonly [name: string]: string };
};

/** Puts files and a `.dist-info` as an installer does. */
export function install(site: string, { name, version, files, requires = [], notes = {} }: Wheel): void {
  const info = `${name.replaceAll("-", "_")}-${version}.dist-info`;
  const metadata = ["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`].concat(
    requires.map((line) => `Requires-Dist: ${line}`),
  );
  write(site, files);
  const own = { METADATA: `${metadata.join("\n")}\n\nRequires-Dist: not-a-header\n`, ...notes };
  const rows = Object.entries(files).map(
    ([path, text]) => `${path},sha256=${Buffer.from(text).toString("hex")},${text.length}`,
  );
  write(join(site, info), {
    ...own,
    RECORD: [...rows, `${info}/METADATA,sha256=x,1`, `${info}/RECORD,,`, "../../../bin/x,sha256=y,1"].join(
      "\n",
    ),
  });
}

const at = (interpreter: string): PythonStart => ({ interpreter, folder: "", searchPath: [] });

/** As a new plan finds it. */
export function found(
  start: string | PythonStart = ".venv/bin/python",
  env: { readonly [name: string]: string | undefined } = {},
): Promise<PythonEnvironment | null> {
  const cache: TextCache = {
    get: (key) => texts.get(key) ?? null,
    // A key's first text stays, as in the library.
    put: (key, text) => void (texts.has(key) || texts.set(key, text)),
  };
  const given = { PATH: "/usr/bin:/bin", HOME: join(scratch, "home"), ...env };
  const places = { workspace, env: given, cache, digests };
  return pythonEnvironments(places).find(typeof start === "string" ? at(start) : start);
}

export async function distributions(
  outside: readonly string[],
  ...start: Parameters<typeof found>
): Promise<{ readonly [name: string]: string }> {
  const record = await pythonOf(await found(...start), outside);
  if (record === null) throw new Error("No Python");
  return record.distributions;
}

/** The files of a module that only tells its version. */
export const version = (text: string) => ({ "tool/__init__.py": `VERSION = "${text}"\n` });
