// `npm run screenshots`: takes the pictures of the README from the real window, into docs/pictures. With `gallery` instead
// those of every page of the gallery, light and dark, in two sizes, into test-results/gallery. A word after it limits them
// to pages that are called so, names after that say how to look at them: 900,2560,zoomed,doubled,least,forced.

import { run } from "./processes.ts";
import { packageProgram, projectFolder } from "./project.ts";
import { runPlaywright } from "./run-playwright.ts";
import { runScript } from "./setup-problem.ts";

const [what, word = "", looks = ""] = process.argv.slice(2);

await runScript(async () => {
  if (what !== "gallery") return await runPlaywright("test/e2e/pictures.config.ts", process.argv.slice(2));
  const vite = [packageProgram("vite", "vite"), "build", "--config", "src-renderer/gallery/vite.config.ts"];
  const built = await run(process.execPath, vite, { cwd: projectFolder });
  if (built !== 0) return built;
  process.env.SIGNET_GALLERY = word;
  process.env.SIGNET_GALLERY_LOOKS = looks;
  return await runPlaywright("test/e2e/gallery.config.ts", []);
});
