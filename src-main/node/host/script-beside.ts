/** A script of ours by its name: the source beside the one that asks, or, built, the entry of that name with the others. */
export function scriptBeside(name: string, here: string): URL {
  if (here.endsWith(".ts")) return new URL(`${name}.ts`, here);
  return new URL(/\/chunks\/[^/]*$/.test(here) ? `../${name}.js` : `${name}.js`, here);
}
