import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{core,node,renderer,python,arch,scripts}/**/*.test.{ts,tsx}"],
    // Only what hangs takes this long, also on a machine that has much else to do.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What another process or thread does is waited for, not timed.
    expect: { poll: { timeout: 50_000 } },
  },
});
