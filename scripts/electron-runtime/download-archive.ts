// Run as a child process by `official.ts`: downloads the archive of the installed `electron` package's version into
// the cache of `@electron/get`, where the package's own installer finds it. Sends a message to the parent for each
// piece received; ends with 1 and a line on stderr when it fails.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageFolder } from "../project.ts";

/** The part of `@electron/get` 5 that is used here. */
type ElectronGet = {
  downloadArtifact(request: {
    version: string;
    artifactName: "electron";
    platform: string;
    arch: string;
    checksums: Record<string, string>;
    downloadOptions: { quiet: boolean; getProgressCallback: () => Promise<void> };
  }): Promise<string>;
};

const electronPackage = join(packageFolder("electron"), "package.json");
// A dependency of `electron`, so it is looked up from there.
const requireFromElectron = createRequire(electronPackage);

try {
  const { version } = requireFromElectron(electronPackage) as { version: string };
  const location = pathToFileURL(requireFromElectron.resolve("@electron/get")).href;
  const { downloadArtifact } = (await import(location)) as ElectronGet;
  await downloadArtifact({
    version,
    artifactName: "electron",
    platform: process.platform,
    arch: process.arch,
    checksums: JSON.parse(readFileSync(join(packageFolder("electron"), "checksums.json"), "utf8")),
    downloadOptions: {
      quiet: true,
      getProgressCallback: async () => {
        process.send?.("progress");
      },
    },
  });
  process.disconnect();
} catch (error) {
  console.error(reasonOf(error));
  process.exit(1);
}

/** `fetch` says only "fetch failed" and hides the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`;
}
