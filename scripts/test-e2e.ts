// `npm run test:e2e [-- Playwright arguments]`: the end-to-end tests.
import { runPlaywright } from "./run-playwright.ts";
import { runScript } from "./setup-problem.ts";

await runScript(() => runPlaywright("test/e2e/playwright.config.ts", process.argv.slice(2)));
