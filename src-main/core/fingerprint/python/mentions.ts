import { bindingsOf, dottedName, importsOf, isComprehension, targetNames, targetsOf } from "./bindings.ts";
import {
  everything,
  everywhere,
  namedImporters,
  openImporters,
  sourceReaders,
  textEvaluators,
} from "./known.ts";
import type { ImportRef, Mentions, Opening } from "./summary.ts";
import { childNamed, type Node, nameOf, plainString, type Source, textOf } from "./syntax.ts";

/** Full names that the imports of a module give its names: `np` -> `numpy`, `getenv` -> `os.getenv`. */
export type Aliases = ReadonlyMap<string, ReadonlySet<string>>;

export function aliasesOf(imports: readonly ImportRef[]): Aliases {
  const aliases = new Map<string, Set<string>>();
  for (const { level, name, bound, binds } of imports) {
    if (level > 0 || bound === null) continue;
    const full = name === null ? binds : `${binds}.${name}`;
    aliases.set(bound, (aliases.get(bound) ?? new Set()).add(full));
  }
  return aliases;
}

/** The full names that a dotted name may have by the module's imports; itself where it comes from none. */
export function fullNames(aliases: Aliases, dotted: string): readonly string[] {
  const [root = "", ...rest] = dotted.split(".");
  const bases = aliases.get(root);
  return bases === undefined ? [dotted] : [...bases].map((base) => [base, ...rest].join("."));
}

type Scope = {
  /** Names of the functions and comprehensions around, which are no names of the module. */
  readonly locals: ReadonlySet<string>;
  readonly inFunction: boolean;
  /** Directly in a class: what is assigned here is an attribute. */
  readonly inClass: boolean;
};

type Found = {
  readonly source: Source;
  readonly aliases: Aliases;
  readonly names: Set<string>;
  readonly writes: Set<string>;
  readonly imports: ImportRef[];
  readonly env: Set<string>;
  readonly openings: Map<string, Opening>;
  readonly scripts: Set<string>;
  readonly strings: Set<string>;
  evaluatesText: boolean;
  readsDocs: boolean;
  readsSource: boolean;
};

/**
 * What the code of some nodes at the top of a module mentions: where it cannot tell a name of the module from a local
 * one, it takes it for the module's.
 */
export function mentionsOf(source: Source, nodes: readonly Node[], aliases: Aliases): Mentions {
  const found: Found = {
    source,
    aliases,
    names: new Set(),
    writes: new Set(),
    imports: [],
    env: new Set(),
    openings: new Map(),
    scripts: new Set(),
    strings: new Set(),
    evaluatesText: false,
    readsDocs: false,
    readsSource: false,
  };
  for (const node of nodes) visit(found, node, { locals: new Set(), inFunction: false, inClass: false });
  // `frame.query("x > @LIMIT")`, `duckdb.sql("select * from frame")`
  for (const text of found.strings) {
    const words = found.evaluatesText ? text.matchAll(/()([^\W\d]\w*)/g) : text.matchAll(/(@)([^\W\d]\w*)/g);
    for (const [, , word = ""] of words) found.names.add(word);
  }
  return {
    names: [...found.names],
    writes: [...found.writes],
    imports: found.imports,
    env: [...found.env],
    openings: [...found.openings.values()],
    scripts: [...found.scripts],
    readsDocs: found.readsDocs,
    readsSource: found.readsSource,
  };
}

