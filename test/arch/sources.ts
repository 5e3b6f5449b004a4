import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, posix } from "node:path";

/** The project's folder. */
export const root = join(import.meta.dirname, "../..");

/** Made by tools, or not ours. */
const passedOver = new Set([
  ".cache",
  ".git",
  ".signet",
  "__pycache__",
  "node_modules",
  "out",
  "test-results",
]);

/** Every file of the project below a folder of it, as paths with `/` from the project's folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (passedOver.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export const isSource = (path: string): boolean => [".ts", ".tsx"].includes(extname(path));

export const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

export type Import = {
  /** As written. */
  readonly specifier: string;
  /** The file from the project's folder for a relative specifier, else null. */
  readonly file: string | null;
  /** Whether it is gone when the types are taken away. */
  readonly typeOnly: boolean;
};

/** All imports of a source: static, re-exporting, for effects, dynamic, and workers by their URL. */
export function importsOf(path: string, text = textOf(path)): Import[] {
  const code = withoutComments(text);
  const found: { specifier: string; typeOnly: boolean }[] = [];
  for (const match of code.matchAll(
    /(?<![\w.$])(?:import|export)\s+(type\s)?(?:[\w$*{}\s,]+?\sfrom\s+|[{*][\w$*{}\s,]*?\sfrom\s+)?(["'])([^"'\n]+)\2/g,
  ))
    found.push({ specifier: match[3] ?? "", typeOnly: match[1] !== undefined });
  for (const match of code.matchAll(/(?<![\w.$])(?:import|new\s+URL)\(\s*(["'`])([^"'`\n]+)\1/g))
    if (match[0].startsWith("import") || match[2]?.startsWith("."))
      found.push({ specifier: match[2] ?? "", typeOnly: false });
  return found.map(({ specifier, typeOnly }) => ({
    specifier,
    typeOnly,
    file: specifier.startsWith(".") ? posix.join(dirname(path), specifier) : null,
  }));
}

/** Comments become blanks. Texts are passed over, so that `"//"` is none. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (whole, literal: string | undefined) => (literal === undefined ? whole.replace(/\S/g, " ") : whole),
  );
}

/** The name of the package that a specifier means: `@mantine/core/styles.css` is in `@mantine/core`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}
