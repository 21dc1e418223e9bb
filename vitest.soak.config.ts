import { defineConfig, mergeConfig } from "vitest/config";
import tests from "./vitest.config.js";

/** `npm run soak`: the protocols under load for minutes, one file at a time. Not part of `npm test`. */
export default mergeConfig(
  { ...tests, test: { ...tests.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ["test/soak/**/*.test.ts"],
      exclude: ["node_modules/**"],
      fileParallelism: false,
      testTimeout: 15 * 60_000,
      hookTimeout: 60_000,
    },
  }),
);
