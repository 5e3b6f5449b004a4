import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/** Oldest runtime that must work: Electron 33, with Node 20.18 and Chromium 130. */
const nodeTarget = "node20.18";
const chromeTarget = "chrome130";

/** Digest of the sources in some folders, and of what they are built with. */
function sourcesDigest(...folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders)
    for (const name of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
      const file = join(folder, name);
      if (!statSync(file).isDirectory()) hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
    }
  return hash.update(readFileSync("package-lock.json")).digest("hex");
}

/** Everything that reads pipelines: what another build has read is read anew. See src-main/node/app/pipeline-cache.ts. */
const readers = ["base", "model", "pipeline"].map((name) => join("src-main/core", name));

/** Everything that a plan is made by: see src-main/node/app/plan-cache.ts. */
const planners = ["src-main/core", "src-main/node"];

type ModuleGraph = { getModuleInfo: (id: string) => { importedIds: readonly string[] } | null };

/** Modules that are loaded with these sources, without what they import later. */
function loadedWith(graph: ModuleGraph, sources: readonly string[]): ReadonlySet<string> {
  const found = new Set(sources.map((source) => resolve(import.meta.dirname, "src-main", source)));
  for (const id of found)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

/** Names a chunk of what is loaded with all of some sources. */
function chunkOf(name: string, ...sources: readonly (readonly string[])[]) {
  let modules: readonly ReadonlySet<string>[] | undefined;
  return (id: string, graph: ModuleGraph): string | null => {
    modules ??= sources.map((some) => loadedWith(graph, some));
    return modules.every((loaded) => loaded.has(id)) ? name : null;
  };
}

const ofPlan = ["cli/main.ts", "cli/commands/plan.ts"];
/** What starts small, and is not to load all of that. */
const ofSmall = ["index.ts", "node/host/hash-worker.ts", "node/host/python-worker.ts"];

/**
 * Node's own modules are taken as they are where an `import` would first look at all that they have: of `fs` that loads
 * streams, of `process` it works out what options there are. A tenth of the start of the command line.
 */
const builtinsAsTheyAre = {
  name: "builtins-as-they-are",
  renderChunk(code: string, chunk: { readonly name: string }): string | null {
    if (chunk.name !== "plan" && chunk.name !== "small") return null;
    return code.replace(
      /^import (?:(?:\* as )?([\w$]+)(?:, | ))?(?:\{([^}]*)\} )?(?:from )?"(node:[\w/]+)";$/gm,
      (_whole, all: string | undefined, some: string | undefined, name: string) => {
        const found = `globalThis.process.getBuiltinModule("${name}")`;
        const parts = some === undefined ? [] : [`{${some.replaceAll(" as ", ": ")}} = ${found}`];
        return `const ${[...(all === undefined ? [] : [`${all} = ${found}`]), ...parts].join(", ")};`;
      },
    );
  },
};

export default defineConfig(({ command }) => ({
  main: {
    plugins: [builtinsAsTheyAre],
    // Only a development server's build may load its page from elsewhere: see src-main/electron/dev-server.ts.
    define: {
      __DEV_SERVER__: JSON.stringify(command === "serve"),
      __READER__: JSON.stringify(sourcesDigest(...readers)),
      __PLANNER__: JSON.stringify(sourcesDigest(...planners)),
    },
    build: {
      target: nodeTarget,
      // Everything is bundled, so that the terminal opens few files at its start. better-sqlite3 finds its native addon
      // beside itself and stays outside.
      externalizeDeps: false,
      rolldownOptions: {
        external: ["better-sqlite3"],
        input: {
          index: "src-main/index.ts",
          worker: "src-main/node/app/worker.ts",
          cli: "src-main/cli/index.ts",
          "hash-worker": "src-main/node/host/hash-worker.ts",
          "python-worker": "src-main/node/host/python-worker.ts",
          "care-worker": "src-main/node/app/care-worker.ts",
          "compare-worker": "src-main/node/app/compare-worker.ts",
          "import-worker": "src-main/node/app/interchange/import-worker.ts",
          "parquet-process": "src-main/node/app/parquet/parquet-process.ts",
          reader: "src-main/node/app/reader.ts",
          "backup-process": "src-main/node/app/backup-process.ts",
        },
        // By the ending `.mjs` Node need not look for a package.json to know what a chunk is.
        output: {
          format: "es",
          entryFileNames: "[name].js",
          chunkFileNames: "chunks/[name]-[hash].mjs",
          // What `signet plan` needs is one file: each more takes longer to find than to read.
          codeSplitting: {
            groups: [
              { name: chunkOf("small", ofPlan, ofSmall), debugName: "small", priority: 2 },
              { name: chunkOf("plan", ofPlan), debugName: "plan", priority: 1 },
            ],
          },
          // Names stay, for stack traces.
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
        },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: "src-preload/index.ts" },
        // A sandboxed preload script is one CommonJS file: it can require nothing but parts of Electron.
        output: { format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false },
      },
    },
  },
  renderer: {
    root: "src-renderer",
    plugins: [react()],
    worker: { format: "es" },
    build: {
      target: chromeTarget,
      outDir: "out/renderer",
      minify: true,
      chunkSizeWarningLimit: 4_000, // The page comes from the disk, not over a network.
      // The content policy lets neither fonts nor scripts come from data: URLs.
      assetsInlineLimit: 0,
      rolldownOptions: { input: resolve(import.meta.dirname, "src-renderer/index.html") },
    },
  },
}));
