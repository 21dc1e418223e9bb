import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findJavaHome } from "../../scripts/pyspark-venv.mjs";
import { findPython, makeVenv, venvPython } from "../../scripts/python-venv.mjs";
import { skipOnWindows } from "../support/systems.js";
import { scratchFolder } from "./scratch-folder.js";

afterEach(() => vi.unstubAllEnvs());

/** A folder of programs that are called what the test says and print what the test says. */
function programs(outputs: Record<string, string>): string {
  const folder = scratchFolder(
    Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [
        name,
        `#!/bin/sh\necho '${output}'\necho '${output}' >&2\n`,
      ]),
    ),
  );
  for (const name of Object.keys(outputs)) chmodSync(join(folder, name), 0o755);
  return folder;
}

function withPath(folder: string): void {
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
}

const venv = (below: readonly [number, number]) => ({
  name: "nothing-1.0",
  what: "nothing 1.0",
  installs: [],
  check: "",
  below,
});

describe("the Python that environments are made with", () => {
  beforeEach(skipOnWindows);

  test("is an older one that stands beside one that is too new", () => {
    const newest = "3.14.1 linux-x86_64 cpython";
    withPath(programs({ python3: newest, python: newest, "python3.12": "3.12.4 linux-x86_64 cpython" }));
    vi.stubEnv("XDG_CACHE_HOME", scratchFolder());
    expect(findPython([3, 13])).toEqual({
      command: "python3.12",
      version: "3.12.4",
      platform: "linux-x86_64",
    });
    expect(venvPython(venv([3, 13]))).toBeUndefined();
  });

  test("when there is none is an error that says which would do, and for what", async () => {
    const other = { python3: "3.10.2 linux-x86_64 cpython", python: "3.11.9 linux-x86_64 pypy" };
    withPath(programs({ ...other, "python3.11": "3.11.9 linux-x86_64 pypy" }));
    await expect(makeVenv(venv([3, 12]), () => {})).rejects.toThrow(
      "no Python >= 3.11 and < 3.12 with venv and ensurepip was found, for nothing 1.0",
    );
  });
});

describe("the Java that Spark runs on", () => {
  beforeEach(skipOnWindows);

  const java = (version: string) => programs({ "bin/java": `openjdk version "${version}" 2025-04-15` });

  test("is 17 where there are several, else 21", () => {
    const [newest, long, first] = [java("25.0.1"), java("21.0.7"), java("17.0.15")];
    expect(findJavaHome([newest, long, first])).toBe(first);
    expect(findJavaHome([newest, long])).toBe(long);
  });

  test("is none of another release, and not what isn't there", () => {
    expect(
      findJavaHome([java("25.0.1"), java("1.8.0_442"), join(scratchFolder(), "nothing")]),
    ).toBeUndefined();
  });
});
