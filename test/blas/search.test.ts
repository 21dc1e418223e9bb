import { describe, expect, it } from "vitest";
import { candidates, isAcceptable, type Surroundings } from "../../dist/blas/search.js";

/** A machine with these files. */
function machine(
  platform: string,
  env: Record<string, string>,
  folders: Record<string, string[]> = {},
): Surroundings {
  return { platform, env, list: (folder) => folders[folder] ?? [] };
}

const libraries = (here: Surroundings) => candidates(here).map(({ library }) => library);

describe("where an OpenBLAS is looked for", () => {
  it("in the virtual environment's NumPy, then its SciPy, then by the linker", () => {
    const site = "/v/lib/python3.12/site-packages";
    const here = machine(
      "linux",
      { VIRTUAL_ENV: "/v" },
      {
        "/v/lib": ["pkgconfig", "python3.12"],
        [`${site}/numpy.libs`]: ["libgfortran-1.so.5", "libscipy_openblas64_-32a4b2a6.so"],
        [`${site}/scipy.libs`]: ["libscipy_openblas-68440149.so"],
      },
    );
    const [first, second, ...rest] = libraries(here);
    expect(first).toBe(`${site}/numpy.libs/libscipy_openblas64_-32a4b2a6.so`);
    expect(second).toBe(`${site}/scipy.libs/libscipy_openblas-68440149.so`);
    expect(rest[0]).toBe("libopenblas.so.0");
  });

  it("finds the wheels of macOS and Windows", () => {
    const mac = machine(
      "darwin",
      { VIRTUAL_ENV: "/v" },
      {
        "/v/lib": ["python3.13"],
        "/v/lib/python3.13/site-packages/numpy/.dylibs": ["libscipy_openblas64_.dylib"],
      },
    );
    expect(libraries(mac)[0]).toMatch(/numpy\/\.dylibs\/libscipy_openblas64_\.dylib$/);
    const windows = machine(
      "win32",
      { VIRTUAL_ENV: "C:\\v" },
      {
        "C:\\v/Lib/site-packages/numpy.libs": ["libscipy_openblas64_-1a2b.dll"],
      },
    );
    expect(libraries(windows)).toEqual(["C:\\v/Lib/site-packages/numpy.libs/libscipy_openblas64_-1a2b.dll"]);
  });

  it("never where a bare name could mean the current folder", () => {
    for (const platform of ["darwin", "win32"])
      for (const { library } of candidates(machine(platform, {}))) expect(library.startsWith("/")).toBe(true);
    for (const paths of [":/opt/lib", "/opt/lib:", "lib", "/a::/b"]) {
      const found = candidates(machine("linux", { LD_LIBRARY_PATH: paths }));
      expect(found.every(({ refused }) => refused?.includes("LD_LIBRARY_PATH"))).toBe(true);
    }
    const safe = candidates(machine("linux", { LD_LIBRARY_PATH: "/opt/lib:/usr/lib" }));
    expect(safe.every(({ refused }) => refused === undefined)).toBe(true);
  });

  it("not in an environment whose path is relative", () => {
    const [first] = candidates(machine("linux", { VIRTUAL_ENV: "venv" }, { "venv/lib": ["python3.12"] }));
    expect(first?.refused).toContain("absolute");
  });

  it("MANYCORE_BLAS takes whole paths, and names only on Linux", () => {
    expect(isAcceptable("/usr/lib/libopenblas.so", "linux")).toBe(true);
    expect(isAcceptable("libopenblas.so.0", "linux")).toBe(true);
    expect(isAcceptable("lib/libopenblas.so", "linux")).toBe(false);
    expect(isAcceptable("./libopenblas.so", "linux")).toBe(false);
    expect(isAcceptable("libopenblas.dylib", "darwin")).toBe(false);
    expect(isAcceptable("libopenblas.dll", "win32")).toBe(false);
    expect(isAcceptable("C:\\blas\\libopenblas.dll", "win32")).toBe(true);
  });
});
