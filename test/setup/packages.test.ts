import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { whyPackagesAreStale } from "../../scripts/packages.mjs";
import { scratchFolder } from "./scratch-folder.js";

const machine = { platform: "linux", arch: "x64" };

/** A checkout with package `a` installed at `installed` while the lock says `locked`. */
function checkout(locked = "1.0.0", installed = locked, more: Record<string, object> = {}): string {
  const root = { devDependencies: { a: "^1.0.0" } };
  const optional = { version: "1.0.0", optional: true, os: ["darwin"], cpu: ["arm64"] };
  return scratchFolder({
    "package.json": JSON.stringify(root),
    "package-lock.json": JSON.stringify({
      packages: { "": root, "node_modules/a": { version: locked }, "node_modules/a-darwin-arm64": optional },
    }),
    "node_modules/.package-lock.json": JSON.stringify({
      packages: { "node_modules/a": { version: installed }, ...more },
    }),
    "node_modules/a/package.json": "{}",
    "node_modules/a-darwin-arm64/package.json": "{}",
  });
}

describe("whether npm packages must be installed", () => {
  test("not when the lock is what is installed; other platforms' binaries may be absent", () => {
    expect(whyPackagesAreStale(checkout(), machine)).toBeUndefined();
  });

  test("when there is no node_modules", () => {
    const folder = checkout();
    rmSync(join(folder, "node_modules"), { recursive: true });
    expect(whyPackagesAreStale(folder, machine)).toBe("no packages are installed");
  });

  test("when a version differs", () => {
    expect(whyPackagesAreStale(checkout("1.1.0", "1.0.0"), machine)).toMatch(/a is 1\.0\.0.*says 1\.1\.0/);
  });

  test("when a package's folder was removed", () => {
    const folder = checkout();
    rmSync(join(folder, "node_modules/a"), { recursive: true });
    expect(whyPackagesAreStale(folder, machine)).toBe("node_modules/a was removed");
  });

  test("when package.json asks for what the lock doesn't have", () => {
    const folder = checkout();
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ devDependencies: { a: "^1.0.0", b: "^2.0.0" } }),
    );
    expect(whyPackagesAreStale(folder, machine)).toMatch(/package\.json says b \^2\.0\.0/);
  });

  test("when the folder comes from another machine", () => {
    const darwin = { version: "1.0.0", optional: true, os: ["darwin"], cpu: ["arm64"] };
    const folder = checkout("1.0.0", "1.0.0", { "node_modules/a-darwin-arm64": darwin });
    expect(whyPackagesAreStale(folder, machine)).toMatch(/another kind of machine/);
    expect(whyPackagesAreStale(folder, { platform: "darwin", arch: "arm64" })).toBeUndefined();
  });
});
