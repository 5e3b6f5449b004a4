import type { ImportRef } from "./summary.ts";
import { childNamed, type Node, nameOf, type Source, textOf } from "./syntax.ts";

const comprehensions = new Set([
  "ComprehensionExpression",
  "ArrayComprehensionExpression",
  "DictionaryComprehensionExpression",
  "SetComprehensionExpression",
]);

/** A comprehension, or the arguments of a call that are one. */
export const isComprehension = (node: Node): boolean =>
  comprehensions.has(node.name) || (node.name === "ArgList" && childNamed(node, "for") !== undefined);

/** What a statement or block binds in its own scope, and what it says of the scope of names. */
export type Bindings = {
  readonly names: Set<string>;
  readonly imports: ImportRef[];
  readonly globals: Set<string>;
};

/**
 * What the statements below a node bind in the scope that they are in: nested functions, classes and lambdas have
 * scopes of their own, comprehensions too but for `:=`.
 */
export function bindingsOf(source: Source, node: Node): Bindings {
  const found: Bindings = { names: new Set(), imports: [], globals: new Set() };
  collect(source, node, found);
  return found;
}

function collect(source: Source, node: Node, found: Bindings): void {
  const each = (nodes: readonly Node[]) => {
    for (const child of nodes) collect(source, child, found);
  };
  switch (node.name) {
    case "FunctionDefinition":
    case "ClassDefinition": {
      const name = childNamed(node, "VariableName");
      if (name !== undefined) found.names.add(nameOf(source, name));
      return;
    }
    case "LambdaExpression":
      return;
    case "ImportStatement":
      found.imports.push(...importsOf(source, node));
      return;
    case "ScopeStatement":
      if (node.children[0]?.name === "global")
        for (const name of node.children.filter(({ name }) => name === "VariableName"))
          found.globals.add(nameOf(source, name));
      return;
    case "TypeDefinition": {
      const name = childNamed(node, "VariableName");
      if (name !== undefined) found.names.add(nameOf(source, name));
      return;
    }
    case "CapturePattern":
      each(node.children);
      for (const name of node.children) found.names.add(nameOf(source, name));
      return;
    default:
  }
  for (const target of targetsOf(node)) for (const name of targetNames(source, target)) found.names.add(name);
  each(node.children);
}

/** Nodes directly below a statement or expression that it assigns to or deletes. */
export function targetsOf(node: Node): readonly Node[] {
  const { children } = node;
  switch (node.name) {
    case "AssignStatement": {
      const ends = children.flatMap(({ name }, index) => (name === "AssignOp" ? [index] : []));
      const end = ends.at(-1) ?? children.findIndex(({ name }) => name === "TypeDef");
      return children.slice(0, end).filter(({ name }) => !["AssignOp", "TypeDef", ",", "*"].includes(name));
    }
    case "UpdateStatement":
    case "NamedExpression":
      return children.slice(0, 1);
    case "DeleteStatement":
      return children.slice(1).filter(({ name }) => name !== ",");
    case "ForStatement":
      return between(children);
    case "WithStatement":
    case "AsPattern":
    case "TryStatement":
      return children.filter((_, index) => children[index - 1]?.name === "as");
    default:
      return [];
  }
}

/** What stands between the first `for` and its `in`. */
function between(children: readonly Node[]): readonly Node[] {
  const from = children.findIndex(({ name }) => name === "for");
  const to = children.findIndex(({ name }) => name === "in");
  return children.slice(from + 1, to).filter(({ name }) => name !== "," && name !== "*");
}

/** Plain names in a target: those in `a.b` and `a[b]` are not bound by it. */
export function targetNames(source: Source, target: Node): readonly string[] {
  switch (target.name) {
    case "VariableName":
      return [nameOf(source, target)];
    case "TupleExpression":
    case "ArrayExpression":
    case "ParenthesizedExpression":
      return target.children.flatMap((child) => targetNames(source, child));
    default:
      return [];
  }
}

/** The names that an import statement binds: https://docs.python.org/3/reference/simple_stmts.html#import */
export function importsOf(source: Source, node: Node): readonly ImportRef[] {
  const { children } = node;
  const from = children[0]?.name === "from";
  const split = children.findIndex(({ name }) => name === "import");
  const head = children.slice(1, split);
  const level = head
    .slice(0, head.findIndex(({ name }) => name === "VariableName") + 1 || head.length)
    .reduce((sum, child) => sum + (child.name === "Ellipsis" ? 3 : child.name === "." ? 1 : 0), 0);
  const module = head
    .filter(({ name }) => name === "VariableName")
    .map((child) => nameOf(source, child))
    .join(".");
  const refs: ImportRef[] = [];
  let dotted: string[] = [];
  let alias: string | null = null;
  let afterAs = false;
  const finish = () => {
    const [first] = dotted;
    if (first !== undefined) {
      const name = dotted.join(".");
      if (from) refs.push({ module, level, name, bound: alias ?? name, binds: module });
      else
        refs.push({
          module: name,
          level: 0,
          name: null,
          bound: alias ?? first,
          binds: alias === null ? first : name,
        });
    }
    dotted = [];
    alias = null;
    afterAs = false;
  };
  for (const child of children.slice(split + 1)) {
    if (child.name === "*") refs.push({ module, level, name: "*", bound: null, binds: module });
    else if (child.name === ",") finish();
    else if (child.name === "as") afterAs = true;
    else if (child.name === "VariableName") {
      if (afterAs) alias = nameOf(source, child);
      else dotted.push(nameOf(source, child));
    }
  }
  finish();
  return refs;
}

/** Imports that a text which cannot be parsed seems to make; rather too many than too few. */
export function seemingImports(text: string): readonly ImportRef[] {
  const joined = text.replace(/\\\r?\n/g, " ");
  const refs: ImportRef[] = [];
  const taken = /(?:^|[;:])[ \t]*from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^()]*\)|[^\n;]*)/gm;
  for (const [, dots = "", module = "", list = ""] of joined.matchAll(taken)) {
    const names = list.replace(/#[^\n]*/g, "").match(/[^\W\d]\w*|\*/g) ?? [];
    for (const name of new Set(["*", ...names]))
      refs.push({ module, level: dots.length, name, bound: name === "*" ? null : name, binds: module });
  }
  for (const [, list = ""] of joined.matchAll(/(?:^|[;:])[ \t]*import[ \t]+([^\n;#]*)/gm))
    for (const module of list.split(",").map((part) => part.trim().split(/\s/)[0] ?? ""))
      if (/^[^\W\d][\w.]*$/.test(module))
        refs.push({ module, level: 0, name: null, bound: module, binds: module });
  return refs;
}

/** A dotted name, or null where it goes through anything but attributes of a name. */
export function dottedName(source: Source, node: Node): string | null {
  if (node.name === "VariableName") return nameOf(source, node);
  if (node.name === "ParenthesizedExpression" && node.children.length === 3 && node.children[1] !== undefined)
    return dottedName(source, node.children[1]);
  if (node.name !== "MemberExpression") return null;
  const [object, dot, property] = node.children;
  if (object === undefined || dot?.name !== "." || property === undefined) return null;
  const base = dottedName(source, object);
  return base === null ? null : `${base}.${textOf(source, property).normalize("NFKC")}`;
}
