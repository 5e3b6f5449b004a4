import type { Digest } from "../../model/ids.ts";
import type { Sha256 } from "../../ports/files.ts";
import { bindingsOf, dottedName, importsOf, seemingImports, targetsOf } from "./bindings.ts";
import { canonicalText } from "./canonical.ts";
import { builtins, quietModules } from "./known.ts";
import { type Aliases, aliasesOf, fullNames, mentionsOf } from "./mentions.ts";
import { isPure } from "./purity.ts";
import type { DecoratorUse, ImportRef, Item, ItemKind, ModuleSummary } from "./summary.ts";
import {
  childNamed,
  definitionOf,
  isStringStatement,
  type Node,
  nameOf,
  parsePython,
  type Source,
  statementsOf,
  textOf,
} from "./syntax.ts";

/** What one module's text says: its statements, what each binds and mentions, and a digest of each. */
export function summarize(text: string, sha256: Sha256): ModuleSummary {
  const syntax = parsePython(text);
  if (syntax === null) return { kind: "opaque", imports: seemingImports(text) };
  const { source, root } = syntax;
  const forCheckers = importsTypeChecking(source.text);
  const statements = statementsOf(root).filter(
    (node) => node.name !== "PassStatement" && !(forCheckers && isTypeCheckingBlock(source, node)),
  );
  const everyImport: ImportRef[] = [];
  const declaredGlobal = new Set<string>();
  survey(source, root, everyImport, declaredGlobal);
  const drafts = statements.map((node) => draft(source, node));
  const context: Context = {
    source,
    sha256,
    aliases: aliasesOf(everyImport),
    contested: contestedNames(drafts, declaredGlobal),
    foreign: new Set(everyImport.filter((ref) => !isQuiet(ref)).map(({ bound }) => bound ?? "*")),
    hasStar: drafts.some(({ imports }) => imports.some(({ name }) => name === "*")),
  };
  return {
    kind: "parsed",
    items: drafts.map((one) => itemOf(context, one)),
    text: sha256(canonicalText(source, root, false)),
    docText: sha256(canonicalText(source, root, true)),
  };
}

type Context = {
  readonly source: Source;
  readonly sha256: Sha256;
  readonly aliases: Aliases;
  /** Names bound by more than one statement or by a function, and those of Python itself: the order of statements tells what they are. */
  readonly contested: ReadonlySet<string>;
  readonly hasStar: boolean;
  /** Names that imports bind, but for those from quiet modules of the standard library. */
  readonly foreign: ReadonlySet<string>;
};

type Draft = {
  readonly node: Node;
  readonly kind: ItemKind;
  readonly names: readonly string[];
  readonly imports: readonly ImportRef[];
};

const isQuiet = ({ level, module }: ImportRef): boolean =>
  level === 0 && quietModules.has(module.split(".", 1)[0] ?? "");

/** All imports of a module, however deep, and all names that its functions declare global. */
function survey(source: Source, node: Node, imports: ImportRef[], globals: Set<string>): void {
  if (node.name === "ImportStatement") imports.push(...importsOf(source, node));
  else if (node.name === "ScopeStatement" && node.children[0]?.name === "global")
    for (const name of node.children.slice(1)) globals.add(nameOf(source, name));
  else for (const child of node.children) survey(source, child, imports, globals);
}

function draft(source: Source, node: Node): Draft {
  const { names, imports } = bindingsOf(source, node);
  return { node, kind: kindOf(source, node), names: [...names], imports };
}

function kindOf(source: Source, node: Node): ItemKind {
  const defined = definitionOf(node);
  if (defined !== null) return defined.definition.name === "FunctionDefinition" ? "function" : "class";
  if (node.name === "ImportStatement") return "import";
  if (node.name === "IfStatement" && isMainGuard(source, node)) return "main";
  if (node.name === "TypeDefinition") return "constant";
  if (node.name === "AssignStatement" && targetsOf(node).every(isPlainTarget)) return "constant";
  return "statement";
}

const isPlainTarget = (node: Node): boolean =>
  node.name === "VariableName" ||
  (/^(TupleExpression|ArrayExpression|ParenthesizedExpression)$/.test(node.name) &&
    node.children.every((child) => child.children.length === 0 || isPlainTarget(child)));

