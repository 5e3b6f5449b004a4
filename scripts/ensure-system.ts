import { readdirSync } from "node:fs";
import { capture, findProgram, isRoot } from "./processes.ts";
import { SetupProblem } from "./setup-problem.ts";

/**
 * What a task asks of the system beyond npm packages: `electron` to open a window, `virtual-display` to do so
 * without a screen, `python` to run pipelines of Python steps, `compiler` to build a native addon.
 */
export type SystemNeed = "electron" | "virtual-display" | "python" | "compiler";

/** A Debian package and a quick test whether what it brings is there, from wherever it came. */
type Requirement = { debianPackage: string; isThere: (libraries: string) => boolean };

/** Where programs are found by users other than the one who runs this script: no private version managers. */
export const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const requirements: Record<SystemNeed, Requirement[]> = {
  electron: [
    library("libgtk-3-0", "libgtk-3.so.0"),
    library("libnss3", "libnss3.so"),
    library("libasound2", "libasound.so.2"),
    library("libgbm1", "libgbm.so.1"),
    library("libxss1", "libXss.so.1"),
    library("libxtst6", "libXtst.so.6"),
  ],
  "virtual-display": [
    program("xvfb", "Xvfb"),
    program("xauth", "xauth"),
    { debianPackage: "fonts-dejavu-core", isThere: () => hasFonts("/usr/share/fonts") },
  ],
  python: [program("python3", "python3")],
  compiler: [program("gcc", "gcc"), program("g++", "g++")],
};

/**
 * Makes sure that the system has what `needs` names. As root it installs missing Debian packages; otherwise,
 * or when that fails, it throws a `SetupProblem` with the exact command to run. Quick when nothing is missing.
 * Does nothing outside Linux, where Electron brings everything along.
 */
export async function ensureSystem(needs: readonly SystemNeed[]): Promise<void> {
  if (process.platform !== "linux") return;
  const missing = await missingPackages(needs);
  if (missing.length === 0) return;
  if (!findProgram("apt-get", systemPath)) {
    throw new SetupProblem(
      `These are missing (by their Debian names): ${missing.join(" ")}\nInstall them with your system's package manager.`,
    );
  }
  if (!isRoot()) {
    const names = await availableNames(missing);
    throw new SetupProblem(
      `System packages are missing. Install them, then start again:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(" ")}\n`,
    );
  }
  await install(missing);
  const stillMissing = await missingPackages(needs);
  if (stillMissing.length > 0) {
    throw new SetupProblem(`Installed, but still not found: ${stillMissing.join(" ")}`);
  }
}

async function install(missing: readonly string[]): Promise<void> {
  console.log(`Installing Debian packages: ${missing.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", PATH: systemPath };
  const update = await capture("apt-get", ["update", "-q"], { env });
  // A failed update is not the end: the lists that are there may do. The install below decides.
  const names = await availableNames(missing);
  const installation = await capture("apt-get", ["install", "-qy", "--no-install-recommends", ...names], {
    env,
  });
  if (installation.status === 0) return;
  const reasons = [update, installation].flatMap((step) => step.stderr.trim().split("\n")).slice(-8);
  throw new SetupProblem(`apt-get could not install ${names.join(" ")}:\n${reasons.join("\n")}`);
}

async function missingPackages(needs: readonly SystemNeed[]): Promise<string[]> {
  const libraries = (await capture("/sbin/ldconfig", ["-p"])).stdout;
  return needs
    .flatMap((need) => requirements[need])
    .filter((requirement) => !requirement.isThere(libraries))
    .map((requirement) => requirement.debianPackage);
}

/** Debian 13 and Ubuntu 24.04 renamed libraries with 64-bit time: `libgtk-3-0` became `libgtk-3-0t64`. */
async function availableNames(packages: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const name of packages) {
    const renamed = `${name}t64`;
    const policy = await capture("apt-cache", ["policy", renamed]);
    names.push(/Candidate: \d/.test(policy.stdout) ? renamed : name);
  }
  return names;
}

function library(debianPackage: string, file: string): Requirement {
  return { debianPackage, isThere: (libraries) => libraries.includes(`\t${file} `) };
}

function program(debianPackage: string, name: string): Requirement {
  return { debianPackage, isThere: () => findProgram(name, programPath()) !== null };
}

/** The tests run programs as another user, who sees only the system's folders; others use their own PATH. */
function programPath(): string {
  return isRoot() ? systemPath : (process.env.PATH ?? systemPath);
}

function hasFonts(folder: string): boolean {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((path) =>
      /\.(ttf|otf)$/i.test(path),
    );
  } catch {
    return false;
  }
}
