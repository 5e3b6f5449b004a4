import { defineConfig } from "vitest/config";

export default defineConfig({
  // As in a build, so that plans are taken from what was planned before wherever they may: see test/helpers/services.ts.
  define: { __PLANNER__: JSON.stringify("test") },
  test: {
    include: ["test/{core,node,renderer,python,arch,scripts}/**/*.test.{ts,tsx}"],
    // Only what hangs takes this long, also on a machine that has much else to do.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What another process or thread does is waited for, not timed.
    expect: { poll: { timeout: 50_000 } },
  },
});
