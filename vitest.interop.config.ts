import { defineConfig } from "vitest/config";

// The real MLflow, DVC and other programs: `npm run test:interop`.
export default defineConfig({
  test: {
    include: ["test/interop/**/*.test.ts"],
    globalSetup: ["test/support/build-once.ts", "test/interop/programs.ts"],
    // Each program takes a core for itself while it starts.
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
