import type { Digest } from "../../model/ids.ts";

/** Of `ModuleSummary` and of how it is made: raised when either changes, so that remembered summaries are made anew. */
export const summaryVersion = 2;

/**
 * One name that an import statement binds, or `*`. `module` is dotted, "" for `from . import x`; `level` counts the
 * leading dots; `name` is what is taken from the module, null for the module itself; `bound` is the name in the
 * importing scope, null for `*`. `import a.b` binds `a` to the module `a` and loads `a.b`: `binds` is what the bound
 * name stands for then.
 */
export type ImportRef = {
  readonly module: string;
  readonly level: number;
  readonly name: string | null;
  readonly bound: string | null;
  readonly binds: string;
};

/** Something that a statement does and whose effect cannot be told from the text. `what` says it to people. */
export type Opening =
  /** Reaches names of its own module by texts: `globals()`, `eval`. */
  | { readonly kind: "own"; readonly what: string }
  /** Imports a module by a literal name. */
  | { readonly kind: "import"; readonly what: string; readonly module: string; readonly level: number }
  /** Imports a module by a computed name, below the dotted `prefix` where that is not "". */
  | { readonly kind: "any"; readonly what: string; readonly prefix: string }
  /** Reaches whatever is loaded: `sys.modules`. */
  | { readonly kind: "all"; readonly what: string }
  /** Changes where modules are found. */
  | { readonly kind: "path"; readonly what: string }
  /** Finds classes by what they derive from. */
  | { readonly kind: "subclasses"; readonly what: string };

/** What a piece of code mentions. Names are dotted as far as they go: `helpers.parse`. */
export type Mentions = {
  readonly names: readonly string[];
  /** Dotted names that it assigns to or deletes. */
  readonly writes: readonly string[];
  /** Imports within it, of any depth. */
  readonly imports: readonly ImportRef[];
  readonly env: readonly string[];
  readonly openings: readonly Opening[];
  /** Python files that its strings name. */
  readonly scripts: readonly string[];
  readonly readsDocs: boolean;
  readonly readsSource: boolean;
};

/** A decorator by its dotted name, and whether it is called with arguments first. */
export type DecoratorUse = { readonly name: string; readonly called: boolean };

export type ItemKind = "function" | "class" | "constant" | "import" | "main" | "statement";

/** One statement at the top of a module. */
export type Item = {
  readonly kind: ItemKind;
  /** Names that it binds in the module, those of imports apart. */
  readonly names: readonly string[];
  /** Digest of its canonical text without strings that stand alone; null when nothing is left. */
  readonly text: Digest | null;
  /** Digest of its canonical text with them. */
  readonly docText: Digest | null;
  readonly mentions: Mentions;
  /** It does something when the module is loaded, whoever mentions it. */
  readonly acts: boolean;
  /** Loading the module evaluates names in it, so its place among the statements that act matters. */
  readonly evaluates: boolean;
  /** Among these names are some of other modules, quiet ones of the standard library apart. */
  readonly evaluatesForeign: boolean;
  /** Whether these keep a record of what they decorate has to be seen in the modules that they come from. */
  readonly decorators: readonly DecoratorUse[];
  /** Of a class and the classes in it, the same question. */
  readonly bases: readonly string[];
  readonly metaclasses: readonly string[];
  /** A class that sees the classes that derive from it. */
  readonly hooks: boolean;
  /** A function that can be called this many times, each on the result of the last, without doing anything but wrap. */
  readonly wraps: number;
};

/** What is known of one module from its text alone. */
export type ModuleSummary =
  | {
      readonly kind: "parsed";
      readonly items: readonly Item[];
      /** Digest of the module's canonical text, without and with strings that stand alone. */
      readonly text: Digest;
      readonly docText: Digest;
    }
  /** Not understood: its bytes count, and every module that it seems to import counts whole. */
  | { readonly kind: "opaque"; readonly imports: readonly ImportRef[] };
