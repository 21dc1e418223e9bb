/**
 * Where an OpenBLAS may be, best first. Only places that the user chose or that the system owns: never the current folder,
 * so a library that somebody left in a data folder isn't loaded.
 */

/** What is needed of the process; tests pass their own. */
export interface Surroundings {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names in a folder, in order; none when there is no such folder. */
  list(folder: string): readonly string[];
}

/** One place to look at, or why it isn't looked at. */
export interface Candidate {
  readonly library: string;
  readonly refused?: string;
}

/** A library's file in a wheel, as `libscipy_openblas64_-32a4b2a6.so` or `libopenblas64_p-r0-15028c96.3.21.so`. */
const WHEEL_LIBRARY = /openblas.*\.(so(\.[\d.]+)?|dylib|dll)$/i;

/** Folders of wheels, within site-packages. NumPy's first: then both multiply with the same code. */
const WHEEL_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  linux: ["numpy.libs", "scipy.libs", "scipy_openblas64/lib", "scipy_openblas32/lib"],
  darwin: ["numpy/.dylibs", "scipy/.dylibs", "scipy_openblas64/lib", "scipy_openblas32/lib"],
  win32: ["numpy.libs", "scipy.libs", "scipy_openblas64/lib", "scipy_openblas32/lib"],
};

/**
 * Names that the linker knows. macOS and Windows look for a bare name in the current folder too, so there only whole
 * paths are tried: Homebrew's. The names with 64 are builds with 64-bit integers.
 */
const SYSTEM_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  linux: ["libopenblas.so.0", "libopenblas.so", "libopenblas64_.so.0", "libopenblas64.so.0"],
  darwin: [
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ],
};

/** The wheels' libraries of the active virtual environment, then the system's. */
export function candidates(here: Surroundings): Candidate[] {
  return [...inVirtualEnvironment(here), ...inSystem(here)];
}

function inVirtualEnvironment({ platform, env, list }: Surroundings): Candidate[] {
  const root = env.VIRTUAL_ENV;
  if (!root) return [];
  if (!isAbsolute(root, platform)) return [{ library: root, refused: "VIRTUAL_ENV isn't an absolute path" }];
  const sites =
    platform === "win32"
      ? [`${root}/Lib/site-packages`]
      : ["lib", "lib64"].flatMap((lib) =>
          list(`${root}/${lib}`)
            .filter((name) => /^python3/.test(name))
            .map((name) => `${root}/${lib}/${name}/site-packages`),
        );
  const folders = sites.flatMap((site) =>
    (WHEEL_FOLDERS[platform] ?? []).map((folder) => `${site}/${folder}`),
  );
  return folders.flatMap((folder) =>
    list(folder)
      .filter((name) => WHEEL_LIBRARY.test(name))
      .map((name) => ({ library: `${folder}/${name}` })),
  );
}

function inSystem({ platform, env }: Surroundings): Candidate[] {
  const libraries = SYSTEM_LIBRARIES[platform] ?? [];
  const paths = env.LD_LIBRARY_PATH;
  // glibc reads an empty or relative entry as the current folder.
  const relative = paths ? paths.split(/[:;]/).some((entry) => !entry.startsWith("/")) : false;
  return libraries.map((library) =>
    relative && !isAbsolute(library, platform)
      ? { library, refused: "LD_LIBRARY_PATH has an empty or relative entry, which means the current folder" }
      : { library },
  );
}

/** What `MANYCORE_BLAS` may hold besides `embedded`: a whole path, or on Linux a name for the linker. */
export function isAcceptable(library: string, platform: string): boolean {
  return isAbsolute(library, platform) || (platform === "linux" && !library.includes("/"));
}

function isAbsolute(path: string, platform: string): boolean {
  return platform === "win32" ? /^([a-z]:[\\/]|\\\\)/i.test(path) : path.startsWith("/");
}

/** This process. */
export function surroundings(): Surroundings {
  const files = process.getBuiltinModule("node:fs");
  return {
    platform: process.platform,
    env: process.env,
    list(folder) {
      try {
        return files.readdirSync(folder).sort();
      } catch {
        return [];
      }
    },
  };
}
