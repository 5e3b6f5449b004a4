// Nothing is imported before it is needed: most of what the terminal is waited for is its start.
/** better-sqlite3 is built on this version of Node-API, which Node has from 22.14 on. */
const neededNodeApi = 10;

const entry = import.meta.filename ?? "";
const nodeApi = Number(process.versions.napi);

if (nodeApi >= neededNodeApi || process.env.SIGNET_SQLITE_BINDING) {
  process.getBuiltinModule("node:module").enableCompileCache();
  const [{ main }, { watchOutput }] = await Promise.all([import("./main.ts"), import("./output.ts")]);
  watchOutput();
  process.exitCode = await main(process.argv.slice(2));
} else {
  // An older Node on the machine: the project brings its own.
  const [{ spawnSync }, { existsSync }, { join }] = await Promise.all([
    import("node:child_process"),
    import("node:fs"),
    import("node:path"),
  ]);
  const own = join(entry, "../../../node_modules/node/bin/node");
  if (existsSync(own)) {
    const { status, signal } = spawnSync(own, [entry, ...process.argv.slice(2)], { stdio: "inherit" });
    process.exitCode = status ?? (signal === "SIGINT" ? 130 : 1);
  } else {
    console.error(`signet: Node ${process.versions.node} is too old: Node 22.14 or newer is needed`);
    process.exitCode = 3;
  }
}
