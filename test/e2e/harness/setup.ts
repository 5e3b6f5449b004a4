import { type E2eSetup, e2eSetupVariable } from "../../../scripts/e2e-setup.ts";

/** What `npm run test:e2e` prepared for this run. */
export const setup: E2eSetup = readSetup();

function readSetup(): E2eSetup {
  const text = process.env[e2eSetupVariable];
  if (!text) throw new Error("Start the end-to-end tests with: npm run test:e2e");
  return JSON.parse(text) as E2eSetup;
}
