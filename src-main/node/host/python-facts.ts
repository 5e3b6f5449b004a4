import { execFile } from "node:child_process";
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { TextCache } from "../../core/ports/python.ts";
import { sha256 } from "./digest.ts";
import { textOf } from "./python-metadata.ts";

/** What an interpreter tells of itself. */
export type PythonFacts = {
  readonly executable: string;
  readonly implementation: string;
  readonly version: string;
  /** Folders of installed packages in the order of the search. `isOptional`: the user's own, which options switch off. */
  readonly sites: readonly { readonly path: string; readonly isOptional: boolean }[];
  /** Top-level modules of the standard library. */
  readonly standard: readonly string[];
};

export type Environment = { readonly [name: string]: string | undefined };

const factsVersion = 1;

/**
 * Run with `-I -S`, so that no `.pth` file, `sitecustomize` or module of the user is executed. It finds the folders as
 * `site.main` does: the environment's own, the user's, the system's (https://docs.python.org/3/library/site.html).
 * Python 3.4 and later understand it.
 */
const question = `
import json, os, site, sys
home = os.path.dirname(os.path.abspath(sys.executable))
base = [sys.base_prefix, sys.base_exec_prefix]
config = [p for p in (os.path.join(d, "pyvenv.cfg") for d in (home, os.path.dirname(home))) if os.path.isfile(p)]
venv, system = [], True
if config:
    system = True
    with open(config[0], encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.partition("=")
            if key.strip().lower() == "include-system-site-packages":
                system = value.strip().lower() == "true"
    sys.prefix = sys.exec_prefix = os.path.dirname(home)
    venv = site.getsitepackages([sys.prefix])
sites = [(path, False) for path in venv]
if system:
    sites.append((site.getusersitepackages(), True))
    sites += [(path, False) for path in site.getsitepackages(base)]
names = getattr(sys, "stdlib_module_names", None)
if names is None:
    folder = os.path.dirname(os.__file__)
    names = list(sys.builtin_module_names)
    for place in (folder, os.path.join(folder, "lib-dynload")):
        if os.path.isdir(place):
            names += [name.split(".")[0] for name in os.listdir(place) if not name.endswith("-packages")]
version = "%d.%d" % sys.version_info[:2]
print(json.dumps({
    "executable": os.path.abspath(sys.executable),
    "implementation": sys.implementation.name,
    "version": version + ("t" if "t" in getattr(sys, "abiflags", "") else ""),
    "sites": [{"path": path, "isOptional": optional} for path, optional in sites],
    "standard": sorted(set(names) | set(sys.builtin_module_names)),
}))
`;

/**
 * What the Python at an absolute path tells of itself; null when it is none. It is asked once for each state of its
 * file; only a program that starts a Python of its own choice is asked each time.
 */
export async function pythonFacts(
  path: string,
  folder: string,
  env: Environment,
  cache: TextCache,
): Promise<PythonFacts | null> {
  const key = factsKey(path, env) ?? pyenvKey(path, folder, env);
  const known = key === null ? null : cache.get(key);
  if (known !== null) return JSON.parse(known) as PythonFacts;
  const facts = await ask(path, folder, env);
  if (key !== null && facts !== null) cache.put(key, JSON.stringify(facts));
  return facts;
}

/** All that the answer depends on; null for a program that is not an interpreter itself. */
function factsKey(path: string, env: Environment): string | null {
  const real = realpathSync(path);
  if (!/^(python|pypy)[\d.]*[a-z]*$/.test(basename(real)) || firstBytes(real) === "#!") return null;
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(real, { bigint: true });
  const home = dirname(path);
  const configs = [home, dirname(home)].map((place) => textOf(join(place, "pyvenv.cfg")));
  const user = [env.HOME, env.PYTHONUSERBASE];
  const stamp = [dev, ino, size, mtimeNs, ctimeNs].map(String);
  return `python facts ${factsVersion} ${JSON.stringify([path, real, stamp, configs, user])}`;
}

/** pyenv's launcher chooses by these (https://github.com/pyenv/pyenv#understanding-python-version-selection). */
function pyenvKey(path: string, folder: string, env: Environment): string | null {
  if (firstBytes(path) !== "#!") return null;
  const script = textOf(path) ?? "";
  const root = /^export PYENV_ROOT="([^"]+)"$/m.exec(script)?.[1];
  if (root === undefined || !/^exec "[^"]+\/pyenv" exec /m.test(script)) return null;
  const chosen: (string | null)[] = [];
  for (let place = folder; ; place = dirname(place)) {
    chosen.push(textOf(join(place, ".python-version")));
    if (place === dirname(place)) break;
  }
  let installed: string[];
  try {
    installed = readdirSync(join(root, "versions")).sort();
  } catch {
    // Without a version of its own it starts what is on the path.
    return null;
  }
  if (
    [env.PYENV_VERSION ?? "", ...chosen, textOf(join(root, "version"))].some((one) =>
      /system/.test(one ?? ""),
    )
  )
    return null;
  const states = installed.map((version) => stampOf(join(root, "versions", version, "bin", "python")));
  const selection = [env.PYENV_VERSION, chosen, textOf(join(root, "version")), installed, states];
  const user = [env.HOME, env.PYTHONUSERBASE];
  return `python facts ${factsVersion} ${sha256(JSON.stringify([path, script, selection, user]))}`;
}

function stampOf(path: string): string | null {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch {
    return null;
  }
}

/** The first two bytes of a file, "" when it cannot be read. */
function firstBytes(path: string): string {
  try {
    const file = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(2);
      return bytes.toString("latin1", 0, readSync(file, bytes, 0, 2, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

function ask(path: string, folder: string, env: Environment): Promise<PythonFacts | null> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...env }, timeout: 30_000, maxBuffer: 1 << 22 };
    const child = execFile(path, ["-I", "-S", "-c", question], options, (error, stdout) =>
      // Whatever does not answer is no Python that the step could run on, or one too old to tell: Python 2.
      resolve(error === null ? factsIn(stdout) : null),
    );
    child.stdin?.end();
  });
}

function factsIn(text: string): PythonFacts | null {
  try {
    return JSON.parse(text) as PythonFacts;
  } catch {
    return null;
  }
}
