import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules/**", "dist/**", "test/interop/**"],
    globalSetup: ["test/support/build-once.ts"],
    // Most tests wait for programs that they start: without this a machine of two cores would run one file at a time.
    maxWorkers: "100%",
    testTimeout: 60_000,
    // It imports JSON as only a bundler does.
    server: { deps: { inline: [/@actions\/(?:languageservice|workflow-parser|expressions)/] } },
    // The suite commits in temporary repositories; nobody's own git settings may leak in.
    env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  },
});