/** `if __name__ == "__main__":` and nothing else: what runs only when the module is the program. */
function isMainGuard(source: Source, node: Node): boolean {
  const [, condition, , ...more] = node.children;
  return (
    more.length === 0 &&
    condition !== undefined &&
    /^\(?\s*(__name__\s*==\s*(["'])__main__\2|(["'])__main__\3\s*==\s*__name__)\s*\)?$/.test(
      textOf(source, condition),
    )
  );
}

/** `if TYPE_CHECKING:` without `else`, which never runs: https://docs.python.org/3/library/typing.html#typing.TYPE_CHECKING */
function isTypeCheckingBlock(source: Source, node: Node): boolean {
  const [, condition, , ...more] = node.children;
  return (
    node.name === "IfStatement" &&
    more.length === 0 &&
    condition !== undefined &&
    /^(typing\.)?TYPE_CHECKING$/.test(textOf(source, condition))
  );
}

/** Whether that name is what `typing` calls so. Asked once for a module: the whole text is looked through. */
const importsTypeChecking = (text: string): boolean =>
  text.includes("TYPE_CHECKING") &&
  /^[ \t\f]*(from[ \t]+typing[ \t]+import\b[^\n]*\bTYPE_CHECKING\b|from[ \t]+typing[ \t]+import[ \t]*\([^()]*\bTYPE_CHECKING\b|import[ \t]+typing\b)/m.test(
    text,
  );

function contestedNames(drafts: readonly Draft[], declaredGlobal: ReadonlySet<string>): ReadonlySet<string> {
  const contested = new Set(declaredGlobal);
  const seen = new Map<string, string>();
  for (const { names, imports } of drafts) {
    const bound = new Map(names.map((name) => [name, ""]));
    for (const { bound: name, binds, name: taken, module, level } of imports) {
      // `import a.b` and `import a.c` bind one `a`.
      if (name !== null) bound.set(name, taken === null ? `${binds}` : `${level} ${module} ${taken}`);
    }
    for (const [name, meaning] of bound) {
      const before = seen.get(name);
      if (builtins.has(name) || (before !== undefined && (before === "" || before !== meaning)))
        contested.add(name);
      seen.set(name, meaning);
    }
  }
  return contested;
}

function itemOf(context: Context, { node, kind, names, imports }: Draft): Item {
  const { source, sha256, aliases, contested } = context;
  const digest = (docs: boolean): Digest | null =>
    !docs && isStringStatement(node) ? null : sha256(canonicalText(source, node, docs));
  const isContested = [...names, ...imports.map(({ bound }) => bound)].some(
    (name) => name !== null && contested.has(name),
  );
  const loading = loadingOf(context, node, kind);
  const ordered = context.hasStar
    ? loading.names.size + loading.annotations.size > 0 || names.length > 0
    : [...loading.names].some((name) => !builtins.has(name)) ||
      [...loading.names, ...loading.annotations].some((name) => contested.has(name));
  const reserved = names.some(
    (name) => /^__\w+__$/.test(name) && !/^__(all|version|author|license)__$/.test(name),
  );
  return {
    kind,
    names,
    text: digest(false),
    docText: digest(true),
    mentions: mentionsOf(source, [node], aliases),
    acts: isContested || reserved || loading.acts,
    evaluates: ordered,
    evaluatesForeign: context.hasStar || [...loading.names].some((name) => context.foreign.has(name)),
    decorators: loading.decorators,
    bases: loading.bases,
    metaclasses: loading.metaclasses,
    hooks: loading.hooks,
    wraps: kind === "function" ? wrapsOf(source, definitionOf(node)?.definition ?? node, aliases) : 0,
  };
}

/** What loading the module does with a statement. */
type Loading = {
  acts: boolean;
  /** Roots of the names that are evaluated, and of those in annotations alone. */
  readonly names: Set<string>;
  readonly annotations: Set<string>;
  readonly decorators: DecoratorUse[];
  readonly bases: string[];
  readonly metaclasses: string[];
  hooks: boolean;
};

function loadingOf(context: Context, node: Node, kind: ItemKind): Loading {
  const loading: Loading = {
    acts: false,
    names: new Set(),
    annotations: new Set(),
    decorators: [],
    bases: [],
    metaclasses: [],
    hooks: false,
  };
  switch (kind) {
    case "function":
    case "class":
      loadDefinition(context, node, loading, new Set());
      break;
    case "constant":
      loadAssignment(context, node, loading);
      break;
    case "import":
    case "main":
      break;
    case "statement":
      loading.acts = !isStringStatement(node);
      break;
  }
  return loading;
}

function evaluate({ source, aliases }: Context, node: Node, into: Set<string>, loading: Loading): void {
  const { names } = mentionsOf(source, [node], aliases);
  for (const name of names) into.add(name.split(".", 1)[0] ?? "");
  const value = node.name === "TypeDef" ? node.children.filter(({ name }) => name !== ":") : [node];
  if (!value.every((child) => isPure(source, child, aliases))) loading.acts = true;
}

function loadAssignment(context: Context, node: Node, loading: Loading): void {
  if (node.name === "TypeDefinition") return;
  const targets = new Set(targetsOf(node));
  for (const child of node.children)
    if (child.name === "TypeDef") evaluate(context, child, loading.annotations, loading);
    else if (!targets.has(child)) evaluate(context, child, loading.names, loading);
}

function loadDefinition(context: Context, node: Node, loading: Loading, around: ReadonlySet<string>): void {
  const defined = definitionOf(node);
  if (defined === null) return;
  for (const decorator of defined.decorators) loadDecorator(context, decorator, loading, around);
  const { definition } = defined;
  if (definition.name === "FunctionDefinition") {
    loadParameters(context, definition, loading);
    return;
  }
  for (const child of childNamed(definition, "ArgList")?.children ?? [])
    loadBase(context, definition, child, loading);
  const body = childNamed(definition, "Body");
  if (body === undefined) return;
  const own = new Set([...around, ...bindingsOf(context.source, body).names]);
  for (const statement of statementsOf(body)) loadClassStatement(context, statement, loading, own);
}

function loadDecorator(context: Context, node: Node, loading: Loading, around: ReadonlySet<string>): void {
  const parts = node.children
    .filter(({ name }) => name === "VariableName")
    .map((name) => nameOf(context.source, name));
  const list = childNamed(node, "ArgList");
  if (list !== undefined) evaluate(context, list, loading.names, loading);
  const [root = ""] = parts;
  // `@price.setter` on a property of the class.
  if (parts.length === 2 && around.has(root) && /^(setter|getter|deleter)$/.test(parts[1] ?? "")) return;
  loading.names.add(root);
  loading.decorators.push({ name: parts.join("."), called: list !== undefined });
}

function loadParameters(context: Context, definition: Node, loading: Loading): void {
  let inDefault = false;
  for (const child of childNamed(definition, "ParamList")?.children ?? []) {
    if (child.name === ",") inDefault = false;
    else if (child.name === "AssignOp") inDefault = true;
    else if (child.name === "TypeDef") evaluate(context, child, loading.annotations, loading);
    else if (inDefault) evaluate(context, child, loading.names, loading);
  }
  const result = childNamed(definition, "TypeDef");
  if (result !== undefined) evaluate(context, result, loading.annotations, loading);
}

function loadBase(context: Context, definition: Node, child: Node, loading: Loading): void {
  const { source, aliases } = context;
  const siblings = childNamed(definition, "ArgList")?.children ?? [];
  const index = siblings.indexOf(child);
  if (/^[(),]$/.test(child.name) || child.name === "AssignOp" || siblings[index + 1]?.name === "AssignOp")
    return;
  const keyword = siblings[index - 1]?.name === "AssignOp" ? siblings[index - 2] : undefined;
  if (
    child.name === "*" ||
    child.name === "**" ||
    (keyword !== undefined && nameOf(source, keyword) !== "metaclass")
  ) {
    loading.acts = true;
    return;
  }
  evaluate(context, child, loading.names, loading);
  // `Generic[T]` is looked up as `Generic`.
  const isIndexed = child.name === "MemberExpression" && child.children[1]?.name === "[";
  const dotted = dottedName(source, (isIndexed ? child.children[0] : child) ?? child);
  if (keyword !== undefined) {
    if (dotted === null) loading.acts = true;
    else {
      loading.metaclasses.push(dotted);
      if (!fullNames(aliases, dotted).every((full) => full === "abc.ABCMeta")) loading.hooks = true;
    }
  } else if (dotted !== null) loading.bases.push(dotted);
  else if (!isPure(source, child, aliases)) loading.acts = true;
}

function loadClassStatement(
  context: Context,
  statement: Node,
  loading: Loading,
  own: ReadonlySet<string>,
): void {
  const defined = definitionOf(statement);
  if (defined !== null) {
    const name = childNamed(defined.definition, "VariableName");
    if (name !== undefined && nameOf(context.source, name) === "__init_subclass__") loading.hooks = true;
    loadDefinition(context, statement, loading, own);
  } else if (statement.name === "AssignStatement" && targetsOf(statement).every(isPlainTarget))
    loadAssignment(context, statement, loading);
  else if (statement.name === "ExpressionStatement")
    for (const child of statement.children) evaluate(context, child, loading.names, loading);
  else if (statement.name !== "PassStatement") loading.acts = true;
}

/**
 * How many calls of a function, each of the result of the last, are known to do nothing but define functions and return
 * them: 1 for a plain decorator, 2 for one that takes arguments first.
 */
function wrapsOf(source: Source, definition: Node, aliases: Aliases): number {
  const body = childNamed(definition, "Body");
  if (body === undefined || childNamed(definition, "async") !== undefined) return 0;
  const inner = new Map<string, number>();
  let result: number | null = null;
  for (const statement of statementsOf(body)) {
    if (isStringStatement(statement) || statement.name === "PassStatement") continue;
    const defined = definitionOf(statement);
    if (defined !== null && defined.definition.name === "FunctionDefinition") {
      const quiet = defined.decorators.every((decorator) => isWraps(source, decorator, aliases));
      const defaults = childNamed(defined.definition, "ParamList")?.children.some(
        ({ name }) => name === "AssignOp",
      );
      const name = childNamed(defined.definition, "VariableName");
      if (!quiet || defaults === true || name === undefined) return 0;
      inner.set(nameOf(source, name), wrapsOf(source, defined.definition, aliases));
      continue;
    }
    const [, value, ...more] = statement.children;
    if (statement.name !== "ReturnStatement" || value?.name !== "VariableName" || more.length > 0) return 0;
    result = inner.get(nameOf(source, value)) ?? 0;
  }
  return result === null ? 0 : 1 + result;
}

function isWraps(source: Source, decorator: Node, aliases: Aliases): boolean {
  const name = decorator.children
    .filter(({ name }) => name === "VariableName")
    .map((part) => nameOf(source, part))
    .join(".");
  return fullNames(aliases, name).every((full) => full === "functools.wraps");
}
