import { defineConfig } from "vitest/config";
import { GLOBAL_SETUP, REPORTERS, SETTINGS } from "./vitest.config.js";

/** `npm run soak`: the protocols under load for minutes, one file at a time. Not part of `npm test`. */
export default defineConfig({
  test: {
    ...SETTINGS,
    globalSetup: GLOBAL_SETUP,
    reporters: REPORTERS,
    include: ["test/soak/**/*.test.ts"],
    exclude: ["node_modules/**"],
    fileParallelism: false,
    testTimeout: 15 * 60_000,
    hookTimeout: 60_000,
  },
});
