import { glob } from "tinyglobby";
import { byCodeUnit } from "../../core/base/json.ts";

/** Folders that hold no code or settings of the project itself. */
const others = ["node_modules", ".venv", "venv", "env", "data", "logs", "sessions", "__pycache__"];

/** The code and settings of a Python project, as sorted paths in its folder: what decides which steps it has. */
export async function projectFiles(folder: string): Promise<readonly string[]> {
  const found = await glob(["**/*.{py,yml,yaml,toml,json,cfg,ini}", "**/requirements*.txt"], {
    cwd: folder,
    dot: false,
    ignore: others.map((name) => `**/${name}/**`),
  });
  return found.sort(byCodeUnit);
}
