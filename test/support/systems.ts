import type { TestContext } from "vitest";

/** Skips a test, as its first line, or those of a `describe`: `beforeEach(skipOnWindows)`. */
export function skipOnWindows({ skip }: TestContext): void {
  skip(process.platform === "win32", "Windows has no signals and no POSIX shell");
}

/** As {@link skipOnWindows}. */
export function skipUnlessLinux({ skip }: TestContext): void {
  skip(process.platform !== "linux", "only Linux has /proc");
}
