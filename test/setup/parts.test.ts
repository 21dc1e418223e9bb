import { afterEach, describe, expect, test, vi } from "vitest";
import { debianPackages, installCommand, waysToInstall } from "../../scripts/install-parts.mjs";
import { PARTS } from "../../scripts/system-parts.mjs";
import { type PartName, partPath, requirePart } from "../support/parts.js";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Makes a part look absent. */
function hide(name: PartName): void {
  vi.spyOn(PARTS[name], "find").mockReturnValue(undefined);
}

describe("system parts", () => {
  test("one that is missing gives a reason with the way out", () => {
    vi.stubEnv("CI", "");
    hide("openblas");
    expect(requirePart("openblas")).toMatch(/^OpenBLAS is missing: sudo apt-get.*libopenblas0-pthread$/);
    hide("numpy");
    expect(requirePart("numpy")).toMatch(/^NumPy .* is missing: npm run setup$/);
    expect(() => partPath("numpy")).toThrow("is missing");
  });

  test("with CI set it fails instead", () => {
    vi.stubEnv("CI", "true");
    hide("chromium");
    expect(() => requirePart("chromium")).toThrow("Chromium is missing");
  });

  test("one that is here is true and has a path", () => {
    vi.spyOn(PARTS.openblas, "find").mockReturnValue("/lib/libopenblas.so.0");
    expect(requirePart("openblas")).toBe(true);
    expect(partPath("openblas")).toBe("/lib/libopenblas.so.0");
  });

  test("are installed as root without a terminal or in CI, asked for at a terminal, else named", () => {
    const machine = { apt: true, root: true, terminal: false, ci: false };
    expect(waysToInstall(machine)).toBe("install");
    expect(waysToInstall({ ...machine, terminal: true, ci: true })).toBe("install");
    expect(waysToInstall({ ...machine, terminal: true })).toBe("ask");
    expect(waysToInstall({ ...machine, root: false, terminal: true })).toBe("ask");
    expect(waysToInstall({ ...machine, root: false })).toBe("tell");
    expect(waysToInstall({ ...machine, root: false, terminal: true, ci: true })).toBe("tell");
    expect(waysToInstall({ ...machine, apt: false })).toBe("tell");
  });

  test("share a package without its being named twice", () => {
    expect(debianPackages(["swiftshader", "chromium"])).toEqual(["chromium"]);
    expect(installCommand(["python"])).toContain("python3 python3-venv");
  });
});
