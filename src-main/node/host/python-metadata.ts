import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Distribution } from "../../core/ports/python-environment.ts";
import { sha256 } from "./digest.ts";

export type InstalledDistribution = Distribution & {
  /** Files that it has directly in the folder of packages: `__editable__.tool-1.0.pth`. */
  readonly topFiles: readonly string[];
  /** Absolute folder of the source that an editable install leads to; null for others. */
  readonly project: string | null;
};

/** https://peps.python.org/pep-0503/#normalized-names */
export const normalName = (name: string): string => name.replace(/[-_.]+/g, "-").toLowerCase();

export const isIdentifier = (text: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text);

/**
 * The distribution of an entry `x-1.0.dist-info` or `x-1.0.egg-info` (which may be a plain file). Null for one that
 * does not tell its name and version: the left-over of an install that broke.
 */
export function readDistribution(folder: string, entry: string): InstalledDistribution | null {
  const place = join(folder, entry);
  const isEgg = entry.endsWith(".egg-info");
  const metadata = isEgg
    ? (textOf(join(place, "PKG-INFO")) ?? textOf(place))
    : textOf(join(place, "METADATA"));
  const headers = headersOf(metadata ?? "");
  const [, namedSo, numberedSo] = /^(.+?)(?:-([^-]+))?(?:-py\d[\d.]*)?\.(?:dist|egg)-info$/.exec(entry) ?? [];
  const name = headers.get("name")?.[0] ?? namedSo;
  const version = headers.get("version")?.[0] ?? numberedSo;
  if (name === undefined || version === undefined) return null;
  const rows = recordRows(textOf(join(place, "RECORD")) ?? "");
  const origin = textOf(join(place, "direct_url.json"));
  const project = origin === null ? null : editableProject(origin);
  return {
    name: normalName(name),
    // From a folder, a repository or an archive, other contents may come under the same version.
    version: origin === null || project !== null ? version : `${version} ${contentsDigest(rows, origin)}`,
    modules: project !== null ? [] : ownedModules(place, rows),
    requires: neededNames(
      isEgg
        ? eggRequirements(textOf(join(place, "requires.txt")) ?? "")
        : (headers.get("requires-dist") ?? []).map(requirementOf),
    ),
    topFiles: rows.map(({ path }) => path).filter((path) => !path.includes("/")),
    project,
  };
}

function ownedModules(place: string, rows: readonly Row[]): readonly string[] {
  const recorded = modulesIn(rows.map(({ path }) => path));
  if (recorded.length > 0) return recorded;
  return (textOf(join(place, "top_level.txt")) ?? "").split(/\s+/).filter(isIdentifier);
}

/** A text file's contents; null for what is not there or no file. */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Headers by their name in small letters; https://packaging.python.org/specifications/core-metadata/ */
function headersOf(text: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    if (line === "") break;
    const [, name, value] = /^([A-Za-z-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined || value === "") continue;
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return headers;
}

type Row = { readonly path: string; readonly hash: string };

/** The files below the folder of packages; https://packaging.python.org/specifications/recording-installed-packages/ */
function recordRows(text: string): readonly Row[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain = "", hash = ""] = /^(?:"((?:[^"]|"")*)"|([^,]*)),([^,]*),/.exec(line) ?? [];
    const path = quoted?.replaceAll('""', '"') ?? plain;
    return path === "" || path.startsWith("../") || path.startsWith("/") ? [] : [{ path, hash }];
  });
}

