import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{core,node,renderer,python,arch,scripts}/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What another process or thread does is waited for, not timed.
    expect: { poll: { timeout: 50_000 } },
  },
});
