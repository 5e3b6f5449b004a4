import type { Digest } from "../model/ids.ts";
import type { Content, ContentRequest, WorkspaceFiles } from "../ports/files.ts";
import type { PythonEnvironment, PythonEnvironments, PythonStart } from "../ports/python-environment.ts";
import type { DecisionPorts } from "./decide.ts";

/**
 * All that a plan asked of the outside, each question once, with what was answered. A plan follows from its pipeline, the
 * choice of steps, the traces and these answers alone: while they are the same, so is the plan.
 */
export type Grounds = {
  /** Where a file was, or nothing. */
  readonly files: readonly (readonly [path: string, found: Digest | null])[];
  readonly folders: readonly (readonly [path: string, ignore: ContentRequest["ignore"], found: Digest])[];
  readonly listings: readonly (readonly [path: string, except: readonly string[], found: Digest | null])[];
  /** Words of commands that name no file. */
  readonly words: readonly string[];
  /** Those that name one. */
  readonly named: readonly (readonly [word: string, path: string])[];
  readonly globs: readonly (readonly [globs: readonly string[], found: Digest])[];
  readonly kinds: readonly (readonly [path: string, found: "file" | "folder" | null])[];
  /** Every Python file of the workspace, where that was asked. */
  readonly modules: Digest | null;
  readonly pythons: readonly (readonly [start: PythonStart, found: Digest | null])[];
  readonly sources: readonly (readonly [start: PythonStart, path: string, found: Digest | null])[];
  /** Digests of values: there may be secrets among them. */
  readonly env: readonly (readonly [name: string, value: Digest | null])[];
  readonly held: readonly Content[];
  readonly missing: readonly Content[];
};

/** Answers by question. What is asked twice and answered in two ways was no ground to stand on. */
class Answers<Answer> {
  readonly known = new Map<string, Answer>();
  isSteady = true;

  note(question: string, answer: Answer): void {
    const before = this.known.get(question);
    if (before === undefined) this.known.set(question, answer);
    else if (before !== answer) this.isSteady = false;
  }

  list<Row>(rowOf: (question: string, answer: Answer) => Row): Row[] {
    return [...this.known].map(([question, answer]) => rowOf(question, answer));
  }
}

/** A content as a question: of JSON's text it would take the longest to read it back. */
const contentKey = ({ type, size, digest }: Content): string => `${type} ${size} ${digest}`;

function contentOfKey(key: string): Content {
  const [, type, size, digest] = /^(\S+) (\S+) (.*)$/s.exec(key) ?? [];
  return { digest: digest as Digest, size: Number(size), type: type as Content["type"] };
}

/**
 * The same ports, which note what is asked of them. `grounds` answers null where the same questions may have other answers
 * at once: the command of a cache key was executed, the time counted, or something could not be read. Traces are not noted.
 */
