// @ts-check
/**
 * The parts that tests need and npm's installation doesn't bring: one table says how each is recognised, which
 * Debian packages hold it, and what needs it. Nothing here installs; see install-parts.mjs.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CORPUS, corpusFolder } from "./corpus.mjs";
import { MRJOB_VERSION, mrjobPython } from "./mrjob-venv.mjs";
import { NUMPY_VERSION, numpyPython } from "./numpy-venv.mjs";
import { findJavaHome, PYSPARK_VERSION, pysparkPython } from "./pyspark-venv.mjs";
import { findPython } from "./python-venv.mjs";

/**
 * @typedef {"openblas" | "vulkan" | "swiftshader" | "chromium" | "python" | "numpy" | "mrjob" | "java" | "pyspark" | "corpus"} PartName
 * @typedef {object} Part
 * @property {string} what how to name it to a person
 * @property {string} neededBy the tests that need it
 * @property {readonly string[]} debian the packages that hold it, of Debian 12 and later
 * @property {() => string | undefined} find where it is, or `undefined`
 */

/** @type {Readonly<Record<PartName, Part>>} */
export const PARTS = {
  openblas: {
    what: "OpenBLAS",
    neededBy: "native BLAS tests",
    debian: ["libopenblas0-pthread"],
    find: () => findLibrary("libopenblas.so.0") ?? findLibrary("libopenblas.dylib"),
  },
  vulkan: {
    what: "the Vulkan loader",
    neededBy: "GPU tests (Dawn opens it)",
    debian: ["libvulkan1"],
    // Dawn uses Metal on macOS and Direct3D on Windows, which are always there.
    find: () => (process.platform === "linux" ? findLibrary("libvulkan.so.1") : "the system's own"),
  },
  swiftshader: {
    what: "SwiftShader, a Vulkan driver on the CPU (part of Debian's chromium)",
    neededBy: "GPU tests",
    debian: ["chromium"],
    find: findVulkanDriver,
  },
  chromium: {
    what: "Chromium",
    neededBy: "browser tests",
    debian: ["chromium"],
    find: () => findProgram(["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]),
  },
  python: {
    what: "Python >= 3.11 with venv",
    neededBy: "comparisons with NumPy and mrjob",
    debian: ["python3", "python3-venv"],
    find: () => findPython()?.command,
  },
  numpy: {
    what: `NumPy ${NUMPY_VERSION} in an environment of its own`,
    neededBy: "comparisons with NumPy",
    // Made from Python by the set-up, not a package.
    debian: [],
    find: numpyPython,
  },
  mrjob: {
    what: `mrjob ${MRJOB_VERSION} in an environment of its own`,
    neededBy: "comparisons with mrjob",
    // Made from Python by the set-up, not a package.
    debian: [],
    find: mrjobPython,
  },
  java: {
    what: "Java 17 or 21",
    neededBy: "tests on a real Spark",
    debian: ["openjdk-17-jre-headless"],
    find: () => findJavaHome(),
  },
  pyspark: {
    what: `PySpark ${PYSPARK_VERSION} in an environment of its own`,
    neededBy: "tests on a real Spark",
    // Made from Python by the set-up, not a package.
    debian: [],
    find: pysparkPython,
  },
  corpus: {
    what: `the mails of ${CORPUS}`,
    neededBy: "the word counts",
    // Fetched by the set-up, not a package.
    debian: [],
    find: corpusFolder,
  },
};

/**
 * The parts that aren't here and that Debian packages hold.
 *
 * @returns {PartName[]}
 */
export function missingParts() {
  const names = /** @type {PartName[]} */ (Object.keys(PARTS));
  return names.filter((name) => PARTS[name].debian.length > 0 && !PARTS[name].find());
}

/**
 * What makes Dawn find a GPU: SwiftShader's description, unless the user has chosen a driver.
 *
 * @returns {Record<string, string>} environment variables to set
 */
export function gpuEnvironment() {
  if (process.env.VK_ICD_FILENAMES || process.env.VK_DRIVER_FILES) return {};
  const driver = process.platform === "linux" ? findVulkanDriver() : undefined;
  return driver ? { VK_ICD_FILENAMES: driver } : {};
}

function findVulkanDriver() {
  if (process.platform !== "linux") return "the system's own";
  const chosen = process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES;
  if (chosen) return existsSync(chosen.split(delimiter)[0] ?? "") ? chosen : undefined;
  const description = "vk_swiftshader_icd.json";
  return ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/opt/google/chrome"]
    .map((folder) => join(folder, description))
    .find((path) => existsSync(path));
}

/** @param {readonly string[]} names */
function findProgram(names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  for (const name of names) {
    const folder = folders.find((folder) => existsSync(join(folder, name)));
    if (folder) return join(folder, name);
  }
  return undefined;
}

/**
 * A shared library by the name it is linked by. The linker's cache knows every folder that it searches; the list of
 * folders is for systems without `ldconfig` and for users whose path lacks /sbin.
 *
 * @param {string} soname
 * @returns {string | undefined}
 */
function findLibrary(soname) {
  for (const command of ["ldconfig", "/sbin/ldconfig"]) {
    const listed = spawnSync(command, ["-p"], { encoding: "utf8" }).stdout ?? "";
    const line = listed.split("\n").find((line) => line.trimStart().startsWith(`${soname} `));
    const path = line?.split(" => ")[1]?.trim();
    if (path && existsSync(path)) return path;
    if (listed) return undefined;
  }
  const folders = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/opt/homebrew/opt/openblas/lib",
  ];
  return folders.map((folder) => join(folder, soname)).find((path) => existsSync(path));
}
