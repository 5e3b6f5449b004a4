import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureSystem } from "../ensure-system.ts";
import { capture } from "../processes.ts";
import { packageFolder } from "../project.ts";
import { SetupProblem } from "../setup-problem.ts";
import { cachedFolder } from "./cache.ts";

/** The first Electron major with Node-API 10 (Node 22.14), which better-sqlite3's own binaries ask for. */
const firstMajorWithNodeApi10 = 35;

/**
 * Path of a better-sqlite3 addon for this Electron, or null when the one in the package fits. It is built from the
 * package's own sources on first use (about a minute) and cached by version.
 */
export async function sqliteAddonFor(electronVersion: string): Promise<string | null> {
  if (Number.parseInt(electronVersion, 10) >= firstMajorWithNodeApi10) return null;
  const { version } = JSON.parse(
    readFileSync(join(packageFolder("better-sqlite3"), "package.json"), "utf8"),
  ) as {
    version: string;
  };
  const folder = await cachedFolder(
    `better-sqlite3-${version}-napi9-${process.platform}-${process.arch}`,
    (target) => build(target, version),
  );
  return join(folder, "better_sqlite3.node");
}

/**
 * The recipe of the package's binding.gyp, with two differences: the experimental Node-API version, which older
 * runtimes take, and a declaration of `node_api_post_finalizer`. Without the latter, statements are finalized during
 * a garbage collection and Node ends the process ("Finalizer is calling a function that may affect GC state").
 */
async function build(folder: string, version: string): Promise<void> {
  await ensureSystem(["compiler"]);
  console.log(`Building better-sqlite3 ${version} for it (once; about a minute)…`);
  const sources = packageFolder("better-sqlite3");
  const objects = join(folder, "objects");
  mkdirSync(objects);
  const header = join(objects, "post-finalizer.h");
  writeFileSync(
    header,
    `#include <node_api.h>
extern "C" napi_status node_api_post_finalizer(napi_env env, napi_finalize finalize, void* data, void* hint);
#define NODE_API_EXPERIMENTAL_HAS_POST_FINALIZER
`,
  );
  const sqliteObject = join(objects, "sqlite3.o");
  const addonObject = join(objects, "better_sqlite3.o");
  const sqlite = join(sources, "deps/sqlite3");
  // The C and the C++ half on one processor core each.
  await Promise.all([
    compile("gcc", [
      ...["-O2", "-fPIC", ...sqliteDefines(sources), `-I${sqlite}`],
      ...["-c", join(sqlite, "sqlite3.c"), "-o", sqliteObject],
    ]),
    compile("g++", [
      ...["-O2", "-fPIC", "-std=c++20", "-fvisibility=hidden"],
      ...[
        "-DNAPI_VERSION=2147483647",
        "-DNAPI_DISABLE_CPP_EXCEPTIONS",
        "-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
      ],
      ...sqliteDefines(sources),
      ...["-include", header, `-I${sqlite}`],
      ...[`-I${packageFolder("node-addon-api")}`, `-I${join(packageFolder("node-api-headers"), "include")}`],
      ...["-c", join(sources, "src/better_sqlite3.cpp"), "-o", addonObject],
    ]),
  ]);
  const addon = join(folder, "better_sqlite3.node");
  await compile("g++", ["-shared", "-Wl,-Bsymbolic", sqliteObject, addonObject, "-o", addon]);
  rmSync(objects, { recursive: true });
}

/** The `-D` options of `deps/defines.gypi`, a list of quoted `NAME` or `NAME=value`. */
function sqliteDefines(sources: string): string[] {
  const text = readFileSync(join(sources, "deps/defines.gypi"), "utf8");
  return [...text.matchAll(/^\s+'([A-Z][A-Z0-9_]*(?:=[^']*)?)',$/gm)].map((match) => `-D${match[1]}`);
}

async function compile(compiler: string, options: readonly string[]): Promise<void> {
  const result = await capture(compiler, options);
  if (result.status === 0) return;
  throw new SetupProblem(
    `better-sqlite3 could not be built with ${compiler}:\n${result.stderr.trim().slice(0, 2000)}`,
  );
}