export function noting(given: DecisionPorts): {
  readonly ports: DecisionPorts;
  readonly grounds: () => Grounds | null;
} {
  const { sha256 } = given;
  let lasts = true;
  const answers = <Answer>() => {
    const made = new Answers<Answer>();
    all.push(made);
    return made;
  };
  const all: { readonly isSteady: boolean }[] = [];
  const files = answers<Digest | null>();
  const folders = answers<Digest>();
  const listings = answers<Digest | null>();
  const words = answers<string | null>();
  const globbed = answers<Digest>();
  const kinds = answers<"file" | "folder" | null>();
  const modules = answers<Digest>();
  const pythons = answers<Digest | null>();
  const sources = answers<Digest | null>();
  const env = answers<Digest | null>();
  const objects = answers<boolean>();

  const noteFile = (path: string, digest: Digest | null): void => {
    // Without a digest it may be there and unreadable.
    if (digest === null) lasts = false;
    else files.note(path, digest);
  };
  const { files: workspace } = given;
  const notingFiles: WorkspaceFiles = {
    content: async (path, request) => {
      const found = await workspace.content(path, request);
      if (!found.ok) lasts = false;
      else if (found.value?.type === "directory")
        folders.note(JSON.stringify([path, request.ignore]), found.value.digest);
      else files.note(path, found.value?.digest ?? null);
      return found;
    },
    listing: async (path, except) => {
      const found = await workspace.listing(path, except);
      listings.note(JSON.stringify([path, except]), found);
      return found;
    },
    fileNamed: (word) => {
      const known = words.known.get(word);
      if (known !== undefined) return known;
      const found = workspace.fileNamed(word);
      words.note(word, found);
      return found;
    },
    filesMatching: async (globs) => {
      const found = await workspace.filesMatching(globs);
      globbed.note(JSON.stringify(globs), textsDigest(given, found));
      return found;
    },
    python: {
      kindOf: async (path) => {
        const found = await workspace.python.kindOf(path);
        kinds.note(path, found);
        return found;
      },
      digestOf: async (path) => {
        const found = await workspace.python.digestOf(path);
        noteFile(path, found);
        return found;
      },
      read: async (path) => {
        const found = await workspace.python.read(path);
        noteFile(path, found?.digest ?? null);
        return found;
      },
      all: async () => {
        const found = await workspace.python.all();
        modules.note("", textsDigest(given, found));
        return found;
      },
    },
  };
  const wrapped = new Map<string, Promise<PythonEnvironment | null>>();
  const findPython = async (start: PythonStart, key: string): Promise<PythonEnvironment | null> => {
    const found = await given.environments.find(start);
    pythons.note(key, pythonDigest(given, found));
    if (found === null) return null;
    const source: PythonEnvironment["source"] = async (path) => {
      const loaded = await found.source(path);
      sources.note(JSON.stringify([start, path]), sourceDigest(given, loaded));
      return loaded;
    };
    return { ...found, source };
  };
  const ports: DecisionPorts = {
    ...given,
    files: notingFiles,
    environments: {
      find: (start) => {
        const key = JSON.stringify(start);
        const found = wrapped.get(key) ?? findPython(start, key);
        wrapped.set(key, found);
        return found;
      },
    },
    env: new Proxy(given.env, {
      get: (target, name: string) => {
        const value = target[name];
        env.note(name, value === undefined ? null : sha256(value));
        return value;
      },
      // Whoever looks at all of it depends on all of it.
      ownKeys: (target) => {
        lasts = false;
        return Reflect.ownKeys(target);
      },
      has: (target, name) => {
        lasts = false;
        return Reflect.has(target, name);
      },
    }),
    objects: {
      has: (content) => {
        const held = given.objects.has(content);
        objects.note(contentKey(content), held);
        return held;
      },
    },
    keyOf: (command) => {
      lasts = false;
      return given.keyOf(command);
    },
    now: () => {
      lasts = false;
      return given.now();
    },
  };
  const grounds = (): Grounds | null => {
    if (!lasts || !all.every(({ isSteady }) => isSteady)) return null;
    const asked = [...words.known];
    return {
      files: [...files.known],
      folders: folders.list((key, found) => {
        const [path, ignore] = JSON.parse(key) as [string, ContentRequest["ignore"]];
        return [path, ignore, found];
      }),
      listings: listings.list((key, found) => {
        const [path, except] = JSON.parse(key) as [string, string[]];
        return [path, except, found];
      }),
      words: asked.filter(([, path]) => path === null).map(([word]) => word),
      named: asked.filter((entry): entry is [string, string] => entry[1] !== null),
      globs: globbed.list((key, found) => [JSON.parse(key) as string[], found]),
      kinds: [...kinds.known],
      modules: modules.known.get("") ?? null,
      pythons: pythons.list((key, found) => [JSON.parse(key) as PythonStart, found]),
      sources: sources.list((key, found) => {
        const [start, path] = JSON.parse(key) as [PythonStart, string];
        return [start, path, found];
      }),
      env: [...env.known],
      held: [...objects.known].filter(([, held]) => held).map(([key]) => contentOfKey(key)),
      missing: [...objects.known].filter(([, held]) => !held).map(([key]) => contentOfKey(key)),
    };
  };
  return { ports, grounds };
}

/**
 * Whether all is answered as it was, but for `files`: whoever keeps the grounds knows sooner how these stand than by asking
 * for the digest of each. What changes most often is asked first.
 */
export async function stillHold(
  ports: Pick<DecisionPorts, "files" | "environments" | "env" | "objects" | "sha256">,
  grounds: Omit<Grounds, "files">,
): Promise<boolean> {
  const { files, env, objects, sha256 } = ports;
  for (const [name, before] of grounds.env) {
    const value = env[name];
    if ((value === undefined ? null : sha256(value)) !== before) return false;
  }
  for (const [path, before] of grounds.kinds) if ((await files.python.kindOf(path)) !== before) return false;
  for (const word of grounds.words) if (files.fileNamed(word) !== null) return false;
  for (const [word, path] of grounds.named) if (files.fileNamed(word) !== path) return false;
  for (const [path, except, before] of grounds.listings)
    if ((await files.listing(path, except)) !== before) return false;
  for (const [globs, before] of grounds.globs)
    if (textsDigest(ports, await files.filesMatching(globs)) !== before) return false;
  if (grounds.modules !== null && textsDigest(ports, await files.python.all()) !== grounds.modules)
    return false;
  for (const [path, ignore, before] of grounds.folders) {
    const found = await files.content(path, { type: "directory", ignore });
    if (!found.ok || found.value?.digest !== before) return false;
  }
  return (
    (await samePythons(ports, grounds)) &&
    grounds.held.every((content) => objects.has(content)) &&
    !grounds.missing.some((content) => objects.has(content))
  );
}

async function samePythons(
  ports: Hashing & { readonly environments: PythonEnvironments },
  { pythons, sources }: Pick<Grounds, "pythons" | "sources">,
): Promise<boolean> {
  for (const [start, before] of pythons)
    if (pythonDigest(ports, await ports.environments.find(start)) !== before) return false;
  for (const [start, path, before] of sources) {
    const python = await ports.environments.find(start);
    if (python === null || sourceDigest(ports, await python.source(path)) !== before) return false;
  }
  return true;
}

type Hashing = Pick<DecisionPorts, "sha256">;

const textsDigest = ({ sha256 }: Hashing, texts: readonly string[]): Digest => sha256(JSON.stringify(texts));

function pythonDigest({ sha256 }: Hashing, found: PythonEnvironment | null): Digest | null {
  if (found === null) return null;
  const { executable, implementation, version, standard, folders, roots } = found;
  return sha256(JSON.stringify([executable, implementation, version, [...standard], folders, roots]));
}

const sourceDigest = (
  { sha256 }: Hashing,
  source: Awaited<ReturnType<PythonEnvironment["source"]>>,
): Digest | null => (source === null ? null : sha256(JSON.stringify([source.digest, source.imports])));
