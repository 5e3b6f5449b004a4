/** What the sources of one folder may import, beside each other and Node's own modules where `node` says so. */
export type FolderRule = {
  /** Folders whose values and types may be imported. */
  readonly imports: readonly string[];
  /** Folders of which only types may be imported (`import type`). */
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
  readonly node?: true;
};

const base = "src-main/core/base";
const model = "src-main/core/model";
const contract = "src-main/core/contract";
const ports = "src-main/core/ports";
const pipeline = "src-main/core/pipeline";
const fingerprint = "src-main/core/fingerprint";
const plan = "src-main/core/plan";
const engine = "src-main/core/engine";
const foreign = "src-main/core/foreign";
const preview = "src-main/core/foreign/preview";
const events = "src-main/core/events";
const query = "src-main/core/query";
const diff = "src-main/core/diff";
const interchange = "src-main/core/interchange";
const host = "src-main/node/host";
const objects = "src-main/node/objects";
const store = "src-main/node/store";
const importers = "src-main/node/importers";
const app = "src-main/node/app";

const rendererCore = [base, model, contract, query, diff];
const ui = "src-renderer/ui";
const api = "src-renderer/api";
const state = "src-renderer/state";
const graph = "src-renderer/graph";
const textDiff = "src-renderer/text-diff";
const actions = "src-renderer/actions";
const features = "src-renderer/features";

const reactPackages = ["react", "@mantine/core", "@mantine/hooks", "@tabler/icons-react", "zustand"];

/**
 * Every folder of the shipped sources, and what it may import: the table behind docs/ARCHITECTURE.md. A folder's
 * subfolders belong to it unless they are listed themselves. Each folder of `features` stands alone.
 */
export const folders: { readonly [folder: string]: FolderRule } = {
  [base]: { imports: [] },
  [model]: { imports: [base] },
  [contract]: { imports: [base, model], packages: ["zod"] },
  // A parameter's form in the window is described where parameters are known.
  [pipeline]: { imports: [base, model], types: [contract], packages: ["yaml", "zod"] },
  [fingerprint]: { imports: [base, model], types: [ports], packages: ["@lezer/common", "@lezer/python"] },
  // What is asked of the outside is told in the words of a decision; no code is shared.
  [ports]: { imports: [], types: [base, model, fingerprint, plan] },
  [plan]: { imports: [base, model, pipeline, fingerprint], types: [ports] },
  [engine]: { imports: [base, model, pipeline, fingerprint, plan], types: [ports] },
  // Another tool's files become a pipeline in our own words, checked as one; of Python files the constants are read.
  [foreign]: { imports: [base, model, pipeline, fingerprint], packages: ["smol-toml"] },
  // What a project's text shows before its code may run: by the syntax tree, no more.
  [preview]: { imports: [base, model, fingerprint] },
  [events]: { imports: [base, model] },
  [query]: { imports: [base, model] },
  [diff]: { imports: [base, model], packages: ["diff"] },
  [interchange]: { imports: [base, model] },

  [host]: {
    imports: [base, model, fingerprint, pipeline, plan],
    types: [ports, objects],
    packages: ["picomatch", "tinyglobby"],
    node: true,
  },
  [objects]: { imports: [base, model, host], types: [ports], node: true },
  // Of the store only what opens another tool's database.
  [importers]: { imports: [base, model, interchange, store], packages: ["yaml"], node: true },
  [store]: {
    imports: [base, model, query, interchange, host],
    types: [ports, fingerprint],
    packages: ["better-sqlite3"],
    node: true,
  },
  [app]: {
    imports: [
      base,
      model,
      contract,
      pipeline,
      foreign,
      preview,
      fingerprint,
      plan,
      engine,
      events,
      query,
      diff,
      interchange,
      host,
      objects,
      importers,
      store,
    ],
    types: [ports],
    packages: ["ulid", "hyparquet", "hyparquet-compressors", "fzstd"],
    node: true,
  },
  "src-main/cli": {
    imports: [base, model, events, pipeline, diff, host, store, importers, app],
    types: [contract, ports],
    packages: ["commander", "get-east-asian-width", "zod"],
    node: true,
  },
  "src-main/electron": {
    imports: [base, model, contract, host],
    types: [app],
    packages: ["electron"],
    node: true,
  },
  "src-main": { imports: ["src-main/electron"], node: true },
  "src-preload": { imports: [contract], types: [model], packages: ["electron"] },

  [ui]: { imports: [base, model], packages: [...reactPackages, "react-markdown", "remark-gfm"] },
  [api]: { imports: [base, model, contract], packages: ["react"] },
  [state]: { imports: [base, model, contract, api], packages: ["react", "zustand"] },
  [graph]: {
    imports: [base, model, ui],
    packages: ["react", "@tabler/icons-react", "@xyflow/react", "d3-dag"],
  },
  [textDiff]: {
    imports: [base, model, diff, ui],
    packages: [
      ...reactPackages,
      "@codemirror/lang-python",
      "@codemirror/lang-yaml",
      "@codemirror/language",
      "@codemirror/merge",
      "@codemirror/state",
      "@codemirror/view",
      "@lezer/highlight",
    ],
  },
  [actions]: {
    imports: [base, model, ui, api, state],
    types: [contract],
    packages: [...reactPackages, "@mantine/notifications"],
  },
  [features]: {
    imports: [...rendererCore, ui, api, state, actions, graph, textDiff],
    packages: [
      ...reactPackages,
      "@mantine/notifications",
      "@tanstack/react-table",
      "@tanstack/react-virtual",
      "recharts",
    ],
  },
  [`${features}/search-bar`]: {
    imports: [...rendererCore, ui, api, state],
    packages: [
      ...reactPackages,
      "@codemirror/autocomplete",
      "@codemirror/commands",
      "@codemirror/state",
      "@codemirror/view",
    ],
  },
  // Development pages: the only sources that may use fixtures. main.tsx loads them behind `import.meta.env.DEV`.
  "src-renderer/gallery": {
    imports: [...rendererCore, ui, api, state, actions, graph, features, "src-renderer", "test/fixtures"],
    packages: [...reactPackages, "react-dom", "@mantine/notifications", "vite", "@vitejs/plugin-react"],
  },
  "src-renderer": {
    imports: [
      ...rendererCore,
      ui,
      api,
      state,
      actions,
      graph,
      features,
      textDiff,
      `${features}/search-bar`,
      "src-renderer/gallery",
    ],
    packages: [...reactPackages, "react-dom", "@mantine/notifications", "@mantine/spotlight", "recharts"],
  },
};

/** Folders that hold other folders only: a source file directly in one of them belongs nowhere. */
export const shelves = ["src-main/core", "src-main/node"];
