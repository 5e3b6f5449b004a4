// `npm run screenshots`: takes the pictures of the README from the real window, into docs/pictures.
import { runPlaywright } from "./run-playwright.ts";
import { runScript } from "./setup-problem.ts";

await runScript(() => runPlaywright("test/e2e/turn.config.ts", process.argv.slice(2)));