/** Of what was installed, the installer's own notes apart. */
function contentsDigest(rows: readonly Row[], origin: string): string {
  const files = rows.filter(({ path, hash }) => hash !== "" && !/^[^/]+\.dist-info\//.test(path));
  return sha256(
    files.length === 0
      ? origin
      : files
          .map(({ path, hash }) => `${path} ${hash}\n`)
          .sort()
          .join(""),
  );
}

/** https://packaging.python.org/specifications/direct-url/ */
function editableProject(origin: string): string | null {
  try {
    const { url, dir_info: info } = JSON.parse(origin) as { url?: string; dir_info?: { editable?: boolean } };
    return info?.editable === true && url !== undefined ? fileURLToPath(url) : null;
  } catch {
    // Another's damaged note: the install then counts as one from anywhere.
    return null;
  }
}

const modulePattern = /^([^/.]+)\.(py|pyc|so|pyd|cpython-[^/]+|abi3\.so|pypy[^/]+)$/;

/** The module that a file in a folder of packages is: `six` for `six.py`; null for other files. */
export function moduleOfFile(name: string): string | null {
  const module = modulePattern.exec(name)?.[1];
  return module !== undefined && isIdentifier(module) ? module : null;
}

/** The outermost modules of some files that nobody else has a part of: packages with `__init__`, or plain modules. */
function modulesIn(paths: readonly string[]): readonly string[] {
  const files = paths
    .map((path) => path.split("/"))
    .filter((parts) => !parts.includes("__pycache__") && parts.slice(0, -1).every(isIdentifier))
    .flatMap((parts) => {
      const module = moduleOfFile(parts.at(-1) ?? "");
      return module === null ? [] : [{ folders: parts.slice(0, -1), module }];
    });
  const packages = new Set(
    files.filter(({ module }) => module === "__init__").map(({ folders }) => folders.join(".")),
  );
  const modules = new Set<string>();
  for (const { folders, module } of files) {
    const around = folders.map((_, index) => folders.slice(0, index + 1).join("."));
    const outermost = around.find((dotted) => packages.has(dotted));
    if (outermost !== undefined) modules.add(outermost);
    else modules.add([...folders, module].join("."));
  }
  return [...modules].sort();
}

/** Without `extras` it is always needed, else with any of them. */
type Requirement = { readonly name: string; readonly extras: readonly string[] };

/** Other conditions than extras are not weighed: what they exclude is seldom installed. */
function requirementOf(text: string): Requirement {
  const name = /^[\w.-]+/.exec(text)?.[0] ?? "";
  const marker = text.slice(text.indexOf(";") + 1);
  const extras = text.includes(";") ? [...marker.matchAll(/\bextra\s*==\s*["']([^"']+)["']/g)] : [];
  return { name: normalName(name), extras: extras.map(([, extra = ""]) => extra.toLowerCase()) };
}

/** Sections of setuptools' `requires.txt`: `[extra]`, `[extra:condition]`, `[:condition]`. */
function eggRequirements(text: string): readonly Requirement[] {
  let extra = "";
  return text.split(/\r?\n/).flatMap((line) => {
    const section = /^\[([^:\]]*)/.exec(line)?.[1];
    if (section !== undefined) extra = section.toLowerCase();
    const name = /^[\w.-]+/.exec(line)?.[0];
    return name === undefined ? [] : [{ name: normalName(name), extras: extra === "" ? [] : [extra] }];
  });
}

const developing =
  /^(bench(mark(s|ing)?)?|build|ci|cov(erage)?|dev(el|elop|elopment)?|docs?|documentation|examples?|lint(ing)?|maintainer|mypy|packaging|pre-commit|qa|release|style|test(s|ing)?|tox|tutorials?|types|typing)([-_.]|$)|[-_.](dev|docs?|tests?)$/;
const everything = /^(all|complete|everything|full)$/;

/**
 * Names of the distributions that are needed, or used where they are installed (pandas reads Parquet by pyarrow without
 * being told so): optional ones too, those for developing apart.
 */
function neededNames(requirements: readonly Requirement[]): readonly string[] {
  const forDeveloping = new Set(
    requirements
      .filter(({ extras }) => extras.some((extra) => developing.test(extra)))
      .map(({ name }) => name),
  );
  const isUsed = ({ name, extras }: Requirement) =>
    extras.length === 0 ||
    extras.some((extra) => !developing.test(extra) && !(everything.test(extra) && forDeveloping.has(name)));
  return [...new Set(requirements.filter(isUsed).map(({ name }) => name))].sort();
}