function visit(found: Found, node: Node, scope: Scope): void {
  const { source } = found;
  const each = (nodes: readonly Node[], inner = scope) => {
    for (const child of nodes) visit(found, child, inner);
  };
  switch (node.name) {
    case "VariableName":
      mention(found, nameOf(source, node), scope);
      return;
    case "MemberExpression":
      member(found, node, scope);
      return;
    case "CallExpression":
      each(call(found, node, scope) ? node.children.slice(1) : node.children);
      return;
    case "String":
      note(found, textOf(source, node).replace(/^[a-zA-Z]*(?:"""|'''|"|')|(?:"""|'''|"|')$/g, ""));
      return;
    case "FormatString":
      note(found, textOf(source, node));
      each(node.children);
      return;
    case "ImportStatement":
      for (const ref of importsOf(source, node)) {
        found.imports.push(ref);
        // What a class imports is an attribute of it, to be used from anywhere.
        if (scope.inClass && ref.bound !== null) found.names.add(ref.bound);
      }
      return;
    case "ScopeStatement":
      return;
    case "FunctionDefinition":
      functionDefinition(found, node, scope);
      return;
    case "LambdaExpression": {
      const params = childNamed(node, "ParamList");
      const locals = parameters(found, params, scope);
      each(
        node.children.filter((child) => child !== params),
        inFunction(scope, locals),
      );
      return;
    }
    case "ClassDefinition": {
      const name = childNamed(node, "VariableName");
      for (const child of node.children) {
        if (child === name) continue;
        if (child.name === "ArgList") argumentsOf(found, child, scope);
        else visit(found, child, child.name === "Body" ? { ...scope, inClass: true } : scope);
      }
      return;
    }
    case "TypeDefinition": {
      const name = childNamed(node, "VariableName");
      each(node.children.filter((child) => child !== name));
      return;
    }
    case "Decorator": {
      const names = node.children.filter(({ name }) => name === "VariableName");
      mention(found, names.map((name) => nameOf(source, name)).join("."), scope);
      each(node.children.filter(({ name }) => name === "ArgList"));
      return;
    }
    case "TypeDef":
      annotation(found, node, scope);
      return;
    case "ArgList":
      argumentsOf(found, node, scope);
      return;
    case "CapturePattern":
      for (const name of node.children) bind(found, name, scope);
      return;
    case "KeywordPattern":
      each(node.children.slice(1));
      return;
    case "AttributePattern": {
      const names = node.children.filter(({ name }) => name !== ".");
      mention(found, names.map((name) => nameOf(source, name)).join("."), scope);
      return;
    }
    case "BinaryExpression":
      if (node.children[1]?.name === "in" || node.children[2]?.name === "in") testsEnvironment(found, node);
      break;
    default:
  }
  if (isComprehension(node)) {
    comprehension(found, node.children, scope);
    return;
  }
  const targets = new Set(targetsOf(node));
  for (const child of node.children) {
    if (!targets.has(child)) visit(found, child, scope);
    else if (node.name === "UpdateStatement") {
      visit(found, child, { ...scope, inClass: false });
      bind(found, child, scope);
    } else bind(found, child, scope);
  }
}

const inFunction = ({ locals }: Scope, own: Iterable<string>): Scope => ({
  locals: new Set([...locals, ...own]),
  inFunction: true,
  inClass: false,
});

function functionDefinition(found: Found, node: Node, scope: Scope): void {
  const { source } = found;
  const name = childNamed(node, "VariableName");
  const params = childNamed(node, "ParamList");
  const body = childNamed(node, "Body");
  const own = parameters(found, params, scope);
  for (const child of node.children)
    if (child !== name && child !== params && child !== body) visit(found, child, scope);
  if (body === undefined) return;
  const { names, imports, globals } = bindingsOf(source, body);
  const inner = inFunction(scope, [...own, ...names]);
  // A name that the function imports stands for something of another module.
  const foreign = new Set([...globals, ...imports.map(({ bound }) => bound)]);
  visit(found, body, { ...inner, locals: new Set([...inner.locals].filter((local) => !foreign.has(local))) });
}

/** Visits defaults and annotations of parameters where they are evaluated. Answers the parameters' names. */
function parameters(found: Found, params: Node | undefined, scope: Scope): readonly string[] {
  const names: string[] = [];
  let inDefault = false;
  for (const child of params?.children ?? []) {
    if (child.name === ",") inDefault = false;
    else if (child.name === "AssignOp") inDefault = true;
    else if (inDefault || child.name === "TypeDef") visit(found, child, scope);
    else if (child.name === "VariableName") names.push(nameOf(found.source, child));
  }
  return names;
}

/** In an annotation a string is code too. */
function annotation(found: Found, node: Node, scope: Scope): void {
  for (const child of node.children) {
    const text = plainString(found.source, child);
    if (text !== null) {
      for (const [name] of text.matchAll(/[^\W\d]\w*(?:\.[^\W\d]\w*)*/g)) mention(found, name, scope);
    } else if (child.name === "MemberExpression" || child.name === "BinaryExpression") {
      visit(found, child, scope);
      annotationStrings(found, child, scope);
    } else visit(found, child, scope);
  }
}

function annotationStrings(found: Found, node: Node, scope: Scope): void {
  for (const child of node.children) {
    const text = plainString(found.source, child);
    if (text === null) annotationStrings(found, child, scope);
    else for (const [name] of text.matchAll(/[^\W\d]\w*(?:\.[^\W\d]\w*)*/g)) mention(found, name, scope);
  }
}

/** Arguments of a call or of a class: names of keywords are no mentions. */
function argumentsOf(found: Found, node: Node, scope: Scope): void {
  if (isComprehension(node)) {
    comprehension(found, node.children, scope);
    return;
  }
  node.children.forEach((child, index) => {
    const isKeyword =
      child.name === "VariableName" && textOf(found.source, node.children[index + 1] ?? node) === "=";
    if (!isKeyword) visit(found, child, scope);
  });
}

/**
 * A comprehension's names are its own, but for the first sequence, which is taken where the comprehension stands:
 * https://docs.python.org/3/reference/expressions.html#displays-for-lists-sets-and-dictionaries
 */
function comprehension(found: Found, children: readonly Node[], scope: Scope): void {
  const targets = new Set<Node>();
  const firstSequence = new Set<Node>();
  let state: "other" | "targets" | "sequence" = "other";
  let sequences = 0;
  for (const child of children) {
    if (child.name === "for") state = "targets";
    else if (child.name === "in" && state === "targets") {
      state = "sequence";
      sequences += 1;
    } else if (child.name === "if" || child.name === "async") state = "other";
    else if (state === "targets") targets.add(child);
    else if (state === "sequence" && sequences === 1) firstSequence.add(child);
  }
  const own = [...targets].flatMap((target) => targetNames(found.source, target));
  const inner: Scope = { ...inFunction(scope, own), inFunction: scope.inFunction };
  for (const child of children) {
    if (targets.has(child)) bind(found, child, inner);
    else visit(found, child, firstSequence.has(child) ? scope : inner);
  }
}

/** Visits what is assigned to or deleted. */
function bind(found: Found, target: Node, scope: Scope): void {
  switch (target.name) {
    case "VariableName": {
      const name = nameOf(found.source, target);
      if (!scope.inClass && !scope.locals.has(name)) found.names.add(name);
      return;
    }
    case "TupleExpression":
    case "ArrayExpression":
    case "ParenthesizedExpression":
      for (const child of target.children) bind(found, child, scope);
      return;
    case "MemberExpression": {
      const dotted = dottedName(found.source, target);
      const [object, bracket, ...rest] = target.children;
      if (dotted !== null && !scope.locals.has(rootOf(dotted))) found.writes.add(dotted);
      if (bracket?.name === "[" && object !== undefined && isEnvironment(found, object)) {
        for (const child of rest) visit(found, child, scope);
        mentionQuietly(found, object);
        return;
      }
      visit(found, target, scope);
      return;
    }
    default:
      visit(found, target, scope);
  }
}

const rootOf = (dotted: string): string => dotted.split(".", 1)[0] ?? "";

function mentionQuietly(found: Found, node: Node): void {
  const dotted = dottedName(found.source, node);
  if (dotted !== null) found.names.add(dotted);
}

function mention(found: Found, dotted: string, scope: Scope): void {
  const parts = dotted.split(".");
  for (const part of parts.slice(1)) attribute(found, part);
  const [root = ""] = parts;
  if (scope.locals.has(root)) return;
  found.names.add(dotted);
  if (root === "__doc__") found.readsDocs = true;
  if (sourceReaders.has(root)) found.readsSource = true;
  if (root === "globals" || root === "eval" || root === "exec")
    open(found, { kind: "own", what: parts.length > 1 ? dotted : `${root}()` });
  // Not called on the spot, it may be called with anything.
  if (isNamedImporter(found, dotted)) open(found, { kind: "any", what: dotted, prefix: "" });
  for (const full of fullNames(found.aliases, dotted)) {
    if (/^sys\.modules\b/.test(full) || full === "gc") open(found, { kind: "all", what: "sys.modules" });
    if (/^(sys\.path|site\.addsitedir)\b/.test(full)) open(found, { kind: "path", what: full });
    if (full === "__path__") open(found, { kind: "path", what: full });
    if (openImporters.has(full.split(".").at(-1) ?? "")) open(found, { kind: "any", what: full, prefix: "" });
  }
}

/** The name of an attribute, whatever it is of. */
function attribute(found: Found, name: string): void {
  if (name === "__doc__") found.readsDocs = true;
  if (name === "__subclasses__") open(found, { kind: "subclasses", what: name });
  if (sourceReaders.has(name)) found.readsSource = true;
  if (everywhere.has(name)) open(found, { kind: "all", what: name });
  if (openImporters.has(name)) open(found, { kind: "any", what: name, prefix: "" });
}

function open(found: Found, opening: Opening): void {
  found.openings.set(JSON.stringify(opening), opening);
}

function note(found: Found, text: string): void {
  if (/^[^\s"'{}]+\.py$/.test(text)) found.scripts.add(text);
  if (text.length < 10_000) found.strings.add(text);
}

function member(found: Found, node: Node, scope: Scope): void {
  const dotted = dottedName(found.source, node);
  if (dotted !== null) {
    mention(found, dotted, scope);
    return;
  }
  const [object, bracket, key] = node.children;
  if (bracket?.name === "." && key !== undefined) attribute(found, nameOf(found.source, key));
  if (bracket?.name === "[" && object !== undefined && isEnvironment(found, object)) readVariable(found, key);
  for (const child of node.children) visit(found, child, scope);
}

/** Whether an expression is `os.environ` by any of the names that the module may know it by. */
function isEnvironment(found: Found, node: Node): boolean {
  const dotted = dottedName(found.source, node);
  return dotted !== null && fullNames(found.aliases, dotted).some((full) => /^os\.environb?$/.test(full));
}

function readVariable(found: Found, key: Node | undefined): void {
  const name = key === undefined ? null : plainString(found.source, key);
  if (name !== null && name !== "") found.env.add(name);
}

function testsEnvironment(found: Found, node: Node): void {
  const last = node.children.at(-1);
  if (last !== undefined && isEnvironment(found, last)) readVariable(found, node.children[0]);
}

/** Sees what a call of a well-known function means. Answers whether its callee needs no further look. */
function call(found: Found, node: Node, scope: Scope): boolean {
  const { source, aliases } = found;
  const [callee, list] = node.children;
  if (callee === undefined || list === undefined) return false;
  const args = list.children.filter(({ name }) => name !== "(" && name !== ")");
  const [first] = args;
  const method = callee.name === "MemberExpression" ? callee.children.at(-1) : callee;
  if (first !== undefined && method !== undefined && textEvaluators.has(textOf(source, method)))
    found.evaluatesText = true;
  const dotted = dottedName(source, callee);
  if (dotted === null) return false;
  const last = dotted.split(".").at(-1) ?? "";
  const isAtTop = !scope.inFunction && (last === "locals" || last === "vars" || last === "dir");
  if (isAtTop && args.length === 0 && dotted === last) open(found, { kind: "own", what: `${last}()` });
  for (const full of fullNames(aliases, dotted)) {
    if (everything.has(full)) open(found, { kind: "all", what: dotted });
    if (/^os\.(getenvb?|environb?\.(get|pop|setdefault|__getitem__))$/.test(full)) readVariable(found, first);
  }
  if (!isNamedImporter(found, dotted)) return false;
  importsByName(found, dotted, first, args.slice(1));
  if (!scope.locals.has(rootOf(dotted))) found.names.add(dotted);
  return true;
}

const isNamedImporter = (found: Found, dotted: string): boolean =>
  fullNames(found.aliases, dotted).some(
    (full) => namedImporters.has(full) || /(^|\.)import_(module|string)$/.test(full),
  );

function importsByName(found: Found, what: string, first: Node | undefined, rest: readonly Node[]): void {
  const { source } = found;
  const literal = first === undefined ? null : plainString(source, first);
  if (literal !== null && /^\.*[^\W\d][\w.:]*$/.test(literal)) {
    const level = /^\.*/.exec(literal)?.[0].length ?? 0;
    const ownPackage = rest.every((node) =>
      /^(,|package|=|__name__|__package__)$/.test(textOf(source, node)),
    );
    if (level === 0 || ownPackage) {
      open(found, { kind: "import", what, module: literal.slice(level).replace(":", "."), level });
      return;
    }
  }
  open(found, { kind: "any", what, prefix: first === undefined ? "" : literalPrefix(source, first) });
}

/** The dotted package that a computed module name begins with: `f"plugins.{name}"`, `"plugins." + name`. */
function literalPrefix(source: Source, node: Node): string {
  const text = textOf(source, node.name === "BinaryExpression" ? (node.children[0] ?? node) : node);
  return /^[fF]?["']((?:[^\W\d]\w*\.)+)/.exec(text)?.[1]?.slice(0, -1) ?? "";
}
